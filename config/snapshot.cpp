// A validated configuration -> what the proxy decides by; see snapshot.hpp.
#include "config/snapshot.hpp"

#include "routing/split.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::config {
namespace {

template <class Named>
std::optional<std::size_t> index_of(const std::vector<Named>& all, std::string_view name) noexcept {
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const Named& each) { return each.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

routing::RouteTable table_of(const std::vector<Route>& routes) {
    std::vector<routing::RouteMatch> matches;
    matches.reserve(routes.size());
    for (const Route& route : routes) matches.push_back(route.match);
    return routing::RouteTable(matches);
}

/// Shares that were written as such add up to the whole already and come out as they are.
std::vector<routing::Share> shares_of_route(const Route& route) {
    std::vector<std::uint64_t> weights;
    for (const SplitEntry& entry : route.split) weights.push_back(entry.weight);
    return routing::shares_of(weights);
}

}  // namespace

std::optional<std::size_t> Snapshot::find_backend(std::string_view name) const noexcept {
    return index_of(config.backends, name);
}

std::optional<std::size_t> Snapshot::find_route(std::string_view name) const noexcept {
    return index_of(config.routes, name);
}

std::shared_ptr<const Snapshot> compile(Config config, std::uint64_t generation) {
    auto table = table_of(config.routes);
    const routing::KeyHash split_hash(config.salt, routing::split_purpose);
    const routing::KeyHash sample_hash(config.salt, routing::sample_purpose);
    auto snapshot = std::make_shared<Snapshot>(Snapshot{
        generation, std::move(config), std::move(table), split_hash, sample_hash, {}, {}, {}});
    for (const Route& route : snapshot->config.routes) {
        std::vector<std::size_t> backends;
        for (const SplitEntry& entry : route.split) {
            backends.push_back(snapshot->find_backend(entry.backend).value_or(0));
        }
        snapshot->split_backends.push_back(std::move(backends));
        snapshot->split_shares.push_back(shares_of_route(route));
        snapshot->fallback_backends.push_back(
            route.fallback ? snapshot->find_backend(route.fallback->to) : std::nullopt);
    }
    return snapshot;
}

}  // namespace crossfade::config
