// See json_walk.hpp.
#include "proxy/compare/json_walk.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/decimal.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/taken_for_same.hpp"
#include "proxy/compare/timestamp.hpp"

#include <algorithm>
#include <chrono>
#include <span>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;
using Members = std::vector<std::pair<std::string_view, JsonDocument::Node>>;

/// Sorted by name; members of one name stay in the order of the text.
Members by_name(const JsonDocument& document, JsonDocument::Node object) {
    Members members;
    members.reserve(document.count(object));
    for (const auto node : document.children(object)) {
        members.emplace_back(document.name(node), node);
    }
    std::sort(members.begin(), members.end());
    return members;
}

/// The nodes of that name at the front of `rest`, which loses them.
JsonWalk::Nodes take(std::span<const Members::value_type>& rest, std::string_view name) {
    JsonWalk::Nodes nodes;
    while (!rest.empty() && rest.front().first == name) {
        nodes.push_back(rest.front().second);
        rest = rest.subspan(1);
    }
    return nodes;
}

bool is_text(JsonValue value) noexcept {
    return value.type() == JsonType::number || value.type() == JsonType::string;
}

bool within_time(JsonValue live, JsonValue shadow, std::chrono::milliseconds tolerance) {
    const auto a = instant_of(live.text());
    const auto b = instant_of(shadow.text());
    return a && b && (*a < *b ? *b - *a : *a - *b) <= tolerance;
}

std::string times(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " time" : " times");
}

}  // namespace

JsonWalk::JsonWalk(const JsonDocument& live,
                   const JsonDocument& shadow,
                   const RuleWalk& rules,
                   Collector& findings,
                   std::size_t steps)
    : live_(live),
      shadow_(shadow),
      rules_(rules),
      findings_(findings),
      steps_(steps),
      live_hash_(live, rules),
      shadow_hash_(shadow, rules),
      path_(body_root) {}

void JsonWalk::compare(Node live, Node shadow, const RulePlace& at) {
    if (done()) return;
    --steps_;
    if (rules_.settled(at)) return;
    const JsonType type = live_.type(live);
    if (type != shadow_.type(shadow) || !live_value(live).is_container()) {
        scalars(live, shadow, at);
    } else if (type == JsonType::object) {
        objects(live, shadow, at);
    } else {
        arrays(live, shadow, at);
    }
}

void JsonWalk::objects(Node live, Node shadow, const RulePlace& at) {
    const Members live_members = by_name(live_, live);
    const Members shadow_members = by_name(shadow_, shadow);
    std::span<const Members::value_type> live_rest(live_members);
    std::span<const Members::value_type> shadow_rest(shadow_members);
    while (!done() && !(live_rest.empty() && shadow_rest.empty())) {
        const bool live_next =
            shadow_rest.empty() ||
            (!live_rest.empty() && live_rest.front().first <= shadow_rest.front().first);
        const std::string_view name =
            live_next ? live_rest.front().first : shadow_rest.front().first;
        const Nodes of_live = take(live_rest, name);
        const Nodes of_shadow = take(shadow_rest, name);
        const std::size_t length = path_.size();
        append_member(path_, name);
        members(of_live, of_shadow, rules_.member(at, name));
        path_.resize(length);
    }
}

// RFC 8259 section 4 leaves open what a name that occurs twice means; most readers take the last.
void JsonWalk::members(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    if (shadow.empty()) return missing(live.back(), at);
    if (live.empty()) return extra(shadow.back(), at);
    if (live.size() == shadow.size()) return by_position(live, shadow, at);
    if (!at.ignored()) {
        report({Kind::value, "duplicate key"}, times(live.size()), times(shadow.size()));
    }
    compare(live.back(), shadow.back(), at);
}

void JsonWalk::scalars(Node live, Node shadow, const RulePlace& at) {
    if (at.ignored()) return;
    const JsonValue a = live_value(live);
    const JsonValue b = shadow_value(shadow);
    if (same_scalar(a, b) || same_by_rule(live, shadow, at)) return;
    Change change = change_of(a, b);
    const bool times_differ = at.is(As::timestamp) && is_text(a) && is_text(b) &&
                              instant_of(a.text()) && instant_of(b.text());
    if (times_differ) change = {Kind::value, "timestamp"};
    if (known(&a, &b, at, change.transition)) return;
    report(std::move(change), preview(live_, live), preview(shadow_, shadow));
}

bool JsonWalk::same_by_rule(Node live, Node shadow, const RulePlace& at) const {
    const JsonValue a = live_value(live);
    const JsonValue b = shadow_value(shadow);
    if (!is_text(a) || !is_text(b)) return false;
    if (at.is(As::timestamp)) return within_time(a, b, at.rule->written.time_tolerance);
    // Prices are often strings; but a number that became a string stays a finding.
    const bool numbers = at.is(As::number) && a.type() == b.type() && is_number_text(a.text()) &&
                         is_number_text(b.text());
    return numbers && within(a.text(), b.text(), at.rule->written.tolerance);
}

bool JsonWalk::known(const JsonValue* live,
                     const JsonValue* shadow,
                     const RulePlace& at,
                     std::string& transition) {
    if (rules_.context() == nullptr) return false;
    const bool asks = at.is(As::alias) || at.is(As::same_class);
    const auto* rule = asks ? &at.rule->written : nullptr;
    Opinion opinion = taken_for_same({path_, live, shadow, rule, !probing_}, *rules_.context());
    if (opinion.transition.empty()) return false;
    if (opinion.same && !probing_) {
        findings_.hide({path_, std::move(opinion.transition), std::move(opinion.by)});
    }
    if (!opinion.same) transition = std::move(opinion.transition);
    return opinion.same;
}

// Out of steps, what found no partner may only not have been looked at.
void JsonWalk::report(Change change, std::string live, std::string shadow) {
    if (steps_ == 0) return;
    differs_ = true;
    if (probing_) return;
    findings_.add(
        {path_, change.kind, std::move(change.transition), std::move(live), std::move(shadow)});
}

void JsonWalk::missing(Node live, const RulePlace& at) {
    if (at.ignored()) return;
    const JsonValue value = live_value(live);
    std::string transition = missing_class(value);
    if (known(&value, nullptr, at, transition)) return;
    report({Kind::missing, std::move(transition)}, preview(live_, live), {});
}

void JsonWalk::extra(Node shadow, const RulePlace& at) {
    if (at.ignored()) return;
    const JsonValue value = shadow_value(shadow);
    std::string transition = extra_class(value);
    if (known(nullptr, &value, at, transition)) return;
    report({Kind::extra, std::move(transition)}, {}, preview(shadow_, shadow));
}

bool JsonWalk::equal(Node live, Node shadow, const RulePlace& at) {
    const bool was_probing = std::exchange(probing_, true);
    const bool had_differed = std::exchange(differs_, false);
    compare(live, shadow, at);
    const bool same = !differs_ && steps_ > 0;
    probing_ = was_probing;
    differs_ = had_differed;
    return same;
}

}  // namespace crossfade::compare
