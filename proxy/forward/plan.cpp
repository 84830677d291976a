// All look-ups by name happen here, once per snapshot and loop.
#include "proxy/forward/plan.hpp"

#include "proxy/http/request_fields.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace crossfade::forward {
namespace {

constexpr std::string_view other_backend = "other";

bool served_by(const config::Mirror& mirror, const std::string& backend) {
    return mirror.live.empty() ||
           std::find(mirror.live.begin(), mirror.live.end(), backend) != mirror.live.end();
}

// The name of the backend that shadows requests which `live` served; empty for none. With "other"
// whoever is not live is the shadow.
std::string shadow_of(const config::Route& route, const config::Mirror& mirror, std::size_t live) {
    const auto& name = route.split[live].backend;
    if (!served_by(mirror, name)) return {};
    if (mirror.to == other_backend) return route.split[1 - live].backend;
    return mirror.to == name ? std::string() : mirror.to;
}

mirror::MirrorPlan plan_mirror(Plan& plan,
                               const RoutePlan& route,
                               std::size_t index,
                               const std::shared_ptr<const compare::Rules>& rules,
                               const PlanSources& sources) {
    const auto& mirror = route.config->mirrors[index];
    mirror::MirrorPlan result;
    result.route = route.config;
    result.config = &mirror;
    result.via = plan.via;
    result.state = sources.mirrors->find(route.config->name, mirror.to);
    result.rules = rules;
    result.metrics = route.metrics.mirrors[index];
    for (std::size_t live = 0; live < route.config->split.size(); ++live) {
        const auto& live_name = route.config->split[live].backend;
        const auto name = shadow_of(*route.config, mirror, live);
        const auto backend = plan.snapshot->find_backend(name);
        result.shadow_of.push_back(backend ? &plan.shadows[*backend] : nullptr);
        result.live.push_back(route.backends[live]);
        const auto live_backend = plan.snapshot->find_backend(live_name);
        result.live_again.push_back(live_backend ? &plan.shadows[*live_backend] : nullptr);
        result.knowledge.push_back(backend ? result.state->knowledge(live_name, name) : nullptr);
        const auto shadow_index = mirror.to == other_backend ? 1 - live : live;
        result.metrics_of.push_back(&result.metrics.shadow(shadow_index));
    }
    return result;
}

RoutePlan plan_route(Plan& plan,
                     std::size_t index,
                     const observe::RouteMetrics& metrics,
                     const SharedRules& rules,
                     const PlanSources& sources) {
    RoutePlan route;
    route.config = &plan.snapshot->config.routes[index];
    route.split = sources.splits->find(route.config->name);
    route.metrics = metrics;
    for (const auto backend : plan.snapshot->split_backends[index]) {
        route.backends.push_back(&plan.live[backend]);
    }
    if (const auto fallback = plan.snapshot->fallback_backends[index]) {
        route.fallback = {&plan.live[*fallback],
                          &sources.metrics->backend(
                              route.config->name, route.config->fallback->to, observe::Role::live)};
    }
    route.budget = sources.budgets->find(*route.config);
    for (std::size_t mirror = 0; mirror < route.config->mirrors.size(); ++mirror) {
        route.mirrors.push_back(plan_mirror(plan, route, mirror, rules[index][mirror], sources));
    }
    return route;
}

// Which build answered is said by the shadow alone.
std::shared_ptr<const compare::Rules> rules_of(const config::Mirror& mirror,
                                               const std::string& route) {
    if (!mirror.compare.on) return nullptr;
    auto written = mirror.compare;
    if (!mirror.build_header.empty()) written.ignored_headers.push_back(mirror.build_header);
    return std::make_shared<const compare::Rules>(written, route);
}

}  // namespace

std::shared_ptr<routing::RetryBudget> RetryBudgets::find(const config::Route& route) {
    const auto share = route.retry.budget;
    auto& entry = entries_[route.name];
    if (!entry.budget || entry.share != share) {
        entry = {share, std::make_shared<routing::RetryBudget>(share)};
    }
    return entry.budget;
}

SharedRules compile_rules(const config::Snapshot& snapshot) {
    SharedRules rules;
    for (const auto& route : snapshot.config.routes) {
        auto& of_route = rules.emplace_back();
        for (const auto& mirror : route.mirrors) {
            of_route.push_back(rules_of(mirror, route.name));
        }
    }
    return rules;
}

std::shared_ptr<const Plan> make_plan(const std::shared_ptr<const config::Snapshot>& snapshot,
                                      const SharedRules& rules,
                                      const PlanSources& sources) {
    // A comparison thread may be the last to let go, but pools belong to the loop.
    auto* context = sources.context;
    const std::shared_ptr<Plan> plan(
        new Plan, [context](Plan* last) { asio::post(*context, [last] { delete last; }); });
    plan->snapshot = snapshot;
    plan->via = http::via_of(snapshot->config.pseudonym);
    for (const auto& backend : snapshot->config.backends) {
        const auto tls = sources.contexts->backend(backend.name);
        plan->live.emplace_back(*sources.pools, backend, tls, observe::Role::live);
        plan->shadows.emplace_back(*sources.pools, backend, tls, observe::Role::mirror);
    }
    const auto metrics = sources.metrics->publish(snapshot->config);
    for (std::size_t index = 0; index < snapshot->config.routes.size(); ++index) {
        plan->routes.push_back(plan_route(*plan, index, metrics[index], rules, sources));
    }
    return plan;
}

}  // namespace crossfade::forward
