// Arrays whose order a rule takes no notice of; see json_walk.hpp. Elements that count as equal are
// found by hash, then compared, so that a long array costs n log n.
#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_pairing.hpp"
#include "proxy/compare/json_walk.hpp"

#include <algorithm>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;
using Node = JsonDocument::Node;
using Hashed = std::vector<std::pair<std::uint64_t, Node>>;

constexpr std::size_t most_tried = 4'000;  // pairs of what is left over

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

}  // namespace

void JsonWalk::unordered(const Nodes& live, const Nodes& shadow, const RulePlace& at) {
    const RulePlace below = rules_.element(at);
    Matching matching = matched(live, shadow, at.is(As::set), below);
    match_tried(matching, below);
    match_similar(matching);
    const bool same_size = live.size() == shadow.size();
    bool in_order = same_size;
    for (std::size_t i = 0; i < live.size() && in_order; ++i) {
        in_order = same_hash(live[i], shadow[i], below);
    }
    const bool all_matched = matching.live.empty() && matching.shadow.empty();
    if (all_matched && !in_order) {
        hide(same_size ? "reorder" : "repetition", at.rule->written.path);
    }
    const std::size_t length = path_.size();
    append_element(path_);
    for (const auto& [one, other] : matching.pairs) compare(one, other, below);
    for (const Node node : matching.live) missing(node, below);
    for (const Node node : matching.shadow) extra(node, below);
    path_.resize(length);
}

// Both lists are sorted by hash, so that only elements of one hash have to be compared.
JsonWalk::Matching JsonWalk::matched(const Nodes& live,
                                     const Nodes& shadow,
                                     bool as_set,
                                     const RulePlace& at) {
    const Hashed a = hashed(live, live_hash_, at);
    const Hashed b = hashed(shadow, shadow_hash_, at);
    Matching matching;
    auto of_live = a.begin();
    auto of_shadow = b.begin();
    while (of_live != a.end() || of_shadow != b.end()) {
        const bool live_first =
            of_shadow == b.end() || (of_live != a.end() && of_live->first <= of_shadow->first);
        const std::uint64_t hash = live_first ? of_live->first : of_shadow->first;
        match_same_hash(nodes_of(of_live, a.end(), hash),
                        nodes_of(of_shadow, b.end(), hash),
                        as_set,
                        at,
                        matching);
    }
    std::sort(matching.pairs.begin(), matching.pairs.end());
    std::sort(matching.live.begin(), matching.live.end());
    std::sort(matching.shadow.begin(), matching.shadow.end());
    return matching;
}

void JsonWalk::match_same_hash(
    const Nodes& live, const Nodes& shadow, bool as_set, const RulePlace& at, Matching& matching) {
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
            matching.pairs.emplace_back(node, shadow[i]);
            break;
        }
        if (!found) matching.live.push_back(node);
        while (first_free < taken.size() && taken[first_free]) ++first_free;
    }
    // Of a set, an element of the shadow may repeat one that was taken already.
    for (std::size_t i = 0; i < shadow.size(); ++i) {
        const auto same = [&](Node node) { return equal(node, shadow[i], at); };
        const bool found = taken[i] || (as_set && std::any_of(live.begin(), live.end(), same));
        if (!found) matching.shadow.push_back(shadow[i]);
    }
}

/// What is known may take two for the same of which the hashes differ.
void JsonWalk::match_tried(Matching& matching, const RulePlace& at) {
    if (matching.live.size() * matching.shadow.size() > most_tried) return;
    Nodes left;
    for (const Node node : matching.live) {
        const auto found =
            std::find_if(matching.shadow.begin(), matching.shadow.end(), [&](Node other) {
                return steps_ > 0 && equal(node, other, at);
            });
        if (found == matching.shadow.end()) {
            left.push_back(node);
        } else {
            matching.pairs.emplace_back(node, *found);
            matching.shadow.erase(found);
        }
    }
    matching.live = std::move(left);
}

/// What is left over and alike is most likely the same, changed inside: the likest pair first. One
/// left on each side are taken for such in any case.
void JsonWalk::match_similar(Matching& matching) {
    struct Candidate {
        int alike = 0;
        Node live = 0;
        Node shadow = 0;
    };
    if (matching.live.size() * matching.shadow.size() > most_tried) return;
    const bool last = matching.live.size() == 1 && matching.shadow.size() == 1 &&
                      live_value(matching.live[0]).is_container() &&
                      shadow_value(matching.shadow[0]).is_container();
    std::vector<Candidate> candidates;
    for (const Node one : matching.live) {
        for (const Node other : matching.shadow) {
            const int alike = last ? similar : similarity(live_, one, shadow_, other);
            if (alike >= similar) candidates.push_back({alike, one, other});
        }
    }
    std::stable_sort(candidates.begin(),
                     candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.alike > b.alike; });
    for (const Candidate& each : candidates) {
        const auto one = std::find(matching.live.begin(), matching.live.end(), each.live);
        const auto other = std::find(matching.shadow.begin(), matching.shadow.end(), each.shadow);
        if (one == matching.live.end() || other == matching.shadow.end()) continue;
        matching.pairs.emplace_back(each.live, each.shadow);
        matching.live.erase(one);
        matching.shadow.erase(other);
    }
}

}  // namespace crossfade::compare
