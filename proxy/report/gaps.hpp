// What the numbers do not cover: requests that were not compared, endpoints that were never seen,
// and differences that are a matter of data.
#pragma once

#include "proxy/report/accounts.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/report/settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::report {

/// An endpoint that was compared less often than this shows little.
inline constexpr std::uint64_t thin_endpoint = 100;

struct Uncompared {
    std::string route;
    std::string mirror;
    std::string outcome;  // "dropped", "not_compared", "shadow_error", "live_error"
    std::string reason;
    std::uint64_t count = 0;
};

struct Hole {
    std::string endpoint;        // a template that is known, or an endpoint's title
    std::uint64_t compared = 0;  // 0: never
};

/// Live requests of a route that none of its mirrors copies, by their method.
struct Unmirrored {
    std::string route;
    store::ByReason requests;          // by method
    std::vector<std::string> methods;  // that its mirrors do copy; empty: not known
};

/// The shadow says 404 where live has something.
struct MissingData {
    store::EndpointName endpoint;
    std::uint64_t count = 0;
    double share = 0;    // of the endpoint's mismatches
    bool whole = false;  // every request: the endpoint itself is missing
};

struct Gaps {
    std::vector<Uncompared> uncompared;  // most frequent first
    std::vector<Hole> holes;
    std::vector<Unmirrored> unmirrored;
    std::vector<MissingData> missing;
};

/// What the configuration names and nobody compared: endpoints, and routes with a mirror.
[[nodiscard]] std::vector<std::string> never_compared(const std::vector<EndpointReport>& endpoints,
                                                      const Settings& settings,
                                                      const ReportQuery& query);

/// Methods of which nothing at all was compared on their route.
[[nodiscard]] std::vector<Unmirrored> unmirrored_of(const std::vector<MirrorReport>& mirrors,
                                                    const std::vector<EndpointReport>& endpoints);

[[nodiscard]] Gaps gaps_of(const store::StoredRun& run,
                           const std::vector<MirrorReport>& mirrors,
                           const std::vector<EndpointReport>& endpoints,
                           const Settings& settings);

}  // namespace crossfade::report
