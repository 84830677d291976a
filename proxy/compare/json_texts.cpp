// See json_texts.hpp.
#include "proxy/compare/json_texts.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_names.hpp"
#include "proxy/compare/json_walk.hpp"
#include "proxy/compare/same_ends.hpp"
#include "proxy/compare/settle.hpp"
#include "proxy/compare/shared_identifiers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
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
    std::size_t path_size = 0;  // of the path to the innermost one
};

struct Around {
    std::vector<Place> places;  // each inside the one before
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

void enter(Around& around, const JsonDocument& document, Node child, const RuleWalk& rules) {
    const Place& parent = around.places.back();
    const bool element = document.type(parent.node) == JsonType::array;
    if (element) {
        append_element(around.path);
    } else if (names_are_data(document, parent.node)) {
        append_any_member(around.path);
    } else {
        append_member(around.path, document.name(child));
    }
    RulePlace at =
        element ? rules.element(parent.at) : rules.member(parent.at, document.name(child));
    around.places.push_back({child, std::move(at), around.path.size()});
}

/// The values that hold [begin, end).
Around values_around(const JsonDocument& document,
                     std::size_t begin,
                     std::size_t end,
                     const RuleWalk& rules) {
    Around around{{}, std::string(body_root)};
    around.places.reserve(8);
    around.places.push_back({0, rules.root(), around.path.size()});
    while (is_divisible(document, around.places.back())) {
        const Node parent = around.places.back().node;
        const Node child = child_around(document, parent, begin, end);
        if (child == parent) break;
        enter(around, document, child, rules);
    }
    return around;
}

/// What the value may be in the other text without putting that over the limits.
JsonLimits limits_at(const JsonDocument& document, Node node, std::size_t depth) {
    JsonLimits limits;
    limits.depth -= depth;
    const std::size_t others = document.size() - (document.after(node) - node);
    limits.nodes -= std::min(others, limits.nodes);
    return limits;
}

struct Texts {
    std::string_view live;
    std::string_view shadow;
};

/// Compares the smallest part that can be compared alone: whether the steps lasted, or nothing if
/// there is no such part but the whole.
std::optional<bool> narrowed(const Texts& texts,
                             const JsonDocument& live,
                             const RuleWalk& rules,
                             Collector& findings,
                             std::size_t steps) {
    const SameEnds same = same_ends(texts.live, texts.shadow);
    Around around = values_around(live, same.front, texts.live.size() - same.back, rules);
    auto& places = around.places;
    for (int i = 0; i < tries && places.size() > 1; ++i, places.pop_back()) {
        const Place& place = places.back();
        const std::size_t begin = live.begin_of(place.node);
        const std::size_t behind = texts.live.size() - live.end_of(place.node);
        const std::string_view part =
            texts.shadow.substr(begin, texts.shadow.size() - behind - begin);
        const auto shadow =
            JsonDocument::parse(part, limits_at(live, place.node, places.size() - 1));
        if (!shadow.good() || shadow.byte_order_mark()) continue;
        JsonWalk walk(live, shadow, rules, findings, steps, around.path.substr(0, place.path_size));
        walk.compare(place.node, 0, place.at);
        const PairContext* context = rules.context();
        const Aside* aside = context == nullptr ? nullptr : context->aside;
        if (aside != nullptr && aside->differences.empty()) {
            note_unread(live, place.node, *context);
        }
        return walk.within_budget();
    }
    return std::nullopt;
}

/// True if the walk left something that only the whole of both documents can settle.
bool is_unsettled(const RuleWalk& rules) {
    Aside* aside = rules.context() == nullptr ? nullptr : rules.context()->aside;
    if (aside == nullptr) return false;
    const bool unsettled = !aside->differences.empty();
    aside->differences.clear();
    aside->plain.clear();
    return unsettled;
}

}  // namespace

JsonOutcome diff_json_texts(std::string_view live,
                            std::string_view shadow,
                            const RuleWalk& rules,
                            Collector& findings,
                            std::size_t steps) {
    const JsonDocument of_live = JsonDocument::parse(live);
    if (!of_live.good() || of_live.byte_order_mark()) return JsonOutcome::undecided;
    const auto outcome = [](bool all) {
        return all ? JsonOutcome::compared : JsonOutcome::out_of_steps;
    };
    Collector found;
    const auto done = narrowed({live, shadow}, of_live, rules, found, steps);
    if (done && !is_unsettled(rules)) {
        findings.add_all(std::move(found));
        return outcome(*done);
    }
    const JsonDocument of_shadow = JsonDocument::parse(shadow);
    if (!of_shadow.good() || of_shadow.byte_order_mark()) return JsonOutcome::undecided;
    return outcome(diff_json(of_live, of_shadow, rules, findings, steps));
}

}  // namespace crossfade::compare
