// See endpoints.hpp.
#include "proxy/report/endpoints.hpp"

#include "proxy/report/judgement.hpp"

#include <algorithm>
#include <tuple>

namespace crossfade::report {
namespace {

/// Responses that name no build, failures above all, count for the build that now answers if any of
/// them are recent.
Tally tally_of(const store::StoredEndpoint& stored, const Builds& builds) {
    const Tally all{stored.match, stored.mismatch, store::sum(stored.shadow_error)};
    if (builds.now.empty()) return all;
    Tally tally;
    for (const auto& build : stored.builds) {
        const bool nameless = build.build.empty() && build.last_seen >= builds.since;
        if (build.build != builds.now && !nameless) continue;
        tally.match += build.match;
        tally.mismatch += build.mismatch;
        tally.shadow_error += build.shadow_error;
    }
    return tally;
}

void take_lapsed(EndpointReport& endpoint, const std::vector<RuleReport>& rules) {
    std::optional<std::string> build;
    if (!endpoint.build.empty()) build = endpoint.build;
    Tally& judged = endpoint.judged;
    judged.lapsed = std::min(lapsed_matches(endpoint.stored, rules, build), judged.match);
    judged.match -= judged.lapsed;
}

const store::StoredBuild* judged_build(const EndpointReport& endpoint) {
    for (const auto& build : endpoint.stored.builds) {
        if (!endpoint.build.empty() && build.build == endpoint.build) return &build;
    }
    return nullptr;
}

/// What an earlier build was asked proves nothing of the one that now answers.
Rate distinct_of(const EndpointReport& endpoint) {
    const auto* build = judged_build(endpoint);
    const bool of_all = endpoint.build.empty();
    const store::StoredEndpoint& stored = endpoint.stored;
    const std::uint64_t compared = of_all  ? stored.distinct_compared
                                   : build ? build->distinct_compared
                                           : 0;
    const std::uint64_t mismatch = of_all  ? stored.distinct_mismatch
                                   : build ? build->distinct_mismatch
                                           : 0;
    const Tally& judged = endpoint.judged;
    const std::uint64_t all = std::min(compared, judged.compared());
    const std::uint64_t differ = std::min({mismatch, judged.mismatch, all});
    return rate_of(all - differ, all);
}

PaceReport judged_pace(const EndpointReport& endpoint) {
    const auto* build = judged_build(endpoint);
    if (endpoint.build.empty()) return pace_of(endpoint.stored.live, endpoint.stored.shadow);
    return build == nullptr ? PaceReport{} : pace_of(build->live, build->shadow);
}

std::vector<BuildReport> trend_of(const store::StoredEndpoint& stored) {
    std::vector<BuildReport> trend;
    for (const auto& build : stored.builds) {
        trend.push_back(
            {build.build, rate_of(build.match, build.match + build.mismatch), build.shadow_error});
    }
    return trend;
}

std::string top_fault_of(const store::EndpointName& name, const store::StoredRun& run) {
    for (const auto& fault : run.faults) {
        if (fault.endpoint == name) return fault.fault;
    }
    return {};
}

double slower_share_of(const store::StoredEndpoint& stored) noexcept {
    const auto pairs = std::min(stored.live.latency().count, stored.shadow.latency().count);
    if (pairs == 0) return 0;
    return std::min(1.0, static_cast<double>(stored.slower.count) / static_cast<double>(pairs));
}

/// By state, then by how far the match rate is from the target.
auto badness(const EndpointReport& endpoint) {
    const Tally& judged = endpoint.judged;
    const double bad = judged.tried() == 0 ? 0
                                           : static_cast<double>(judged.tried() - judged.match) /
                                                 static_cast<double>(judged.tried());
    return std::tuple(endpoint.state, -bad / std::max(1 - endpoint.target, 1e-9), endpoint.proven);
}

}  // namespace

const char* name_of(State state) noexcept {
    switch (state) {
        case State::blocked:
            return "blocked";
        case State::improving:
            return "improving";
        case State::unsure:
            return "not enough data";
        case State::ready:
            return "ready";
    }
    return "";
}

std::vector<EndpointReport> endpoints_of(const store::StoredRun& run,
                                         const std::vector<MirrorReport>& mirrors,
                                         const std::vector<RuleReport>& rules,
                                         const Settings& settings,
                                         const ReportQuery& query) {
    std::vector<EndpointReport> endpoints;
    for (const auto& stored : run.endpoints) {
        if (!query.route.empty() && stored.name.route != query.route) continue;
        const MirrorReport* mirror = mirror_of(stored.name, mirrors);
        if (mirror != nullptr && (mirror->control || !mirror->compared)) continue;
        EndpointReport& endpoint = endpoints.emplace_back();
        endpoint.stored = stored;
        const Builds& builds = builds_of(stored.name, mirror);
        endpoint.judged = tally_of(stored, builds);
        endpoint.build = builds.now;
        take_lapsed(endpoint, rules);
        endpoint.match = rate_of(endpoint.judged.match, endpoint.judged.compared());
        endpoint.shadow_error = rate_of(endpoint.judged.shadow_error, endpoint.judged.tried());
        endpoint.distinct = distinct_of(endpoint);
        endpoint.pace = judged_pace(endpoint);
        endpoint.target = target_of(stored.name, settings, query);
        endpoint.trend = trend_of(stored);
        endpoint.top_fault = top_fault_of(stored.name, run);
        endpoint.slower_share = slower_share_of(stored);
        judge(endpoint);
    }
    std::stable_sort(endpoints.begin(), endpoints.end(), [](const auto& a, const auto& b) {
        return std::tuple(badness(a), a.name()) < std::tuple(badness(b), b.name());
    });
    return endpoints;
}

}  // namespace crossfade::report
