// See json_walk.hpp.
#include "proxy/compare/json_walk.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_names.hpp"
#include "proxy/compare/json_text.hpp"
#include "proxy/compare/taken_for_same.hpp"

#include <algorithm>
#include <optional>
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

/// How the members of two objects are called in paths; looked into when first asked.
class Steps {
public:
    Steps(JsonValue live, JsonValue shadow) : live_(live), shadow_(shadow) {}

    void append(std::string& path, std::string_view name) {
        if (!data_) {
            data_ = names_are_data(live_.document, live_.node) ||
                    names_are_data(shadow_.document, shadow_.node);
        }
        *data_ ? append_any_member(path) : append_member(path, name);
    }

private:
    JsonValue live_;
    JsonValue shadow_;
    std::optional<bool> data_;
};

}  // namespace

JsonWalk::JsonWalk(const JsonDocument& live,
                   const JsonDocument& shadow,
                   const RuleWalk& rules,
                   Collector& findings,
                   std::size_t steps,
                   std::string path)
    : live_(live),
      shadow_(shadow),
      rules_(rules),
      findings_(findings),
      steps_(steps),
      live_hash_(live, rules),
      shadow_hash_(shadow, rules),
      path_(std::move(path)) {}

void JsonWalk::compare(Node live, Node shadow, const RulePlace& at) {
    if (done()) return;
    --steps_;
    if (same_text(live, shadow) || (probing_ && rules_.settled(at))) return;
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
    if (same_names(live, shadow)) {
        members_in_step(live, shadow, at);
    } else {
        members_by_name(live, shadow, at);
    }
}

/// Both have the same names in the same order, as most do.
bool JsonWalk::same_names(Node live, Node shadow) const {
    if (live_.count(live) != shadow_.count(shadow)) return false;
    Node other = shadow + 1;
    for (Node one = live + 1; one < live_.after(live); one = live_.after(one)) {
        if (live_.name(one) != shadow_.name(other)) return false;
        other = shadow_.after(other);
    }
    return true;
}

void JsonWalk::members_in_step(Node live, Node shadow, const RulePlace& at) {
    Steps names(live_value(live), shadow_value(shadow));
    Node other = shadow + 1;
    for (Node one = live + 1; one < live_.after(live) && !done(); one = live_.after(one)) {
        if (same_text(one, other)) {
            --steps_;
        } else {
            const std::size_t length = path_.size();
            names.append(path_, live_.name(one));
            compare(one, other, rules_.member(at, live_.name(one)));
            path_.resize(length);
        }
        other = shadow_.after(other);
    }
}

void JsonWalk::members_by_name(Node live, Node shadow, const RulePlace& at) {
    const Members live_members = by_name(live_, live);
    const Members shadow_members = by_name(shadow_, shadow);
    std::span<const Members::value_type> live_rest(live_members);
    std::span<const Members::value_type> shadow_rest(shadow_members);
    Steps names(live_value(live), shadow_value(shadow));
    while (!done() && !(live_rest.empty() && shadow_rest.empty())) {
        const bool live_next =
            shadow_rest.empty() ||
            (!live_rest.empty() && live_rest.front().first <= shadow_rest.front().first);
        const std::string_view name =
            live_next ? live_rest.front().first : shadow_rest.front().first;
        const Nodes of_live = take(live_rest, name);
        const Nodes of_shadow = take(shadow_rest, name);
        const std::size_t length = path_.size();
        names.append(path_, name);
        members(of_live, of_shadow, rules_.member(at, name));
        path_.resize(length);
    }
}

// RFC 8259 section 4 leaves open what a name that occurs twice means; most readers take the last.
void JsonWalk::members(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    if (shadow.empty()) return missing(live.back(), at);
    if (live.empty()) return extra(shadow.back(), at);
    if (live.size() == shadow.size()) return in_place(live, shadow, at);
    report_sizes(Kind::value, "duplicate key", live.size(), shadow.size(), at);
    compare(live.back(), shadow.back(), at);
}

void JsonWalk::scalars(Node live, Node shadow, const RulePlace& at) {
    const JsonValue a = live_value(live);
    const JsonValue b = shadow_value(shadow);
    if (same_scalar(a, b)) {
        const bool spelled = a.type() == JsonType::number && a.text() != b.text();
        if (spelled) hide("number format", "built-in number format");
        return;
    }
    if (!at.ignored() && same_by_rule(a, b, at)) return;
    Change change = change_of(a, b);
    if (at.is(As::timestamp) && are_times(a, b)) change = {Kind::value, "timestamp"};
    if (!at.ignored() && known(&a, &b, at, change.transition)) return;
    report(change, &a, &b, at);
}

bool JsonWalk::known(const JsonValue* live,
                     const JsonValue* shadow,
                     const RulePlace& at,
                     std::string& transition) {
    // What was written about times and numbers is the whole of what holds there.
    const bool decided = at.is(As::timestamp) || at.is(As::number);
    if (rules_.context() == nullptr || decided || nested_) return false;
    const bool asks = at.is(As::alias) || at.is(As::same_class);
    const auto* rule = asks ? &at.rule->written : nullptr;
    Opinion opinion = taken_for_same({path_, live, shadow, rule, !probing_}, *rules_.context());
    if (opinion.transition.empty()) return opinion.same;
    if (opinion.same) hide(opinion.transition, opinion.by);
    if (!opinion.same) transition = std::move(opinion.transition);
    return opinion.same;
}

// Out of steps, what found no partner may only not have been looked at.
bool JsonWalk::tells(Kind kind, std::string_view transition, const RulePlace& at) {
    if (steps_ == 0) return false;
    if (at.ignored()) {
        hide(transition, at.governing->written.path);
        return false;
    }
    differs_ = true;
    return !probing_ && findings_.is_new(path_, kind, transition);
}

void JsonWalk::report(const Change& change,
                      const JsonValue* live,
                      const JsonValue* shadow,
                      const RulePlace& at) {
    if (!tells(change.kind, change.transition, at)) return;
    findings_.keep({path_,
                    change.kind,
                    change.transition,
                    live == nullptr ? std::string() : preview(live->document, live->node),
                    shadow == nullptr ? std::string() : preview(shadow->document, shadow->node)});
}

void JsonWalk::report_sizes(Kind kind,
                            std::string_view transition,
                            std::size_t live,
                            std::size_t shadow,
                            const RulePlace& at) {
    if (!tells(kind, transition, at)) return;
    findings_.keep(
        {path_, kind, std::string(transition), std::to_string(live), std::to_string(shadow)});
}

void JsonWalk::hide(std::string_view transition, std::string_view by) {
    if (!probing_) findings_.hide(path_, transition, by);
}

void JsonWalk::missing(Node live, const RulePlace& at) {
    const JsonValue value = live_value(live);
    std::string transition = missing_class(value);
    if (!at.ignored()) {
        if (at.is(As::optional) && is_nothing(value)) {
            return hide(transition, at.rule->written.path);
        }
        if (known(&value, nullptr, at, transition)) return;
    }
    report({Kind::missing, std::move(transition)}, &value, nullptr, at);
}

void JsonWalk::extra(Node shadow, const RulePlace& at) {
    const JsonValue value = shadow_value(shadow);
    std::string transition = extra_class(value);
    if (!at.ignored()) {
        if (at.is(As::optional) && is_nothing(value)) {
            return hide(transition, at.rule->written.path);
        }
        if (known(nullptr, &value, at, transition)) return;
    }
    report({Kind::extra, std::move(transition)}, nullptr, &value, at);
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
