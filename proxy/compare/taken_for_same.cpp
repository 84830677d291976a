// See taken_for_same.hpp.
#include "proxy/compare/taken_for_same.hpp"

#include "proxy/compare/host_map.hpp"
#include "proxy/compare/learned.hpp"
#include "proxy/compare/own_time.hpp"
#include "proxy/compare/place.hpp"
#include "proxy/compare/rules.hpp"
#include "proxy/compare/settle.hpp"
#include "proxy/text/format.hpp"
#include "proxy/text/identifier.hpp"
#include "proxy/text/outside_number.hpp"

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

/// Two values of one format are the same by rule; numbers if both are whole or neither.
bool same_class(JsonValue live, JsonValue shadow) {
    if (live.type() == JsonType::boolean) return true;
    return text::same_format(live.text(), shadow.text());
}

/// Whole numbers in responses that were made at different times.
bool may_drift(JsonValue live, JsonValue shadow, const PairContext& context) {
    return text::format_of(live.text()) == text::Format::integer &&
           text::format_of(shadow.text()) == text::Format::integer && made_apart(context);
}

/// Whether two texts could be the same thing at all, by form: cheap, and asked of every difference.
bool worth_settling(JsonValue live,
                    JsonValue shadow,
                    std::string_view path,
                    const PairContext& context) {
    const std::string_view a = live.text();
    const std::string_view b = shadow.text();
    if (a.empty() || b.empty()) return false;
    // Words, which most texts that differ are.
    const bool words = !text::is_no_word(a) || !text::is_no_word(b);
    if (words && live.type() == JsonType::string && context.rules.hosts.empty()) return false;
    if (times_of(a, b)) return true;
    const Place place = place_of(path, context.pair.request);
    if (live.type() == JsonType::number)
        return text::names_identifier(place.field) || may_drift(live, shadow, context);
    if (text::is_outside_number(a, place.field) && text::is_outside_number(b, place.field))
        return true;
    const std::string mapped = with_shadow_hosts(a, context.rules.hosts);
    const auto claims = text::claims_of(mapped, b, place.field, place.kind());
    return mapped == b || (claims && !claims->empty());
}

/// Elements of arrays that are tried out against each other: what could be the same, and is not
/// known to be another.
bool could_be_same(JsonValue live,
                   JsonValue shadow,
                   std::string_view path,
                   const PairContext& context) {
    if (!worth_settling(live, shadow, path, context)) return false;
    const Place place = place_of(path, context.pair.request);
    const auto claims = text::claims_of(live.text(), shadow.text(), place.field, place.kind());
    if (!claims) return true;
    for (const text::Claim& claim : *claims) {
        if (context.knowledge.learned().standing(claim) == Aliases::Standing::broken) return false;
    }
    return true;
}

}  // namespace

Opinion taken_for_same(const Differing& differing, const PairContext& context) {
    if (differing.live == nullptr || differing.shadow == nullptr) return {};
    const JsonValue live = *differing.live;
    const JsonValue shadow = *differing.shadow;
    const bool text = live.type() == JsonType::number || live.type() == JsonType::string;
    if (live.type() != shadow.type()) return {};
    const auto* rule = differing.rule;
    if (rule != nullptr && rule->as == As::same_class) {
        if (same_class(live, shadow)) return {true, "class", rule->path};
        return {false, "format", {}};
    }
    Aside* aside = context.aside;
    const bool alias = rule != nullptr && rule->as == As::alias;
    const bool settle = text && aside != nullptr && aside->differences.size() < Aside::limit &&
                        (alias || (context.rules.built_in &&
                                   worth_settling(live, shadow, differing.path, context)));
    if (!differing.teaches) {
        const bool same = settle && (alias || could_be_same(live, shadow, differing.path, context));
        return same ? Opinion{true, "alias", "built-in alias"} : Opinion{};
    }
    if (!settle) {
        if (aside != nullptr) aside->plain.push_back(live.node);
        return {};
    }
    aside->differences.push_back(
        {std::string(differing.path), live, shadow, alias ? rule : nullptr});
    return {true, {}, {}};
}

}  // namespace crossfade::compare
