// See headers.hpp.
#include "proxy/compare/headers.hpp"

#include "proxy/compare/cookies.hpp"
#include "proxy/compare/header_lists.hpp"
#include "proxy/compare/media_type.hpp"
#include "proxy/compare/preview.hpp"
#include "proxy/compare/text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace crossfade::compare {
namespace {

using Values = std::vector<std::string_view>;

struct Sides {
    Values live;
    Values shadow;
};

std::map<std::string, Sides> by_name(const HeaderList& live, const HeaderList& shadow) {
    std::map<std::string, Sides> fields;
    for (const auto& [name, value] : live) fields[lowered(name)].live.push_back(trimmed(value));
    for (const auto& [name, value] : shadow) fields[lowered(name)].shadow.push_back(trimmed(value));
    return fields;
}

std::string joined(const Values& values) {
    std::string text;
    for (const std::string_view value : values) {
        if (!text.empty()) text += ", ";
        text += value;
    }
    return text;
}

void add(Collector& findings,
         const std::string& name,
         Kind kind,
         std::string transition,
         const Sides& sides) {
    findings.add({"header." + name,
                  kind,
                  std::move(transition),
                  preview(joined(sides.live)),
                  preview(joined(sides.shadow))});
}

/// A directive of cache-control, with its name in lower case and its value as it is.
std::string directive(std::string_view item) {
    const std::size_t equals = std::min(item.find('='), item.size());
    std::string text = lowered(trimmed(item.substr(0, equals)));
    if (equals == item.size()) return text;
    return text.append("=").append(unquoted(trimmed(item.substr(equals + 1))));
}

std::set<std::string> items_of(const std::string& name, const Values& values) {
    std::set<std::string> items;
    for (const std::string_view value : values) {
        for (const std::string_view item : split_list(value)) {
            if (name == "cache-control") {
                items.insert(directive(item));
            } else {
                items.insert(is_list_of_names(name) ? lowered(item) : std::string(item));
            }
        }
    }
    return items;
}

void compare_lists(const std::string& name, const Sides& sides, Collector& findings) {
    const auto live = items_of(name, sides.live);
    const auto shadow = items_of(name, sides.shadow);
    if (live == shadow) return;
    const bool lost = !std::includes(shadow.begin(), shadow.end(), live.begin(), live.end());
    const bool gained = !std::includes(live.begin(), live.end(), shadow.begin(), shadow.end());
    const auto* transition = lost && gained ? "items" : lost ? "missing items" : "extra items";
    add(findings, name, Kind::value, transition, sides);
}

void compare_media_types(const Sides& sides, Collector& findings) {
    const MediaType live = media_type_of(joined(sides.live));
    const MediaType shadow = media_type_of(joined(sides.shadow));
    if (live == shadow) return;
    const auto* transition = live.name != shadow.name         ? "media type"
                             : live.charset != shadow.charset ? "charset"
                                                              : "parameters";
    add(findings, "content-type", Kind::value, transition, sides);
}

void compare_values(const std::string& name, const Sides& sides, Collector& findings) {
    if (sides.live == sides.shadow) return;
    if (sides.live.size() != sides.shadow.size()) {
        return add(findings, name, Kind::length, "length", sides);
    }
    Values sorted_live = sides.live;
    Values sorted_shadow = sides.shadow;
    std::sort(sorted_live.begin(), sorted_live.end());
    std::sort(sorted_shadow.begin(), sorted_shadow.end());
    if (sorted_live == sorted_shadow) return add(findings, name, Kind::order, "reorder", sides);
    const bool letters =
        std::equal(sides.live.begin(), sides.live.end(), sides.shadow.begin(), same_letters);
    add(findings, name, Kind::value, letters ? "case" : "value", sides);
}

void compare_field(const std::string& name,
                   const Sides& sides,
                   const Rules::Compiled& rules,
                   Collector& findings) {
    if (never_compared(name) || rules.ignored_headers.contains(name)) return;
    if (name == "set-cookie") return compare_cookies(sides.live, sides.shadow, findings);
    if (sides.live.empty() || sides.shadow.empty()) {
        if (may_be_absent(name)) return;
        const bool missing = sides.shadow.empty();
        return add(findings,
                   name,
                   missing ? Kind::missing : Kind::extra,
                   missing ? "missing" : "extra",
                   sides);
    }
    if (is_volatile(name)) return;
    if (name == "content-type") return compare_media_types(sides, findings);
    if (is_list_valued(name) || rules.list_valued_headers.contains(name)) {
        return compare_lists(name, sides, findings);
    }
    compare_values(name, sides, findings);
}

}  // namespace

void compare_headers(const HeaderList& live,
                     const HeaderList& shadow,
                     const Rules::Compiled& rules,
                     Collector& findings) {
    for (const auto& [name, sides] : by_name(live, shadow)) {
        compare_field(name, sides, rules, findings);
    }
}

std::vector<std::string_view> values_of(const HeaderList& headers, std::string_view name) {
    Values values;
    for (const auto& [field, value] : headers) {
        if (same_letters(field, name)) values.push_back(trimmed(value));
    }
    return values;
}

std::string joined_values(const HeaderList& headers, std::string_view name) {
    return joined(values_of(headers, name));
}

}  // namespace crossfade::compare
