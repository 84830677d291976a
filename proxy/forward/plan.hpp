// A snapshot as one event loop uses it: every name looked up, every counter and pool at hand. Built
// when a snapshot is published; requests hold the plan that they began with.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/backend/backend_pool.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/forward/live_split.hpp"
#include "proxy/mirror/mirror_state.hpp"
#include "proxy/mirror/plan.hpp"
#include "proxy/observe/loop_metrics.hpp"
#include "routing/retry_budget.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::forward {

/// Who answers in place of another backend.
struct FallbackPlan {
    backend::BackendPool* backend = nullptr;
    observe::BackendRoleMetrics* metrics = nullptr;
};

struct RoutePlan {
    const config::Route* config = nullptr;
    std::shared_ptr<LiveSplit> split;
    std::vector<backend::BackendPool*> backends;  // parallel to the split
    std::optional<FallbackPlan> fallback;
    std::shared_ptr<routing::RetryBudget> budget;
    observe::RouteMetrics metrics;
    std::vector<mirror::MirrorPlan> mirrors;
};

/// Lives and dies on its loop. Pools are changed by requests, the rest is const.
struct Plan {
    std::shared_ptr<const config::Snapshot> snapshot;
    std::string via;                           // what the proxy adds there
    std::deque<backend::BackendPool> live;     // parallel to the snapshot's backends
    std::deque<backend::BackendPool> shadows;  // likewise
    std::vector<RoutePlan> routes;             // parallel to the snapshot's routes
};

/// The compiled compare rules of a snapshot, by route and mirror: made once, shared by all loops.
using SharedRules = std::vector<std::vector<std::shared_ptr<const compare::Rules>>>;

[[nodiscard]] SharedRules compile_rules(const config::Snapshot& snapshot);

/// The retry budgets of one loop by route; kept over reloads.
class RetryBudgets {
public:
    [[nodiscard]] std::shared_ptr<routing::RetryBudget> find(const config::Route& route);

private:
    struct Entry {
        routing::Share share;
        std::shared_ptr<routing::RetryBudget> budget;
    };

    std::map<std::string, Entry> entries_;
};

/// What plans are made from besides the snapshot; outlives them.
struct PlanSources {
    LiveSplits* splits = nullptr;
    mirror::MirrorStates* mirrors = nullptr;
    backend::EndpointPools* pools = nullptr;
    RetryBudgets* budgets = nullptr;
    observe::LoopMetrics* metrics = nullptr;
    asio::io_context* context = nullptr;
    const tls::Contexts* contexts = nullptr;
};

/// On the loop. The last reference may be dropped by any thread; the plan is destroyed on its loop.
[[nodiscard]] std::shared_ptr<const Plan> make_plan(
    const std::shared_ptr<const config::Snapshot>& snapshot,
    const SharedRules& rules,
    const PlanSources& sources);

}  // namespace crossfade::forward
