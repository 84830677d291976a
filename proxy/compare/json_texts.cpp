// See json_texts.hpp.
#include "proxy/compare/json_texts.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_names.hpp"
#include "proxy/compare/json_walk.hpp"
#include "proxy/compare/same_ends.hpp"
#include "proxy/compare/settle.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;
using Node = JsonDocument::Node;

constexpr int tries = 2;  // of narrowing, each with a value around the last one

/// A value of live, and how it is reached.
struct Place {
    Node node = 0;
    RulePlace at;
    std::string path;
};

/// False of arrays and objects in which one member's value has a say in what becomes of others.
bool is_divisible(const JsonDocument& document, const Place& place) {
    if (document.type(place.node) == JsonType::object) {
        return document.count(place.node) <= members_of_a_map;
    }
    return !place.at.is(As::set) && !place.at.is(As::multiset) && !place.at.is(As::keyed);
}

/// The child that holds [begin, end) whole; the parent itself if there is none.
Node child_around(const JsonDocument& document, Node parent, std::size_t begin, std::size_t end) {
    for (Node child = parent + 1; child < document.after(parent); child = document.after(child)) {
        if (document.begin_of(child) > begin) break;
        if (end <= document.end_of(child)) return child;
    }
    return parent;
}

Place below(const JsonDocument& document, const Place& parent, Node child, const RuleWalk& rules) {
    Place place{child, {}, parent.path};
    if (document.type(parent.node) == JsonType::array) {
        append_element(place.path);
        place.at = rules.element(parent.at);
        return place;
    }
    if (names_are_data(document, parent.node)) {
        append_any_member(place.path);
    } else {
        append_member(place.path, document.name(child));
    }
    place.at = rules.member(parent.at, document.name(child));
    return place;
}

/// The values that hold [begin, end), each inside the one before.
std::vector<Place> places_around(const JsonDocument& document,
                                 std::size_t begin,
                                 std::size_t end,
                                 const RuleWalk& rules) {
    std::vector<Place> places;
    places.push_back({0, rules.root(), std::string(body_root)});
    while (is_divisible(document, places.back())) {
        const Node parent = places.back().node;
        const Node child = child_around(document, parent, begin, end);
        if (child == parent) break;
        places.push_back(below(document, places.back(), child, rules));
    }
    return places;
}

/// What the value may be in the other text without putting that over the limits.
JsonLimits limits_at(const JsonDocument& document, Node node, std::size_t depth) {
    JsonLimits limits;
    limits.depth -= depth;
    const std::size_t others = document.size() - (document.after(node) - node);
    limits.nodes -= std::min(others, limits.nodes);
    return limits;
}

class Narrowing {
public:
    Narrowing(std::string_view live, std::string_view shadow, const RuleWalk& rules)
        : live_(live), shadow_(shadow), rules_(rules) {}

    /// False if no part of the texts can be compared alone.
    bool run(const JsonDocument& document, Collector& findings, std::size_t steps, bool& done) {
        const SameEnds same = same_ends(live_, shadow_);
        auto places = places_around(document, same.front, live_.size() - same.back, rules_);
        for (int i = 0; i < tries && places.size() > 1; ++i, places.pop_back()) {
            const Place& place = places.back();
            const std::size_t begin = document.begin_of(place.node);
            const std::size_t behind = live_.size() - document.end_of(place.node);
            const auto limits = limits_at(document, place.node, places.size() - 1);
            const auto other =
                JsonDocument::parse(shadow_.substr(begin, shadow_.size() - behind - begin), limits);
            if (!other.good() || other.byte_order_mark()) continue;
            JsonWalk walk(document, other, rules_, findings, steps, place.path);
            walk.compare(place.node, 0, place.at);
            done = walk.within_budget();
            return true;
        }
        return false;
    }

private:
    std::string_view live_;
    std::string_view shadow_;
    const RuleWalk& rules_;
};

/// True if the walk left something that only the whole of both documents can settle.
bool is_unsettled(const RuleWalk& rules) {
    Aside* aside = rules.context() == nullptr ? nullptr : rules.context()->aside;
    if (aside == nullptr) return false;
    const bool unsettled = !aside->differences.empty();
    *aside = {};
    return unsettled;
}

void move_into(Collector& findings, Collector& from) {
    for (Finding& finding : from.take(Collector::limit)) findings.add(std::move(finding));
    for (Hidden& hidden : from.take_hidden(Collector::limit)) findings.hide(std::move(hidden));
}

}  // namespace

JsonOutcome diff_json_texts(std::string_view live,
                            std::string_view shadow,
                            const RuleWalk& rules,
                            Collector& findings,
                            std::size_t steps) {
    const JsonDocument of_live = JsonDocument::parse(live);
    if (!of_live.good() || of_live.byte_order_mark()) return JsonOutcome::undecided;
    const auto outcome = [](bool done) {
        return done ? JsonOutcome::compared : JsonOutcome::out_of_steps;
    };
    Collector found;
    bool done = true;
    const bool narrowed = Narrowing(live, shadow, rules).run(of_live, found, steps, done);
    if (narrowed && !is_unsettled(rules)) {
        move_into(findings, found);
        return outcome(done);
    }
    const JsonDocument of_shadow = JsonDocument::parse(shadow);
    if (!of_shadow.good() || of_shadow.byte_order_mark()) return JsonOutcome::undecided;
    return outcome(diff_json(of_live, of_shadow, rules, findings, steps));
}

}  // namespace crossfade::compare
