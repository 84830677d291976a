// How near each endpoint is to its target, and what the numbers allow to say about that. Shadow
// errors count against an endpoint as mismatches do; repeats of one request are no new evidence.
#pragma once

#include "proxy/report/accounts.hpp"
#include "proxy/report/pace.hpp"
#include "proxy/report/rate.hpp"
#include "proxy/report/rules.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/store/stored.hpp"

#include <string>
#include <vector>

namespace crossfade::report {

enum class State {
    blocked,    // shown to be below its target, or too often not to be compared at all
    improving,  // the same, but the newest build is better than the one before
    unsure,     // too little is known to say
    ready       // shown to be at its target or above
};

[[nodiscard]] const char* name_of(State state) noexcept;

struct Tally {
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    std::uint64_t shadow_error = 0;
    std::uint64_t lapsed = 0;  // were matches by a rule that no longer holds: clean no more

    [[nodiscard]] std::uint64_t compared() const noexcept { return match + mismatch + lapsed; }
    [[nodiscard]] std::uint64_t tried() const noexcept { return compared() + shadow_error; }
};

struct BuildReport {
    std::string build;  // empty: those responses that name none
    Rate match;
    std::uint64_t shadow_error = 0;
};

struct EndpointReport {
    store::StoredEndpoint stored;  // counts of all builds
    Tally judged;                  // by which it is judged: the build that now answers, if named
    std::string build;             // ... that one; empty: all
    Rate match;                    // of judged, compared ones
    Rate shadow_error;             // of judged, tried ones
    Rate distinct;                 // of distinct requests that never differed; an estimate
    double target = 0;
    double proven = 0;         // at least this share is fine, with 95 % confidence
    std::uint64_t needed = 0;  // distinct requests for the target; 0: more are of no use
    State state = State::unsure;
    std::string reason;  // in words; empty for ready
    std::string top_fault;
    std::vector<BuildReport> trend;  // oldest first
    double slower_share = 0;         // of the requests: the shadow took longer
    PaceReport pace;                 // of the build by which it is judged

    [[nodiscard]] const store::EndpointName& name() const noexcept { return stored.name; }
    /// "GET /users/{id}".
    [[nodiscard]] std::string title() const { return name().method + ' ' + name().path; }
};

/// Worst first. Those of control mirrors, and of mirrors that do not compare, are left out.
[[nodiscard]] std::vector<EndpointReport> endpoints_of(const store::StoredRun& run,
                                                       const std::vector<MirrorReport>& mirrors,
                                                       const std::vector<RuleReport>& rules,
                                                       const Settings& settings,
                                                       const ReportQuery& query);

}  // namespace crossfade::report
