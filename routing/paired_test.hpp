// What pairs say that two separate rates cannot: each request was answered twice, so only those
// count in which the one differed and the other did not.
#pragma once

#include "routing/interval.hpp"

#include <cstdint>

namespace crossfade::routing {

/// Trials that were looked at in two ways.
struct PairedCounts {
    std::uint64_t both = 0;
    std::uint64_t only_first = 0;   // b of McNemar
    std::uint64_t only_second = 0;  // c
    std::uint64_t neither = 0;

    [[nodiscard]] std::uint64_t trials() const noexcept {
        return both + only_first + only_second + neither;
    }
};

/// McNemar's exact test, one-sided: how likely `only_first` or more of the discordant trials are if
/// the first is no more frequent than the second. 1 where none is discordant.
[[nodiscard]] double mcnemar_p(std::uint64_t only_first, std::uint64_t only_second) noexcept;

/// How much more frequent the first is, as a share of the trials, with its 95 % interval after
/// Newcombe (1998, method 10: paired, from Wilson's intervals); -1..1 without trials.
struct PairedDifference {
    double difference = 0;
    Interval interval{-1, 1};
};
[[nodiscard]] PairedDifference paired_difference(const PairedCounts& counts) noexcept;

}  // namespace crossfade::routing
