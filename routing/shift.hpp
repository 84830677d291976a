// By how much one sample lies above another, whatever their shape: the test of Mann and Whitney
// and the estimate of Hodges and Lehmann that belongs to it. Samples come as groups of equal values
// (histograms), which costs no exactness but that of the groups.
#pragma once

#include <cstdint>
#include <span>

namespace crossfade::routing {

struct Group {
    std::int64_t value = 0;
    std::uint64_t count = 0;
};

/// Values are those of the groups.
struct Shift {
    std::int64_t estimate = 0;  // the median of all differences, second minus first
    std::int64_t low = 0;       // the shift is within these with the confidence asked for
    std::int64_t high = 0;
};

/// Both ascending by value. `deviations` of the normal distribution: 2.326 for 98 % on two sides.
/// Good from about 50 values on each side; all zero where one is empty.
[[nodiscard]] Shift shift_between(std::span<const Group> first,
                                  std::span<const Group> second,
                                  double deviations);

[[nodiscard]] std::uint64_t size_of(std::span<const Group> sample) noexcept;
/// 0 of an empty one.
[[nodiscard]] double mean_of(std::span<const Group> sample) noexcept;
/// The smallest value that `share` of the sample are at most; 0 of an empty one.
[[nodiscard]] std::int64_t quantile_of(std::span<const Group> sample, double share) noexcept;
[[nodiscard]] std::uint64_t count_above(std::span<const Group> sample, std::int64_t value) noexcept;

}  // namespace crossfade::routing
