// An even flow with a bounded burst: the generic cell rate algorithm (ITU-T I.371).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace crossfade::mirror {

/// Any thread.
class Rate {
public:
    /// True if the rate allows one now. What was not used is saved up for as long as `burst`, and
    /// is at least one, however rare. `per_second` above 0; it may be another one each time.
    [[nodiscard]] bool admit(double per_second,
                             std::chrono::nanoseconds burst,
                             std::chrono::steady_clock::time_point now) noexcept;

private:
    std::atomic<std::int64_t> next_at_{0};  // nanoseconds of the steady clock
};

}  // namespace crossfade::mirror
