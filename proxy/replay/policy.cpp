// See policy.hpp.
#include "proxy/replay/policy.hpp"

#include "proxy/http/request_fields.hpp"

#include <algorithm>

namespace crossfade::replay {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, const std::string& name) noexcept {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

/// The mirror to that backend; else the one to whichever backend is not live. Any for no name.
const config::Mirror* find_mirror(const config::Route& route, const std::string& to) noexcept {
    const auto goes_to = [&route](const std::string& name) {
        const auto found = std::find_if(route.mirrors.begin(),
                                        route.mirrors.end(),
                                        [&](const auto& each) { return each.to == name; });
        return found == route.mirrors.end() ? nullptr : &*found;
    };
    if (to.empty()) return route.mirrors.empty() ? nullptr : &route.mirrors.front();
    const auto* named = goes_to(to);
    return named ? named : goes_to("other");
}

std::string_view scheme_of(const config::Config& config) noexcept {
    const auto secure = [](const auto& listener) { return listener.tls.has_value(); };
    const auto& listeners = config.listeners;
    if (std::all_of(listeners.begin(), listeners.end(), secure)) return "https";
    return std::any_of(listeners.begin(), listeners.end(), secure) ? "" : "http";
}

}  // namespace

Policy::Policy(const config::Route& of_route, const config::Mirror& of_mirror, std::string its_via)
    : mirror(&of_mirror), via(std::move(its_via)), rules(of_mirror.compare, of_route.name) {
    plan.route = &of_route;
    plan.config = mirror;
    plan.via = via;
}

Policies::Policies(std::optional<config::Config> config) : config_(std::move(config)) {}

void Policies::insist(std::string route, std::string mirror) {
    route_ = std::move(route);
    mirror_ = std::move(mirror);
}

Policies::Found Policies::find(const std::string& route, const std::string& mirror) {
    const auto& wanted_route = route_.empty() ? route : route_;
    const auto& wanted_mirror = mirror_.empty() ? mirror : mirror_;
    auto& known = policies_[{wanted_route, wanted_mirror}];
    if (known) return {known.get(), {}};
    return make(wanted_route, wanted_mirror);
}

Policies::Found Policies::make(const std::string& route_name, const std::string& mirror_name) {
    auto& place = policies_[{route_name, mirror_name}];
    if (!config_) {
        auto& route = plain_routes_.emplace_back();
        route.name = route_name;
        place = std::make_unique<Policy>(
            route, plain_mirror_, http::via_of(config::Config().pseudonym));
        return {place.get(), {}};
    }
    const auto* route = find_named(config_->routes, route_name);
    if (!route) return {nullptr, "the configuration has no route '" + route_name + "'"};
    const auto* mirror = find_mirror(*route, mirror_name);
    if (!mirror) {
        return {nullptr, "route '" + route_name + "' has no mirror to '" + mirror_name + "'"};
    }
    if (!mirror->compare.on) {
        return {nullptr, "the mirror to '" + mirror->to + "' has compare: off"};
    }
    place = std::make_unique<Policy>(*route, *mirror, http::via_of(config_->pseudonym));
    place->scheme = scheme_of(*config_);
    const auto* backend =
        find_named(config_->backends, mirror_name.empty() ? mirror->to : mirror_name);
    if (backend) place->host = backend->host;
    return {place.get(), {}};
}

}  // namespace crossfade::replay
