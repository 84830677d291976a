// One mirror of one route as an event loop uses it: what the configuration says, with everything
// that it names looked up.
#pragma once

#include "config/config.hpp"
#include "proxy/backend/backend_pool.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/mirror/mirror_state.hpp"
#include "proxy/observe/loop_metrics.hpp"
#include "routing/hash.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace crossfade::mirror {

/// Part of a plan, which keeps the configuration and the pools alive.
struct MirrorPlan {
    const config::Route* route = nullptr;
    const config::Mirror* config = nullptr;
    std::string_view via;  // what the proxy adds there
    std::shared_ptr<MirrorState> state;
    std::shared_ptr<const compare::Rules> rules;  // null: mirror without comparing
    observe::RouteMetrics::Mirror metrics;
    /// By the split index of the live backend: the pool to mirror to, null if that backend's
    /// requests are not mirrored.
    std::vector<backend::BackendPool*> shadow_of;
    /// By the split index of the live backend: its pool for live requests, and the one from which
    /// it is asked again.
    std::vector<const backend::BackendPool*> live;
    std::vector<backend::BackendPool*> live_again;
    /// By the split index of the live backend: what was learned about it and its shadow; null where
    /// there is none.
    std::vector<std::shared_ptr<compare::Knowledge>> knowledge;
    /// By the split index of the live backend: the metrics of the shadow it is mirrored to.
    std::vector<observe::BackendRoleMetrics*> metrics_of;
};

}  // namespace crossfade::mirror
