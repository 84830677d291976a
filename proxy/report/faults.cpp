// See faults.hpp.
#include "proxy/report/faults.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace crossfade::report {
namespace {

constexpr std::size_t max_conditions = 5;
constexpr std::size_t max_signatures = 5;

using FaultKey = std::pair<store::EndpointName, std::string>;

/// Patterns that show a fault; those with few other faults explain it best.
std::map<FaultKey, std::vector<const store::StoredPattern*>> patterns_of(
    const store::StoredRun& run) {
    std::map<FaultKey, std::vector<const store::StoredPattern*>> patterns;
    for (const auto& pattern : run.patterns) {
        for (const auto& fault : pattern.faults) {
            patterns[{pattern.endpoint, fault}].push_back(&pattern);
        }
    }
    for (auto& [fault, list] : patterns) {
        std::stable_sort(list.begin(), list.end(), [](const auto* a, const auto* b) {
            return a->faults.size() < b->faults.size();
        });
    }
    return patterns;
}

using Exemplars = std::map<std::tuple<std::string, std::string, std::string>, std::size_t>;

/// The first of each signature, route and mirror.
Exemplars index_of(const std::vector<Exemplar>& exemplars) {
    Exemplars places;
    for (std::size_t index = 0; index < exemplars.size(); ++index) {
        const Exemplar& each = exemplars[index];
        places.try_emplace({each.signature, each.route, each.mirror}, index);
    }
    return places;
}

void add_patterns(FaultReport& fault,
                  const std::vector<const store::StoredPattern*>& patterns,
                  const Exemplars& exemplars) {
    for (const auto* pattern : patterns) {
        fault.persistent += pattern->persistent;
        fault.transient += pattern->transient;
        if (fault.signatures.size() < max_signatures) {
            fault.signatures.push_back(pattern->signature);
        }
        if (fault.exemplar) continue;
        const auto found =
            exemplars.find({pattern->signature, pattern->endpoint.route, pattern->endpoint.mirror});
        if (found != exemplars.end()) fault.exemplar = found->second;
    }
}

}  // namespace

std::vector<FaultReport> faults_of(const store::StoredRun& run,
                                   const std::vector<EndpointReport>& endpoints,
                                   const std::vector<NoiseReport>& noise,
                                   const std::vector<Exemplar>& exemplars,
                                   const ReportQuery& query) {
    const auto patterns = patterns_of(run);
    const auto places = index_of(exemplars);
    std::map<store::EndpointName, std::uint64_t> compared;
    for (const auto& endpoint : endpoints) compared[endpoint.name()] = endpoint.stored.compared();
    std::vector<FaultReport> faults;
    for (const auto& stored : run.faults) {
        if (!compared.contains(stored.endpoint)) continue;
        if (query.since && stored.last_seen < *query.since) continue;
        FaultReport& fault = faults.emplace_back();
        fault.stored = stored;
        fault.compared = compared[stored.endpoint];
        fault.conditions = conditions_of(stored, fault.compared, max_conditions);
        for (const auto& each : noise) {
            if (each.endpoint == stored.endpoint && each.path == stored.path) fault.noise = each;
        }
        const auto own = patterns.find({stored.endpoint, stored.fault});
        if (own != patterns.end()) add_patterns(fault, own->second, places);
    }
    return faults;
}

}  // namespace crossfade::report
