// See description.hpp.
#include "proxy/store/description.hpp"

#include "proxy/store/fingerprint.hpp"

#include <string_view>

namespace crossfade::store {
namespace {

std::string_view name_of(config::CompareRule::As as) noexcept {
    using As = config::CompareRule::As;
    switch (as) {
        case As::ignore:
            return "ignore";
        case As::ordered:
            return "ordered";
        case As::set:
            return "set";
        case As::multiset:
            return "multiset";
        case As::keyed:
            return "keyed";
        case As::number:
            return "number";
        case As::timestamp:
            return "timestamp";
        case As::alias:
            return "alias";
        case As::same_class:
            return "class";
        case As::optional:
            return "optional";
        case As::text:
            return "text";
        case As::url:
            return "url";
        case As::json:
            return "json";
    }
    return "";
}

/// `to: other` is any backend of the split: whichever did not serve.
std::vector<std::string> shadows_of(const config::Route& route, const config::Mirror& mirror) {
    if (mirror.to != "other") return {mirror.to};
    std::vector<std::string> names;
    for (const auto& entry : route.split) names.push_back(entry.backend);
    return names;
}

void describe(Description& out,
              const std::string& route,
              const std::string& shadow,
              const config::Mirror& mirror) {
    const auto& compare = mirror.compare;
    StoredMirror described{
        route, shadow, mirror.control, compare.on, compare.target, {}, mirror.methods, mirror.to};
    for (const auto& target : compare.targets) {
        described.targets.push_back({target.method, target.path, target.share});
    }
    out.mirrors.push_back(std::move(described));
    for (const auto& rule : compare.rules) {
        out.rules.push_back({route,
                             shadow,
                             rule.path,
                             std::string(name_of(rule.as)),
                             rule.reason,
                             rule.owner,
                             rule.expires});
    }
}

}  // namespace

Description description_of(const config::Config& config) {
    Description out;
    for (const auto& route : config.routes) {
        for (const auto& mirror : route.mirrors) {
            for (const auto& shadow : shadows_of(route, mirror)) {
                describe(out, route.name, shadow, mirror);
            }
        }
    }
    out.mirrors_print = mirrors_print(config);
    out.rules_print = rules_print(config);
    if (!config.reports) return out;
    for (const auto& written : config.reports->endpoints) {
        out.known.push_back(known_endpoint(written));
    }
    return out;
}

}  // namespace crossfade::store
