// The bucket is told even where an override decides, so that explain and the log can show it.
#include "proxy/forward/decision.hpp"

#include "routing/address.hpp"

#include <algorithm>
#include <optional>

namespace crossfade::forward {
namespace {

using routing::KeySource;

std::string_view name_of(KeySource::Kind kind) noexcept {
    switch (kind) {
        case KeySource::Kind::cookie:
            return "cookie";
        case KeySource::Kind::header:
            return "header";
        default:
            return "client_address";
    }
}

bool allowed(const config::Override& rule, std::string_view client_address) noexcept {
    if (rule.from.empty()) return true;
    const auto address = routing::parse_address(client_address);
    return address && std::any_of(rule.from.begin(), rule.from.end(), [&](const auto& network) {
               return network.contains(*address);
           });
}

// An override that names no backend of the split is not one: the request goes by the split.
std::optional<std::size_t> overridden(const config::Route& route,
                                      const routing::Request& request) noexcept {
    if (!route.override_) return std::nullopt;
    const auto wanted = routing::find_field(request.fields, route.override_->header);
    if (!wanted || !allowed(*route.override_, request.client_address)) return std::nullopt;
    for (std::size_t index = 0; index < route.split.size(); ++index) {
        if (route.split[index].backend == *wanted) return index;
    }
    return std::nullopt;
}

struct Key {
    std::string_view source = "random";
    std::optional<std::string_view> value;
};

Key key_of(const config::Route& route, const routing::Request& request) noexcept {
    for (const auto& source : route.key) {
        const auto value = routing::find_key({&source, 1}, request);
        if (value) return {name_of(source.kind), value};
    }
    return {};
}

// A mirror of everybody need not know who it is.
bool samples(const config::Route& route) noexcept {
    return std::any_of(route.mirrors.begin(), route.mirrors.end(), [](const auto& mirror) {
        return mirror.sample.parts_per_million < routing::Share::whole;
    });
}

}  // namespace

Decision decide(const config::Snapshot& snapshot,
                const config::Route& route,
                const routing::Split& split,
                const routing::Request& request,
                observe::Random& random) {
    Decision decision;
    const auto key = key_of(route, request);
    decision.key_source = key.source;
    decision.key = key.value.value_or(std::string_view());
    const bool sampled = samples(route);
    if (key.value) {
        decision.hash = snapshot.split_hash(*key.value);
        if (sampled) decision.sample = routing::bucket_of(snapshot.sample_hash(*key.value));
    } else {
        decision.hash = random.next();
        if (sampled) decision.sample = routing::bucket_of(random.next());
    }
    decision.bucket = routing::bucket_of(decision.hash);
    decision.hash = routing::mixed(decision.hash);
    const auto forced = overridden(route, request);
    decision.overridden = forced.has_value();
    decision.backend = forced ? *forced : split.choose(decision.bucket);
    return decision;
}

}  // namespace crossfade::forward
