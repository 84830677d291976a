// What became of the requests of one route and mirror, and whether the sums hold (DESIGN
// "Accounting"):
//   eligible = not_sampled + dropped{reason} + mirrored
//   mirrored = match + mismatch + shadow_error{reason} + live_error{reason} + both_failed
//              + not_compared{reason}
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crossfade::store {

using ByReason = std::map<std::string, std::uint64_t>;

[[nodiscard]] std::uint64_t sum(const ByReason& counts) noexcept;

/// The reason of what a proxy had under way when it ended; counted at the next start.
inline constexpr std::string_view restart_reason = "restart";

/// Outcome of mismatches that are in the counts but of which no record was kept. No part of the
/// sums.
inline constexpr std::string_view record_lost = "record_lost";

/// What the requests of a mirror to whichever backend did not serve are counted under (`to:
/// other`); their pairs name the backend that was asked.
inline constexpr std::string_view other_backend = "other";

struct Accounting {
    std::uint64_t eligible = 0;
    std::uint64_t not_sampled = 0;
    ByReason dropped;
    std::uint64_t mirrored = 0;
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    ByReason shadow_error;
    ByReason live_error;
    std::uint64_t both_failed = 0;
    ByReason not_compared;
    ByReason uncopied;  // by method: live requests that were not eligible; no part of the sums
    ByReason lost;      // outcome record_lost
    ByReason unknown;   // by outcome: written by another version

    void add(std::string_view outcome, const std::string& reason, std::uint64_t count);

    /// What the match rate is a share of.
    [[nodiscard]] std::uint64_t compared() const noexcept { return match + mismatch; }

    /// Eligible requests that are neither mirrored nor accounted for. Positive while decisions are
    /// under way; negative only by a fault.
    [[nodiscard]] std::int64_t undecided() const noexcept;
    /// Mirrored requests without a verdict; likewise.
    [[nodiscard]] std::int64_t unjudged() const noexcept;
};

}  // namespace crossfade::store
