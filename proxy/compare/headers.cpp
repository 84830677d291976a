// See headers.hpp.
#include "proxy/compare/headers.hpp"

#include "proxy/compare/cookies.hpp"
#include "proxy/compare/freshness.hpp"
#include "proxy/compare/header_lists.hpp"
#include "proxy/compare/host_map.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/settle.hpp"
#include "proxy/text/header_items.hpp"
#include "proxy/text/media_type.hpp"
#include "proxy/text/outside_number.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace crossfade::compare {
namespace {

struct Sides {
    text::HeaderValues live;
    text::HeaderValues shadow;
};

std::string joined(const text::HeaderValues& values) {
    std::string text;
    for (const std::string_view value : values) {
        if (!text.empty()) text += ", ";
        text += value;
    }
    return text;
}

/// The fields in front of a body, or behind it.
struct Section {
    std::string_view path;
    const HeaderList& live;
    const HeaderList& shadow;
};

/// One field that differs, and where what is said about it goes.
struct Field {
    const std::string& name;  // in lower case
    std::string path;
    FieldClass kind;
    Sides sides;
    const PairContext& context;
    Collector& findings;

    void add(Kind what, std::string transition) const {
        findings.add({path,
                      what,
                      std::move(transition),
                      text::preview(joined(sides.live)),
                      text::preview(joined(sides.shadow))});
    }
    void hide(std::string transition, std::string_view by) const {
        findings.hide({path, std::move(transition), "built-in " + std::string(by)});
    }
    void hide(std::string transition) const {
        findings.hide({path, std::move(transition), std::string(hidden_by(kind))});
    }
};

void compare_items(const Field& field,
                   const std::set<std::string>& live,
                   const std::set<std::string>& shadow) {
    if (live == shadow) return field.hide("reorder");
    const bool lost = !std::includes(shadow.begin(), shadow.end(), live.begin(), live.end());
    const bool gained = !std::includes(live.begin(), live.end(), shadow.begin(), shadow.end());
    if (!lost && field.kind == FieldClass::more_names) return field.hide("extra items");
    field.add(Kind::value, lost && gained ? "items" : lost ? "missing items" : "extra items");
}

void compare_names(const Field& field) {
    auto live = text::items_of(field.sides.live, true);
    auto shadow = text::items_of(field.sides.shadow, true);
    if (field.name == "vary") {
        // About codings, which each server settles with its own clients.
        live.erase("accept-encoding");
        shadow.erase("accept-encoding");
    }
    compare_items(field, live, shadow);
}

void compare_media_types(const Field& field) {
    const text::MediaType live = text::media_type_of(joined(field.sides.live));
    const text::MediaType shadow = text::media_type_of(joined(field.sides.shadow));
    if (live == shadow) return field.hide("format");
    const auto* transition = live.name != shadow.name         ? "media type"
                             : live.charset != shadow.charset ? "charset"
                                                              : "parameters";
    field.add(Kind::value, transition);
}

/// One text of each side.
void compare_texts(const Field& field, std::string_view live, const std::string& shadow) {
    const std::string mapped = with_shadow_hosts(live, field.context.rules.hosts);
    if (mapped == shadow) return field.hide("url host", "host map");
    const Opinion opinion = settle_text(mapped, shadow, field.name, field.context);
    if (opinion.same) {
        return field.findings.hide({field.path, opinion.transition, opinion.by});
    }
    const auto* form = text::same_letters(live, shadow) ? "case" : "value";
    field.add(Kind::value, opinion.transition.empty() ? form : opinion.transition);
}

void compare_links(const Field& field) {
    const auto live = text::links_of(field.sides.live);
    const auto shadow = text::links_of(field.sides.shadow);
    const bool same_relations =
        std::equal(live.begin(), live.end(), shadow.begin(), shadow.end(), [](auto& a, auto& b) {
            return a.first == b.first;
        });
    if (!same_relations) {
        std::set<std::string> of_live;
        std::set<std::string> of_shadow;
        for (const auto& link : live) of_live.insert(link.first);
        for (const auto& link : shadow) of_shadow.insert(link.first);
        if (of_live != of_shadow) return compare_items(field, of_live, of_shadow);
        return field.add(Kind::length, "length");
    }
    if (live == shadow) return field.hide("reorder");
    auto other = shadow.begin();
    for (const auto& [relation, url] : live) {
        if (url != other->second) compare_texts(field, url, other->second);
        ++other;
    }
}

void compare_values(const Field& field) {
    const Sides& sides = field.sides;
    if (sides.live.size() != sides.shadow.size()) return field.add(Kind::length, "length");
    text::HeaderValues sorted_live = sides.live;
    text::HeaderValues sorted_shadow = sides.shadow;
    std::sort(sorted_live.begin(), sorted_live.end());
    std::sort(sorted_shadow.begin(), sorted_shadow.end());
    if (sorted_live == sorted_shadow) return field.add(Kind::order, "reorder");
    if (sides.live.size() == 1 && field.context.rules.built_in) {
        return compare_texts(field, sides.live[0], std::string(sides.shadow[0]));
    }
    const bool letters =
        std::equal(sides.live.begin(), sides.live.end(), sides.shadow.begin(), text::same_letters);
    field.add(Kind::value, letters ? "case" : "value");
}

/// A digest of bodies that are not the same says no more than these do.
void compare_digests(const Field& field) {
    const RecordedResponse& live = field.context.pair.live;
    const RecordedResponse& shadow = field.context.pair.shadow;
    const bool same = live.body == shadow.body && live.body_size == shadow.body_size &&
                      live.body_hash == shadow.body_hash;
    if (!same) return field.hide("value", "digest header");
    field.add(Kind::value, "value");
}

void compare_expiry(const Field& field) {
    const std::string change = change_of_freshness(field.context.pair);
    if (change.empty()) return field.hide("value");
    field.add(Kind::value, change);
}

/// True if the difference is none because only one side has the field.
bool may_be_alone(const Field& field) {
    const bool extra = field.sides.live.empty();
    switch (field.kind) {
        case FieldClass::quota:
        case FieldClass::negotiated:
        case FieldClass::more_names:
            return extra;
        case FieldClass::policy: {
            const auto type =
                text::media_type_of(joined_values(field.context.pair.live.headers, "content-type"));
            return extra && text::family_of(type) != "html";
        }
        case FieldClass::names:
            // A server may take ranges without saying so (RFC 9110 section 14.3).
            return field.name == "accept-ranges";
        default:
            return false;
    }
}

void compare_alone(const Field& field) {
    const bool missing = field.sides.shadow.empty();
    const auto* transition = missing ? "missing" : "extra";
    if (field.name == "vary") return compare_names(field);
    if (may_be_alone(field)) return field.hide(transition);
    field.add(missing ? Kind::missing : Kind::extra, transition);
}

void compare_both(const Field& field) {
    if (field.kind == FieldClass::validator && field.name == "expires") {
        return compare_expiry(field);
    }
    if (field.kind == FieldClass::plain && field.context.rules.built_in &&
        text::names_digest(field.name)) {
        return compare_digests(field);
    }
    switch (field.kind) {
        case FieldClass::quota:
        case FieldClass::validator:
        case FieldClass::negotiated:
            return field.hide("value");
        case FieldClass::list:
            return compare_items(field,
                                 text::items_of(field.sides.live, false),
                                 text::items_of(field.sides.shadow, false));
        case FieldClass::names:
        case FieldClass::more_names:
            return compare_names(field);
        case FieldClass::directives:
            return compare_items(field,
                                 text::directives_of(field.sides.live),
                                 text::directives_of(field.sides.shadow));
        case FieldClass::link:
            return compare_links(field);
        case FieldClass::media_type:
            return compare_media_types(field);
        default:
            return compare_values(field);
    }
}

/// Without built-in knowledge only what the protocol itself says about a field is left.
FieldClass kind_of(const std::string& name, const Rules::Compiled& rules) {
    if (rules.ignored_headers.contains(name)) return FieldClass::never;
    if (rules.list_valued_headers.contains(name)) return FieldClass::list;
    const FieldClass known = class_of_field(name);
    const bool always = known == FieldClass::never || known == FieldClass::media_type ||
                        known == FieldClass::cookie;
    return rules.built_in || always ? known : FieldClass::plain;
}

/// Where no body tells, its length does (RFC 9110 section 9.3.2); not of one that is coded.
bool is_length_of_head(const std::string& name, const PairContext& context) {
    const auto plain = [](const RecordedResponse& response) {
        return values_of(response.headers, "content-length").size() == 1 &&
               values_of(response.headers, "content-encoding").empty();
    };
    return name == "content-length" && context.pair.request.method == "HEAD" &&
           !context.rules.ignored_headers.contains(name) && plain(context.pair.live) &&
           plain(context.pair.shadow);
}

void compare_length(const PairContext& context, Collector& findings) {
    findings.add({"header.content-length",
                  Kind::value,
                  "value",
                  text::preview(joined_values(context.pair.live.headers, "content-length")),
                  text::preview(joined_values(context.pair.shadow.headers, "content-length"))});
}

/// Of the classes of which neither value nor presence counts, which most differing fields are of.
void hide_field(const std::string& name,
                const Section& section,
                FieldClass kind,
                Collector& findings) {
    const auto holds = [&name](const HeaderList& fields) {
        return std::any_of(fields.begin(), fields.end(), [&name](const auto& field) {
            return text::same_letters(field.first, name);
        });
    };
    const auto* change = !holds(section.live)     ? "extra"
                         : !holds(section.shadow) ? "missing"
                                                  : "value";
    findings.hide({std::string(section.path) + name, change, std::string(hidden_by(kind))});
}

void compare_field(const std::string& name,
                   const Section& section,
                   const PairContext& context,
                   Collector& findings) {
    const FieldClass kind = kind_of(name, context.rules);
    if (is_length_of_head(name, context)) return compare_length(context, findings);
    if (kind == FieldClass::never) return;
    if (kind == FieldClass::on_the_way || kind == FieldClass::obsolete) {
        return hide_field(name, section, kind, findings);
    }
    const Field field{name,
                      std::string(section.path) + name,
                      kind,
                      {values_of(section.live, name), values_of(section.shadow, name)},
                      context,
                      findings};
    if (kind == FieldClass::cookie) {
        return compare_cookies(
            field.sides.live, field.sides.shadow, context.rules.built_in, findings);
    }
    if (field.sides.live.empty() || field.sides.shadow.empty()) return compare_alone(field);
    compare_both(field);
}

/// The names of fields that are not the same on both sides, in lower case. Most fields are, and in
/// the same order, so that the next one is the one looked for.
std::vector<std::string> differing_fields(const HeaderList& live, const HeaderList& shadow) {
    std::vector<std::string> names;
    std::vector<bool> taken(shadow.size(), false);
    std::size_t next = 0;
    for (const auto& [name, value] : live) {
        std::size_t at = 0;
        for (; at < shadow.size(); ++at, ++next) {
            if (next >= shadow.size()) next = 0;
            if (!taken[next] && text::same_letters(shadow[next].first, name)) break;
        }
        // Of several with one name, the first that is left is the one in turn.
        for (std::size_t i = 0; at < shadow.size() && i < next; ++i) {
            if (!taken[i] && text::same_letters(shadow[i].first, name)) next = i;
        }
        const bool same =
            at < shadow.size() && text::trimmed(shadow[next].second) == text::trimmed(value);
        if (at < shadow.size()) taken[next++] = true;
        if (!same) names.push_back(text::lowered(name));
    }
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        if (!taken[i]) names.push_back(text::lowered(shadow[i].first));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace

void compare_headers(const PairContext& context, Collector& findings) {
    const Section section{"header.", context.pair.live.headers, context.pair.shadow.headers};
    for (const std::string& name : differing_fields(section.live, section.shadow)) {
        compare_field(name, section, context, findings);
    }
}

void compare_trailers(const PairContext& context, Collector& findings) {
    const RecordedResponse& live = context.pair.live;
    const RecordedResponse& shadow = context.pair.shadow;
    const Section section{"trailer.", live.trailers, shadow.trailers};
    // Of two bodies one of which was not read to its end, nobody knows what would have come.
    const bool cut = live.truncated != shadow.truncated;
    if (cut && (live.trailers.empty() || shadow.trailers.empty())) return;
    for (const std::string& name : differing_fields(section.live, section.shadow)) {
        compare_field(name, section, context, findings);
    }
}

std::vector<std::string_view> values_of(const HeaderList& headers, std::string_view name) {
    text::HeaderValues values;
    for (const auto& [field, value] : headers) {
        if (text::same_letters(field, name)) values.push_back(text::trimmed(value));
    }
    return values;
}

std::string joined_values(const HeaderList& headers, std::string_view name) {
    std::string text;
    for (const auto& [field, value] : headers) {
        if (!text::same_letters(field, name)) continue;
        if (!text.empty()) text += ", ";
        text += text::trimmed(value);
    }
    return text;
}

}  // namespace crossfade::compare
