// See rate.hpp: the time at which the next one would be due, had all come evenly, is the whole
// state.
#include "proxy/mirror/rate.hpp"

#include <algorithm>

namespace crossfade::mirror {

bool Rate::admit(double per_second,
                 std::chrono::nanoseconds burst,
                 std::chrono::steady_clock::time_point now) noexcept {
    constexpr double second = 1e9;
    constexpr double longest = 1e18;  // some 30 years; far enough from the end of the clock
    const auto step = static_cast<std::int64_t>(std::min(second / per_second, longest));
    const std::int64_t saved = std::max<std::int64_t>(burst.count(), step);
    const std::int64_t time = std::chrono::nanoseconds(now.time_since_epoch()).count();
    auto next = next_at_.load(std::memory_order_relaxed);
    for (;;) {
        const auto from = std::max(next, time - saved + step);
        if (from > time) return false;
        if (next_at_.compare_exchange_weak(next, from + step, std::memory_order_relaxed)) {
            return true;
        }
    }
}

}  // namespace crossfade::mirror
