// Atomics without order: a budget may be off by a request under way, never for good.
#include "proxy/mirror/mirror_state.hpp"

#include <algorithm>

namespace crossfade::mirror {

bool MirrorState::enter(std::size_t limit) noexcept {
    if (in_flight_.fetch_add(1, std::memory_order_relaxed) < limit) return true;
    leave();
    return false;
}

bool MirrorState::admit(double per_second, std::chrono::steady_clock::time_point now) noexcept {
    if (per_second <= 0) return true;
    constexpr std::int64_t second = 1'000'000'000;
    constexpr double longest = 1e18;  // some 30 years; far enough from the end of the clock
    const auto step =
        static_cast<std::int64_t>(std::min(static_cast<double>(second) / per_second, longest));
    const auto burst = std::max(second, step);  // at least one, however rare
    const std::int64_t time = std::chrono::nanoseconds(now.time_since_epoch()).count();
    auto next = next_at_.load(std::memory_order_relaxed);
    for (;;) {
        const auto from = std::max(next, time - burst + step);
        if (from > time) return false;
        if (next_at_.compare_exchange_weak(next, from + step, std::memory_order_relaxed)) {
            return true;
        }
    }
}

bool MirrorState::charge(std::size_t bytes, std::size_t limit) noexcept {
    if (memory_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit) return true;
    free(bytes);
    return false;
}

std::shared_ptr<MirrorState> MirrorStates::find(const std::string& route,
                                                const std::string& mirror) {
    const std::lock_guard lock(mutex_);
    auto& state = states_[{route, mirror}];
    if (!state) state = std::make_shared<MirrorState>();
    return state;
}

}  // namespace crossfade::mirror
