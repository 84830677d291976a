// See validate.hpp. Empty names are skipped: they were reported when they were read.
#include "config/validate.hpp"

#include "config/suggest.hpp"
#include "config/text.hpp"
#include "config/validate_backend.hpp"
#include "config/validate_mirror.hpp"
#include "routing/address.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::config {
namespace {

/// Names that were already seen, each with its place.
class Seen {
public:
    Seen(std::string_view what, ProblemLog& log) : what_(what), log_(log) {}

    void add(const std::string& name, const Mark& mark) {
        if (name.empty()) return;
        const auto [first, added] = places_.emplace(name, mark);
        if (added) return;
        log_.add(mark,
                 "duplicate " + std::string(what_) + " " + in_quotes(name) +
                     "; it already stands at " + log_.place(first->second));
    }

private:
    std::string_view what_;
    ProblemLog& log_;
    std::map<std::string, Mark> places_;
};

std::string address_text(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

bool is_loopback(const std::string& host) {
    const auto address = routing::parse_address(host);
    const auto v4 = routing::parse_network("127.0.0.0/8");
    const auto v6 = routing::parse_network("::1");
    return address && ((v4 && v4->contains(*address)) || (v6 && v6->contains(*address)));
}

/// A PROXY header is believed by whom it comes from, so somebody has to be named.
void validate_proxy_protocol(const Listener& listener, const RawNode& node, ProblemLog& log) {
    if (listener.proxy_protocol == ProxyProtocol::off || !listener.trusted_proxies.empty()) return;
    if (node.find("trusted_proxies") != nullptr) return;
    log.add(nearest(node, "proxy_protocol").name_mark,
            "'proxy_protocol' needs 'trusted_proxies': from nobody else a PROXY header is taken");
}

void validate_addresses(const Config& config, const RawNode& root, ProblemLog& log) {
    Seen names("listener", log);
    Seen addresses("address", log);
    const RawNode& list = nearest(root, "listeners");
    for (std::size_t i = 0; i < config.listeners.size(); ++i) {
        const Listener& listener = config.listeners[i];
        const RawNode& node = nearest(list, i);
        names.add(listener.name, nearest(node, "name").mark);
        validate_proxy_protocol(listener, node, log);
        if (listener.host.empty() || listener.port == 0) continue;  // port 0: the system chooses
        addresses.add(address_text(listener.host, listener.port), nearest(node, "address").mark);
    }
    if (!config.admin) return;
    const Admin& admin = *config.admin;
    const RawNode& node = nearest(root, "admin");
    const Mark& mark = nearest(node, "address").mark;
    if (admin.port != 0) addresses.add(address_text(admin.host, admin.port), mark);
    const bool guarded = node.find("token") != nullptr;
    if (!guarded && !is_loopback(admin.host)) {
        log.add(mark,
                "admin on " + in_quotes(admin.host) +
                    " needs a 'token'; without one only a loopback address is allowed");
    }
}

void validate_split(const Route& route,
                    const RawNode& node,
                    const std::vector<std::string_view>& names,
                    ProblemLog& log) {
    const RawNode& split = nearest(node, "split");
    for (const SplitEntry& entry : route.split) {
        if (std::find(names.begin(), names.end(), entry.backend) != names.end()) continue;
        log.add(nearest(split, entry.backend).name_mark, unknown_backend(entry.backend, names));
    }
}

/// A fallback has to be another backend than one that it stands in for.
void validate_fallback(const Route& route,
                       const RawNode& node,
                       const std::vector<std::string_view>& names,
                       ProblemLog& log) {
    if (!route.fallback || route.fallback->to.empty()) return;
    const auto& to = route.fallback->to;
    const Mark& mark = nearest(nearest(node, "fallback"), "to").mark;
    if (std::find(names.begin(), names.end(), to) == names.end()) {
        log.add(mark, unknown_backend(to, names));
    } else if (route.split.size() == 1 && route.split[0].backend == to) {
        log.add(mark,
                "a fallback to " + in_quotes(to) +
                    ", the only backend of the split, would never be used");
    }
}

/// A regular expression matches no prefix that could be replaced.
void validate_rewrite(const routing::Rewrite& rewrite,
                      const Route& route,
                      const RawNode& node,
                      ProblemLog& log) {
    const bool pointless =
        rewrite.replace_prefix && route.match.path.kind == routing::PathMatch::Kind::regex;
    if (!pointless) return;
    const RawNode& path = nearest(nearest(node, "rewrite"), "path");
    log.add(nearest(path, "replace_prefix").name_mark,
            "'replace_prefix' needs a route that matches 'exact' or 'prefix', not 'regex'");
}

}  // namespace

std::string unknown_backend(std::string_view name, const std::vector<std::string_view>& names) {
    return "unknown backend " + in_quotes(name) + suggestion(name, names) +
           (names.empty() ? "; none is defined" : "; defined: " + joined(names));
}

void validate(const Config& config, const RawNode& root, ProblemLog& log) {
    validate_addresses(config, root, log);
    std::vector<std::string_view> backends;
    for (const Backend& backend : config.backends) {
        backends.push_back(backend.name);
        validate_backend(
            backend, config.admin, nearest(nearest(root, "backends"), backend.name), log);
    }
    Seen names("route", log);
    const RawNode& list = nearest(root, "routes");
    for (std::size_t i = 0; i < config.routes.size(); ++i) {
        const Route& route = config.routes[i];
        const RawNode& node = nearest(list, i);
        names.add(route.name, nearest(node, "name").mark);
        validate_split(route, node, backends, log);
        validate_fallback(route, node, backends, log);
        validate_rewrite(route.rewrite, route, node, log);
        const RawNode& mirrors = nearest(node, "mirror");
        for (std::size_t m = 0; m < route.mirrors.size(); ++m) {
            const RawNode& mirror = nearest(mirrors, m);
            validate_rewrite(route.mirrors[m].rewrite, route, mirror, log);
            validate_mirror(route.mirrors[m], route, mirror, backends, log);
        }
    }
}

}  // namespace crossfade::config
