// How well a share is known from a sample: Wilson's score interval. Chosen because it stays inside
// 0..1 and is honest at no failures and at small samples, where the normal approximation is not.
#pragma once

#include <cstdint>

namespace crossfade::report {

struct Interval {
    double low = 0;
    double high = 1;
};

/// 95 % interval of the share of `successes` in `trials`; the whole of 0..1 where nothing was
/// tried.
[[nodiscard]] Interval wilson_interval(std::uint64_t successes, std::uint64_t trials) noexcept;

}  // namespace crossfade::report
