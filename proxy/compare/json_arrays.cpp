// How arrays are compared: in order, as sets, or by a key; see json_walk.hpp.
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_keys.hpp"
#include "proxy/compare/json_pairing.hpp"
#include "proxy/compare/json_walk.hpp"

#include <algorithm>
#include <map>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;
using Node = JsonDocument::Node;

std::string length_class(std::size_t live, std::size_t shadow) {
    const auto change = static_cast<std::ptrdiff_t>(shadow) - static_cast<std::ptrdiff_t>(live);
    return (change > 0 ? "array length +" : "array length ") + std::to_string(change);
}

}  // namespace

void JsonWalk::arrays(Node live, Node shadow, const RulePlace& at) {
    const Nodes live_nodes = live_.children(live);
    const Nodes shadow_nodes = shadow_.children(shadow);
    if (at.is(As::set) || at.is(As::multiset)) {
        unordered(live_nodes, shadow_nodes, at);
    } else if (at.is(As::keyed)) {
        keyed(live_nodes, shadow_nodes, at);
    } else {
        ordered(live_nodes, shadow_nodes, at);
    }
}

// Elements in front and behind that are the same stay together, and what lies between is paired.
void JsonWalk::ordered(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    report_length(live, shadow, at, below);
    if (done()) return;
    if (probing_ || rules_.settled(below)) {
        const std::size_t length = path_.size();
        append_element(path_);
        in_place(live, shadow, below);
        path_.resize(length);
        return;
    }
    const std::size_t shorter = std::min(live.size(), shadow.size());
    std::size_t front = 0;
    while (front < shorter && same_hash(live[front], shadow[front], below)) ++front;
    std::size_t back = 0;
    while (back < shorter - front &&
           same_hash(live[live.size() - 1 - back], shadow[shadow.size() - 1 - back], below)) {
        ++back;
    }
    between(live, shadow, front, back, at, below);
}

void JsonWalk::report_length(const Nodes& live,
                             const Nodes& shadow,
                             const RulePlace& at,
                             const RulePlace& below) {
    if (live.size() == shadow.size()) return;
    report_sizes(Kind::length,
                 length_class(live.size(), shadow.size()),
                 live.size(),
                 shadow.size(),
                 at.ignored() ? at : below);
}

void JsonWalk::in_place(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    const std::size_t shorter = std::min(live.size(), shadow.size());
    for (std::size_t i = 0; i < shorter && !done(); ++i) compare(live[i], shadow[i], at);
    for (std::size_t i = shorter; i < live.size() && !done(); ++i) missing(live[i], at);
    for (std::size_t i = shorter; i < shadow.size() && !done(); ++i) extra(shadow[i], at);
}

/// What is the same by hash is compared all the same by who asks.
bool JsonWalk::same_hash(Node live, Node shadow, const RulePlace& at) {
    return same_text(live, shadow) || live_hash_(live, at) == shadow_hash_(shadow, at);
}

void JsonWalk::between(const Nodes& live,
                       const Nodes& shadow,
                       std::size_t front,
                       std::size_t back,
                       const RulePlace& at,
                       const RulePlace& below) {
    JsonPairing pairing;
    // At equal lengths, what is written alike at the same place is left there.
    const bool same_size = live.size() == shadow.size();
    const auto stays = [&](std::size_t i) { return same_size && same_text(live[i], shadow[i]); };
    Nodes of_live;
    Nodes of_shadow;
    for (std::size_t i = front; i < live.size() - back; ++i) {
        if (!stays(i)) of_live.push_back(live[i]);
    }
    for (std::size_t i = front; i < shadow.size() - back; ++i) {
        if (!stays(i)) of_shadow.push_back(shadow[i]);
    }
    if (of_live.size() == 1 && of_shadow.size() == 1) {
        pairing.pairs.emplace_back(0, 0);
    } else if (!of_live.empty() && !of_shadow.empty()) {
        JsonList a{{live_, of_live}, {}};
        JsonList b{{shadow_, of_shadow}, {}};
        for (const Node node : of_live) a.hashes.push_back(live_hash_(node, below));
        for (const Node node : of_shadow) b.hashes.push_back(shadow_hash_(node, below));
        pairing = paired(a, b, steps_);
    }
    if (pairing.reordered) {
        report_sizes(Kind::order, "reorder", live.size(), shadow.size(), at);
    }
    const std::size_t length = path_.size();
    append_element(path_);
    for (std::size_t i = 0; i < front && !done(); ++i) compare(live[i], shadow[i], below);
    for (std::size_t i = back; i > 0 && !done(); --i) {
        compare(live[live.size() - i], shadow[shadow.size() - i], below);
    }
    std::vector<bool> live_paired(of_live.size(), false);
    std::vector<bool> shadow_paired(of_shadow.size(), false);
    for (const auto& [i, j] : pairing.pairs) {
        live_paired[i] = shadow_paired[j] = true;
        compare(of_live[i], of_shadow[j], below);
    }
    for (std::size_t i = 0; i < of_live.size() && !done(); ++i) {
        if (!live_paired[i]) missing(of_live[i], below);
    }
    for (std::size_t i = 0; i < of_shadow.size() && !done(); ++i) {
        if (!shadow_paired[i]) extra(of_shadow[i], below);
    }
    path_.resize(length);
}

void JsonWalk::keyed(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    const std::string& by = at.rule->written.by;
    const RulePlace below = rules_.element(at);
    std::map<std::string, std::pair<Nodes, Nodes>> by_key;
    std::vector<std::string> order;
    bool moved = false;
    for (const Node node : live) {
        order.push_back(key_of(live_, node, by));
        by_key[order.back()].first.push_back(node);
    }
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        const std::string key = key_of(shadow_, shadow[i], by);
        moved = moved || i >= order.size() || order[i] != key;
        by_key[key].second.push_back(shadow[i]);
    }
    const bool same_keys = live.size() == shadow.size() &&
                           std::all_of(by_key.begin(), by_key.end(), [](const auto& each) {
                               return each.second.first.size() == each.second.second.size();
                           });
    if (moved && same_keys) hide("reorder", at.rule->written.path);
    const std::size_t length = path_.size();
    append_element(path_);
    // Several where a key occurs twice, or is missing.
    for (const auto& [key, nodes] : by_key) in_place(nodes.first, nodes.second, below);
    path_.resize(length);
}

}  // namespace crossfade::compare
