// How arrays are compared: in order, as sets, or by a key; see json_walk.hpp. Elements that count
// as equal are found by hash, then compared, so that a long array costs n log n.
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/decimal.hpp"
#include "proxy/compare/json_walk.hpp"

#include <algorithm>
#include <map>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;
using Node = JsonDocument::Node;
using Hashed = std::vector<std::pair<std::uint64_t, Node>>;

Hashed hashed(const std::vector<Node>& nodes, JsonHash& hash, const RulePlace& at) {
    Hashed all;
    all.reserve(nodes.size());
    for (const Node node : nodes) all.emplace_back(hash(node, at), node);
    std::sort(all.begin(), all.end());
    return all;
}

/// The nodes of that hash at the front, which moves behind them.
std::vector<Node> nodes_of(Hashed::const_iterator& front,
                           Hashed::const_iterator end,
                           std::uint64_t hash) {
    std::vector<Node> nodes;
    for (; front != end && front->first == hash; ++front) nodes.push_back(front->second);
    return nodes;
}

/// What identifies an element: the value of its member `by`, "" if it has no such scalar. A number
/// and the same digits as a string identify the same element; that the type changed is for the
/// comparison of the pair to find.
std::string key_of(const JsonDocument& document, Node element, const std::string& by) {
    if (document.type(element) != JsonType::object) return {};
    for (const Node member : document.children(element)) {
        if (document.name(member) != by) continue;
        const std::string_view text = document.text(member);
        if (document.type(member) == JsonType::boolean) {
            return document.boolean(member) ? "true" : "false";
        }
        if (!is_number_text(text)) return std::string(text);
        const Decimal value = decimal_of(text);
        return (value.negative ? "-" : "") + value.digits + "e" + std::to_string(value.exponent);
    }
    return {};
}

}  // namespace

void JsonWalk::arrays(Node live, Node shadow, const RulePlace& at) {
    const Nodes live_nodes = live_.children(live);
    const Nodes shadow_nodes = shadow_.children(shadow);
    const As as = at.rule == nullptr ? As::ordered : at.rule->written.as;
    if (as == As::set || as == As::multiset) {
        unordered(live_nodes, shadow_nodes, as == As::set, at);
    } else if (as == As::keyed) {
        keyed(live_nodes, shadow_nodes, at.rule->written.by, at);
    } else {
        ordered(live_nodes, shadow_nodes, at);
    }
}

void JsonWalk::ordered(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    const std::size_t length = path_.size();
    if (live.size() == shadow.size()) {
        if (!probing_ && !at.ignored() && reordered(live, shadow, below)) {
            const std::string size = std::to_string(live.size());
            return report({Kind::order, "reorder"}, size, size);
        }
        append_element(path_);
        by_position(live, shadow, below);
        path_.resize(length);
        return;
    }
    if (!at.ignored() && !below.ignored()) {
        const auto change =
            static_cast<std::ptrdiff_t>(shadow.size()) - static_cast<std::ptrdiff_t>(live.size());
        report({Kind::length, (change > 0 ? "length +" : "length ") + std::to_string(change)},
               std::to_string(live.size()),
               std::to_string(shadow.size()));
    }
    if (done()) return;
    append_element(path_);
    aligned(live, shadow, below);
    path_.resize(length);
}

void JsonWalk::by_position(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    for (std::size_t i = 0; i < std::min(live.size(), shadow.size()) && !done(); ++i) {
        compare(live[i], shadow[i], at);
    }
}

// Elements in front and behind that are equal stay together; in between the first ones are compared
// in order and what is left over is missing or extra.
void JsonWalk::aligned(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    std::size_t shorter = std::min(live.size(), shadow.size());
    std::size_t front = 0;
    while (front < shorter && equal(live[front], shadow[front], at)) ++front;
    std::size_t back = 0;
    while (back < shorter - front &&
           equal(live[live.size() - 1 - back], shadow[shadow.size() - 1 - back], at)) {
        ++back;
    }
    const auto middle = [front, back](const Nodes& nodes) {
        return Nodes(nodes.begin() + static_cast<std::ptrdiff_t>(front),
                     nodes.end() - static_cast<std::ptrdiff_t>(back));
    };
    const Nodes live_middle = middle(live);
    const Nodes shadow_middle = middle(shadow);
    by_position(live_middle, shadow_middle, at);
    shorter = std::min(live_middle.size(), shadow_middle.size());
    for (std::size_t i = shorter; i < live_middle.size() && !done(); ++i) {
        missing(live_middle[i], at);
    }
    for (std::size_t i = shorter; i < shadow_middle.size() && !done(); ++i) {
        extra(shadow_middle[i], at);
    }
}

/// Same elements, but not at the same places.
bool JsonWalk::reordered(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    if (live.size() < 2) return false;
    bool in_place = true;
    for (std::size_t i = 0; i < live.size() && in_place; ++i) {
        in_place = live_hash_(live[i], at) == shadow_hash_(shadow[i], at);
    }
    if (in_place) return false;
    const Hashed a = hashed(live, live_hash_, at);
    const Hashed b = hashed(shadow, shadow_hash_, at);
    const bool same_hashes =
        std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
            return x.first == y.first;
        });
    if (!same_hashes) return false;
    const Matching rest = matched(live, shadow, false, at);
    return rest.live.empty() && rest.shadow.empty();
}

// Both lists are sorted by hash, so that only elements of one hash have to be compared.
JsonWalk::Matching JsonWalk::matched(const Nodes& live,
                                     const Nodes& shadow,
                                     bool as_set,
                                     const RulePlace& at) {
    const Hashed a = hashed(live, live_hash_, at);
    const Hashed b = hashed(shadow, shadow_hash_, at);
    Matching rest;
    auto of_live = a.begin();
    auto of_shadow = b.begin();
    while (of_live != a.end() || of_shadow != b.end()) {
        const bool live_first =
            of_shadow == b.end() || (of_live != a.end() && of_live->first <= of_shadow->first);
        const std::uint64_t hash = live_first ? of_live->first : of_shadow->first;
        match_same_hash(
            nodes_of(of_live, a.end(), hash), nodes_of(of_shadow, b.end(), hash), as_set, at, rest);
    }
    std::sort(rest.live.begin(), rest.live.end());
    std::sort(rest.shadow.begin(), rest.shadow.end());
    return rest;
}

void JsonWalk::match_same_hash(
    const Nodes& live, const Nodes& shadow, bool as_set, const RulePlace& at, Matching& rest) {
    std::vector<bool> taken(shadow.size(), false);
    std::size_t first_free = 0;
    for (const Node node : live) {
        bool found = false;
        for (std::size_t i = as_set ? 0 : first_free; i < shadow.size() && steps_ > 0; ++i) {
            if (taken[i] && !as_set) {
                --steps_;
                continue;
            }
            found = equal(node, shadow[i], at);
            if (!found) continue;
            taken[i] = true;
            break;
        }
        if (!found) rest.live.push_back(node);
        while (first_free < taken.size() && taken[first_free]) ++first_free;
    }
    // Of a set, an element of the shadow may repeat one that was taken already.
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        const auto same = [&](Node node) { return equal(node, shadow[i], at); };
        const bool found = taken[i] || (as_set && std::any_of(live.begin(), live.end(), same));
        if (!found) rest.shadow.push_back(shadow[i]);
    }
}

void JsonWalk::unordered(const Nodes& live, const Nodes& shadow, bool as_set, const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    const Matching rest = matched(live, shadow, as_set, below);
    const std::size_t length = path_.size();
    append_element(path_);
    // One left on each side: most likely the same one, changed inside.
    const bool changed_inside = rest.live.size() == 1 && rest.shadow.size() == 1 &&
                                live_value(rest.live[0]).is_container() &&
                                shadow_value(rest.shadow[0]).is_container();
    if (changed_inside) {
        compare(rest.live[0], rest.shadow[0], below);
    } else {
        for (const Node node : rest.live) missing(node, below);
        for (const Node node : rest.shadow) extra(node, below);
    }
    path_.resize(length);
}

void JsonWalk::keyed(const Nodes& live,
                     const Nodes& shadow,
                     const std::string& by,
                     const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    std::map<std::string, std::pair<Nodes, Nodes>> by_key;
    for (const Node node : live) by_key[key_of(live_, node, by)].first.push_back(node);
    for (const Node node : shadow) by_key[key_of(shadow_, node, by)].second.push_back(node);
    const std::size_t length = path_.size();
    append_element(path_);
    for (const auto& [key, nodes] : by_key) {
        const auto& [of_live, of_shadow] =
            nodes;  // several where a key occurs twice, or is missing
        by_position(of_live, of_shadow, below);
        const std::size_t paired = std::min(of_live.size(), of_shadow.size());
        for (std::size_t i = paired; i < of_live.size(); ++i) missing(of_live[i], below);
        for (std::size_t i = paired; i < of_shadow.size(); ++i) extra(of_shadow[i], below);
    }
    path_.resize(length);
}

}  // namespace crossfade::compare
