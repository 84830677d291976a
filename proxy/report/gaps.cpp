// See gaps.hpp.
#include "proxy/report/gaps.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace crossfade::report {
namespace {

constexpr std::uint64_t few_missing = 5;  // may be chance: something just deleted

void add(std::vector<Uncompared>& list,
         const MirrorReport& mirror,
         const char* outcome,
         const store::ByReason& counts) {
    for (const auto& [reason, count] : counts) {
        if (count > 0) list.push_back({mirror.route, mirror.mirror, outcome, reason, count});
    }
}

std::vector<Uncompared> uncompared_of(const std::vector<MirrorReport>& mirrors) {
    std::vector<Uncompared> list;
    for (const auto& mirror : mirrors) {
        add(list, mirror, "dropped", mirror.accounting.dropped);
        add(list, mirror, "not_compared", mirror.accounting.not_compared);
        add(list, mirror, "shadow_error", mirror.accounting.shadow_error);
        add(list, mirror, "live_error", mirror.accounting.live_error);
        if (mirror.accounting.both_failed > 0) {
            add(list, mirror, "both_failed", {{"", mirror.accounting.both_failed}});
        }
    }
    std::stable_sort(
        list.begin(), list.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return list;
}

/// "GET /users/{id}" is that endpoint; "/users/{id}" is it with any method.
bool covers(const std::string& known, const EndpointReport& endpoint) {
    return known == endpoint.title() || known == endpoint.name().path;
}

std::vector<Hole> holes_of(const std::vector<EndpointReport>& endpoints, const Settings& settings) {
    std::vector<Hole> holes;
    for (const auto& known : settings.endpoints) {
        const bool seen = std::any_of(endpoints.begin(), endpoints.end(), [&](const auto& each) {
            return covers(known, each);
        });
        if (!seen) holes.push_back({known, 0});
    }
    for (const auto& endpoint : endpoints) {
        const std::uint64_t compared = endpoint.stored.compared();
        if (compared < thin_endpoint) holes.push_back({endpoint.title(), compared});
    }
    return holes;
}

std::vector<MissingData> missing_of(const store::StoredRun& run,
                                    const std::vector<EndpointReport>& endpoints) {
    std::map<store::EndpointName, std::uint64_t> counts;
    for (const auto& pattern : run.patterns) {
        const bool found = pattern.live_status >= 200 && pattern.live_status < 300;
        if (found && pattern.shadow_status == 404) counts[pattern.endpoint] += pattern.count;
    }
    std::vector<MissingData> missing;
    for (const auto& endpoint : endpoints) {
        const auto own = counts.find(endpoint.name());
        if (own == counts.end() || own->second < few_missing) continue;
        const store::StoredEndpoint& stored = endpoint.stored;
        const double share = stored.mismatch == 0 ? 0
                                                  : static_cast<double>(own->second) /
                                                        static_cast<double>(stored.mismatch);
        missing.push_back({endpoint.name(), own->second, std::min(share, 1.0), stored.match == 0});
    }
    return missing;
}

bool is_seen(const std::string& known, const std::vector<EndpointReport>& endpoints) {
    return std::any_of(endpoints.begin(), endpoints.end(), [&](const auto& each) {
        return covers(known, each) && each.stored.compared() > 0;
    });
}

bool is_candidate(const MirrorSettings& mirror) noexcept {
    const bool sampled = !mirror.sample || *mirror.sample > 0;
    return !mirror.control && mirror.compared && sampled;
}

}  // namespace

std::vector<std::string> never_compared(const std::vector<EndpointReport>& endpoints,
                                        const Settings& settings,
                                        const ReportQuery& query) {
    std::vector<std::string> unseen;
    // Of which route an endpoint is shows only once it is seen.
    for (const auto& known : settings.endpoints) {
        if (query.route.empty() && !is_seen(known, endpoints)) unseen.push_back(known);
    }
    std::set<std::string> routes;
    for (const auto& mirror : settings.mirrors) {
        const bool asked = query.route.empty() || query.route == mirror.route;
        if (!asked || !is_candidate(mirror) || !routes.insert(mirror.route).second) continue;
        const bool seen = std::any_of(endpoints.begin(), endpoints.end(), [&](const auto& each) {
            return each.name().route == mirror.route && each.stored.compared() > 0;
        });
        if (!seen) unseen.push_back("route " + mirror.route);
    }
    return unseen;
}

std::vector<Unmirrored> unmirrored_of(const std::vector<MirrorReport>& mirrors,
                                      const std::vector<EndpointReport>& endpoints) {
    std::map<std::string, Unmirrored> by_route;
    for (const auto& mirror : mirrors) {
        if (mirror.control || !mirror.compared) continue;
        Unmirrored& route = by_route[mirror.route];
        route.route = mirror.route;
        for (const auto& method : mirror.methods) {
            const auto known = std::find(route.methods.begin(), route.methods.end(), method);
            if (known == route.methods.end()) route.methods.push_back(method);
        }
        // Each mirror counts all of them.
        for (const auto& [method, count] : mirror.accounting.uncopied) {
            route.requests[method] = std::max(route.requests[method], count);
        }
    }
    for (const auto& endpoint : endpoints) {
        const auto found = by_route.find(endpoint.name().route);
        if (found == by_route.end() || endpoint.stored.compared() == 0) continue;
        found->second.requests.erase(endpoint.name().method);
    }
    std::vector<Unmirrored> unmirrored;
    for (auto& [route, each] : by_route) {
        if (store::sum(each.requests) > 0) unmirrored.push_back(std::move(each));
    }
    return unmirrored;
}

Gaps gaps_of(const store::StoredRun& run,
             const std::vector<MirrorReport>& mirrors,
             const std::vector<EndpointReport>& endpoints,
             const Settings& settings) {
    return {uncompared_of(mirrors),
            holes_of(endpoints, settings),
            unmirrored_of(mirrors, endpoints),
            missing_of(run, endpoints)};
}

}  // namespace crossfade::report
