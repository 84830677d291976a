// See settings.hpp.
#include "proxy/report/settings.hpp"

#include "routing/share.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

double share_of(routing::Share share) noexcept {
    return static_cast<double>(share.parts_per_million) / routing::Share::whole;
}

/// The first endpoint of a backend as the beginning of a URL.
std::string url_of(const config::Config& config, const std::string& name) {
    for (const auto& backend : config.backends) {
        if (backend.name != name || backend.endpoints.empty()) continue;
        const auto& endpoint = backend.endpoints.front();
        const bool numeric = endpoint.host.find(':') != std::string::npos;
        return std::string(backend.tls ? "https://" : "http://") + (numeric ? "[" : "") +
               endpoint.host + (numeric ? "]" : "") + ':' + std::to_string(endpoint.port);
    }
    return {};
}

/// What the split gives to one backend.
double live_share_of(const config::Route& route, const std::string& backend) noexcept {
    double whole = 0;
    double own = 0;
    for (const auto& entry : route.split) {
        whole += static_cast<double>(entry.weight);
        if (entry.backend == backend) own += static_cast<double>(entry.weight);
    }
    return whole > 0 ? own / whole : 0;
}

/// Of the backend that most of a mirror's live requests went to.
std::string live_of(const config::Route& route,
                    const config::Mirror& mirror,
                    const std::string& shadow) {
    if (!mirror.live.empty()) return mirror.live.front();
    const config::SplitEntry* most = nullptr;
    for (const auto& entry : route.split) {
        const bool more = most == nullptr || entry.weight > most->weight;
        if (entry.backend != shadow && more) most = &entry;
    }
    return most == nullptr ? std::string() : most->backend;
}

MirrorSettings settings_of(const config::Config& config,
                           const config::Route& route,
                           const config::Mirror& mirror,
                           const std::string& shadow) {
    MirrorSettings settings;
    settings.route = route.name;
    settings.mirror = shadow;
    settings.control = mirror.control;
    settings.compared = mirror.compare.on;
    settings.methods = mirror.methods;
    settings.sample = share_of(mirror.sample);
    settings.live = live_share_of(route, shadow);
    settings.target = mirror.compare.target;
    settings.targets = mirror.compare.targets;
    settings.live_url = url_of(config, live_of(route, mirror, shadow));
    settings.shadow_url = url_of(config, shadow);
    return settings;
}

}  // namespace

Settings settings_of(const config::Config& config) {
    Settings settings;
    if (config.reports) settings.endpoints = config.reports->endpoints;
    for (const auto& route : config.routes) {
        for (const auto& mirror : route.mirrors) {
            if (mirror.to != "other") {
                settings.mirrors.push_back(settings_of(config, route, mirror, mirror.to));
                continue;
            }
            for (const auto& entry : route.split) {
                settings.mirrors.push_back(settings_of(config, route, mirror, entry.backend));
            }
        }
    }
    return settings;
}

const MirrorSettings* Settings::find(const std::string& route,
                                     const std::string& mirror) const noexcept {
    const auto found = std::find_if(mirrors.begin(), mirrors.end(), [&](const auto& each) {
        return each.route == route && each.mirror == mirror;
    });
    return found == mirrors.end() ? nullptr : &*found;
}

void complete(Settings& settings, const store::Description& description) {
    for (const auto& described : description.mirrors) {
        if (settings.find(described.route, described.mirror) != nullptr) continue;
        MirrorSettings& mirror = settings.mirrors.emplace_back();
        mirror.route = described.route;
        mirror.mirror = described.mirror;
        mirror.control = described.control;
        mirror.compared = described.compared;
        mirror.methods = described.methods;
        if (described.target > 0) mirror.target = described.target;
        for (const auto& target : described.targets) {
            mirror.targets.push_back({target.method, target.path, target.share});
        }
    }
    if (!settings.endpoints.empty()) return;
    for (const auto& known : description.known) {
        settings.endpoints.push_back(known.method.empty() ? known.path
                                                          : known.method + ' ' + known.path);
    }
}

double target_of(const store::EndpointName& endpoint,
                 const Settings& settings,
                 const ReportQuery& query) {
    if (query.target) return *query.target;
    const MirrorSettings* mirror = settings.find(endpoint.route, endpoint.mirror);
    if (mirror == nullptr) return default_target;
    for (const auto& each : mirror->targets) {
        const bool fits = each.method.empty() || each.method == endpoint.method;
        if (fits && each.path == endpoint.path) return each.share;
    }
    return mirror->target;
}

}  // namespace crossfade::report
