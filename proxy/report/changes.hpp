// What became of faults from one build of the shadow to the next. Only where builds are named.
#pragma once

#include "proxy/report/accounts.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/store/stored.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::report {

struct FaultChange {
    store::EndpointName endpoint;
    std::string fault;
    std::string build;        // that brought it, or without it
    std::uint64_t count = 0;  // responses that show it, of all builds
};

/// The build that now answers matches less often than the one before, by more than chance.
struct Regression {
    store::EndpointName endpoint;
    BuildReport before;
    BuildReport now;
};

struct Changes {
    std::vector<FaultChange> introduced;
    std::vector<FaultChange> fixed;
    std::vector<Regression> regressed;
    std::set<std::pair<store::EndpointName, std::string>> fixed_ids;

    [[nodiscard]] bool is_fixed(const store::EndpointName& endpoint,
                                const std::string& fault) const {
        return fixed_ids.contains({endpoint, fault});
    }
};

[[nodiscard]] Changes changes_of(const store::StoredRun& run,
                                 const std::vector<MirrorReport>& mirrors,
                                 const std::vector<EndpointReport>& endpoints);

}  // namespace crossfade::report
