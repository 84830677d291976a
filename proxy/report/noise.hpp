// Which fields differ by themselves, and what is left of a fault once that is taken off. No rate is
// a threshold here: a field that never differs by itself needs none, and of the others the paired
// exact test tells whether the shadow differs more often than live does from itself.
#pragma once

#include "proxy/report/rate.hpp"
#include "proxy/store/stored.hpp"
#include "routing/paired_test.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

/// With so many probes and no noise in them a field differs by itself in less than 1 % of cases.
inline constexpr std::uint64_t enough_probes = 300;

enum class Standing {
    unknown,    // no noise, but too few probes to rely on it
    never,      // every difference is a finding
    sometimes,  // judged by the paired test
    always      // comparing values says nothing: another comparator is suggested
};

[[nodiscard]] const char* name_of(Standing standing) noexcept;

struct NoiseReport {
    store::EndpointName endpoint;
    std::string path;
    Rate live;    // two answers of live differ; a control mirror counts as live
    Rate shadow;  // two answers of the shadow differ
    Standing standing = Standing::unknown;
    bool shadow_only = false;  // noisy at the shadow alone: new, so a fault by itself
    std::uint64_t only_pair = 0;
    std::uint64_t only_noise = 0;
    double chance = 1;                      // of so many differences without a fault: exact McNemar
    double false_rate = 1;                  // the same over all fields: Benjamini and Hochberg
    routing::PairedDifference excess;       // share of requests that differ beyond noise
    std::optional<std::string> suggestion;  // a rule, as the configuration has it

    /// For a reader: there is noise, or it is known that there is none.
    [[nodiscard]] bool is_telling() const noexcept {
        return standing != Standing::unknown || shadow_only;
    }
};

/// Fields that are noisy or have a difference, the most telling first.
[[nodiscard]] std::vector<NoiseReport> noise_of(const store::StoredRun& run,
                                                const std::string& route);

}  // namespace crossfade::report
