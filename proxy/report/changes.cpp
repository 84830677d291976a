// See changes.hpp.
#include "proxy/report/changes.hpp"

#include "routing/exact_test.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

constexpr double doubt = 0.05;

const EndpointReport* endpoint_of(const store::EndpointName& name,
                                  const std::vector<EndpointReport>& endpoints) noexcept {
    for (const auto& endpoint : endpoints) {
        if (endpoint.name() == name) return &endpoint;
    }
    return nullptr;
}

/// Not seen since the build came, although at its earlier rate it would have been.
bool is_fixed(const store::StoredFault& fault,
              const Builds& builds,
              const EndpointReport& endpoint) {
    if (fault.last_seen >= builds.since) return false;
    const std::uint64_t now = endpoint.judged.compared();
    const std::uint64_t all = endpoint.stored.compared();
    if (now == 0 || now >= all || fault.count > all - now) return false;
    // All of its responses fell on earlier builds.
    return routing::fisher_p(fault.count, all - now, fault.count, all) < doubt;
}

void add_regression(Changes& changes, const EndpointReport& endpoint) {
    const BuildReport* now = nullptr;
    const BuildReport* before = nullptr;
    for (const auto& build : endpoint.trend) {
        if (build.build.empty() || !build.match.known()) continue;
        if (build.build == endpoint.build) {
            now = &build;
        } else if (now == nullptr) {
            before = &build;
        }
    }
    if (now == nullptr || before == nullptr) return;
    const std::uint64_t worse = now->match.whole - now->match.part;
    const std::uint64_t differ = worse + before->match.whole - before->match.part;
    const double chance =
        routing::fisher_p(worse, now->match.whole, differ, now->match.whole + before->match.whole);
    if (chance < doubt) changes.regressed.push_back({endpoint.name(), *before, *now});
}

}  // namespace

Changes changes_of(const store::StoredRun& run,
                   const std::vector<MirrorReport>& mirrors,
                   const std::vector<EndpointReport>& endpoints) {
    Changes changes;
    for (const auto& fault : run.faults) {
        const MirrorReport* mirror = mirror_of(fault.endpoint, mirrors);
        const EndpointReport* endpoint = endpoint_of(fault.endpoint, endpoints);
        const Builds& builds = builds_of(fault.endpoint, mirror);
        if (endpoint == nullptr || builds.names.size() < 2) continue;
        const FaultChange change{fault.endpoint, fault.fault, builds.now, fault.count};
        if (fault.first_build == builds.now) {
            changes.introduced.push_back(change);
        } else if (is_fixed(fault, builds, *endpoint)) {
            changes.fixed.push_back(change);
            changes.fixed_ids.emplace(fault.endpoint, fault.fault);
        }
    }
    for (const auto& endpoint : endpoints) add_regression(changes, endpoint);
    return changes;
}

}  // namespace crossfade::report
