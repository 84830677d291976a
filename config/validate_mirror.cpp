// See validate_mirror.hpp.
#include "config/validate_mirror.hpp"

#include "config/text.hpp"
#include "routing/field.hpp"

#include <algorithm>

namespace crossfade::config {
namespace {

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool in_split(const Route& route, std::string_view backend) {
    return std::any_of(route.split.begin(), route.split.end(), [backend](const SplitEntry& entry) {
        return entry.backend == backend;
    });
}

void validate_target(const Mirror& mirror,
                     const Route& route,
                     const RawNode& node,
                     const std::vector<std::string_view>& backends,
                     ProblemLog& log) {
    if (mirror.to.empty()) return;
    const Mark& mark = nearest(node, "to").mark;
    if (mirror.to == "other") {
        if (route.split.size() == 2) return;
        log.add(mark,
                "'to: other' needs exactly two backends in the split, not " +
                    std::to_string(route.split.size()));
    } else if (!contains(backends, mirror.to)) {
        log.add(mark, unknown_backend(mirror.to, backends) + "; or other");
    } else if (route.split.size() == 1 && route.split[0].backend == mirror.to) {
        log.add(mark,
                "a mirror to " + in_quotes(mirror.to) +
                    ", the only backend of the split, would compare it with itself");
    }
}

void validate_live(const Mirror& mirror,
                   const Route& route,
                   const RawNode& node,
                   const std::vector<std::string_view>& backends,
                   ProblemLog& log) {
    for (const RawNode& item : nearest(node, "live").items) {
        if (item.kind != RawNode::Kind::scalar || item.broken || item.text.empty()) continue;
        if (!contains(backends, item.text)) {
            log.add(item.mark, unknown_backend(item.text, backends));
        } else if (!in_split(route, item.text)) {
            log.add(item.mark, in_quotes(item.text) + " is not in the split of this route");
        } else if (item.text == mirror.to) {
            log.add(
                item.mark,
                in_quotes(item.text) + " is this mirror's own target; it cannot be live as well");
        }
    }
}

bool sets(const MirrorRewrite& rewrite, std::string_view name) {
    if (name == "host") return rewrite.host.has_value();
    const auto has = [name](const routing::FieldValue& field) {
        return routing::same_name(field.name, name);
    };
    if (name.starts_with('/')) {
        return std::any_of(rewrite.json.begin(), rewrite.json.end(), [name](const auto& value) {
            return value.name == name;
        });
    }
    return std::any_of(rewrite.set_fields.begin(), rewrite.set_fields.end(), has);
}

void validate_require(const Mirror& mirror, const RawNode& node, ProblemLog& log) {
    const RawNode* rewrite = node.find("rewrite");
    const RawNode* require = rewrite != nullptr ? rewrite->find("require") : nullptr;
    if (require == nullptr) return;
    for (const RawNode& item : require->items) {
        if (item.kind != RawNode::Kind::scalar || item.broken || item.text.empty()) continue;
        if (sets(mirror.rewrite, item.text)) continue;
        log.add(item.mark,
                in_quotes(item.text) +
                    " is required, but nothing sets it; allowed: a header of 'set_headers', a "
                    "pointer of 'json', or host");
    }
}

}  // namespace

void validate_mirror(const Mirror& mirror,
                     const Route& route,
                     const RawNode& node,
                     const std::vector<std::string_view>& backends,
                     ProblemLog& log) {
    validate_target(mirror, route, node, backends, log);
    if (node.find("live") != nullptr) validate_live(mirror, route, node, backends, log);
    validate_require(mirror, node, log);
}

}  // namespace crossfade::config
