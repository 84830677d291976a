// How well a share is known from a sample. Two views of the same data: Wilson's score interval, to
// show, and exact one-sided bounds (Clopper and Pearson), to decide by.
#pragma once

#include <cstdint>

namespace crossfade::routing {

struct Interval {
    double low = 0;
    double high = 1;
};

/// 95 % interval of the share of `successes` in `trials`; the whole of 0..1 where nothing was
/// tried. Stays inside 0..1 and is honest at no failures and at small samples, where the normal
/// approximation is not.
[[nodiscard]] Interval wilson_interval(std::uint64_t successes, std::uint64_t trials) noexcept;

/// The share is at least this with 95 % confidence, whatever it is: never wrong more often than one
/// time in twenty. 0 where nothing was tried.
[[nodiscard]] double share_at_least(std::uint64_t successes, std::uint64_t trials) noexcept;
/// ... and at most this. 1 where nothing was tried.
[[nodiscard]] double share_at_most(std::uint64_t successes, std::uint64_t trials) noexcept;

/// How many trials are needed for share_at_least() to reach `target` if failures stay as frequent
/// as in this sample; 0 where no number is enough. Without failures: 299 for 99 %, 2 995 for 99.9
/// %.
[[nodiscard]] std::uint64_t trials_needed(std::uint64_t successes,
                                          std::uint64_t trials,
                                          double target) noexcept;

}  // namespace crossfade::routing
