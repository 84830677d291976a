// Creation and look-up of one loop's entries. Only the loop's own thread inserts, so it may read
// its maps without the lock; a scrape reads under it.
#include "proxy/observe/loop_metrics.hpp"

#include <algorithm>

namespace crossfade::observe {
namespace {

template <typename Map, typename Make>
auto& find_or_make(Map& map, typename Map::key_type key, std::mutex& mutex, Make make) {
    if (const auto found = map.find(key); found != map.end()) return *found->second;
    auto entry = make();
    const std::lock_guard lock(mutex);
    return *map.emplace(std::move(key), std::move(entry)).first->second;
}

}  // namespace

std::vector<RouteMetrics> LoopMetrics::publish(const config::Config& config) {
    std::vector<RouteMetrics> routes;
    routes.reserve(config.routes.size());
    for (const auto& route : config.routes) {
        RouteMetrics& entries = routes.emplace_back();
        for (const auto& entry : route.split) {
            entries.live.push_back(&backend(route.name, entry.backend, Role::live));
        }
        for (const auto& written : route.mirrors) {
            auto& entry = entries.mirrors.emplace_back();
            entry.accounting = &mirror(route.name, written.to);
            if (written.to != "other") {
                entry.shadows = {&backend(route.name, written.to, Role::mirror)};
                continue;
            }
            for (const auto& share : route.split) {
                entry.shadows.push_back(&backend(route.name, share.backend, Role::mirror));
            }
        }
    }
    for (const auto& written : config.listeners) (void)listener(written.name);
    for (const auto& written : config.backends) {
        (void)pool(written.name, Role::live);
        (void)pool(written.name, Role::mirror);
    }
    return routes;
}

ListenerMetrics& LoopMetrics::listener(const std::string& name) {
    return find_or_make(listeners_, name, mutex_, std::make_unique<ListenerMetrics>);
}

PoolMetrics& LoopMetrics::pool(const std::string& backend, Role role) {
    return find_or_make(pools_, {backend, role}, mutex_, std::make_unique<PoolMetrics>);
}

BackendRoleMetrics& LoopMetrics::backend(const std::string& route,
                                         const std::string& backend,
                                         Role role) {
    return find_or_make(
        backends_, {route, backend, role}, mutex_, std::make_unique<BackendRoleMetrics>);
}

MirrorMetrics& LoopMetrics::mirror(const std::string& route, const std::string& mirror) {
    return find_or_make(mirrors_, {route, mirror}, mutex_, [&] {
        return std::make_unique<MirrorMetrics>(accounting_->find(route, mirror));
    });
}

void LoopMetrics::count_local_reply(std::string_view reason) noexcept {
    // In name order but for the last, which stands for all others.
    const auto last = local_reply_reasons.end() - 1;
    const auto found = std::lower_bound(local_reply_reasons.begin(), last, reason);
    const auto index =
        (found != last && *found == reason ? found : last) - local_reply_reasons.begin();
    local_replies_[static_cast<std::size_t>(index)].add();
}

}  // namespace crossfade::observe
