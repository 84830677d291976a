// See path_trie.hpp.
#include "proxy/compare/path_trie.hpp"

#include <algorithm>

namespace crossfade::compare {

using Kind = config::CompareStep::Kind;

PathTrie::PathTrie() : branches_(1) {}

std::uint32_t PathTrie::child(std::uint32_t parent, const config::CompareStep& step) {
    const auto fresh = static_cast<std::uint32_t>(branches_.size());
    Branch& from = branches_[parent];
    std::uint32_t* slot = nullptr;
    switch (step.kind) {
        case Kind::member:
            slot = &from.members[step.name];
            break;
        case Kind::any_member:
            slot = &from.any_member;
            break;
        case Kind::any_index:
            slot = &from.any_index;
            break;
        case Kind::any_depth:
            slot = &from.any_depth;
            break;
    }
    if (*slot != none) return *slot;
    *slot = fresh;
    branches_.emplace_back().is_any_depth = step.kind == Kind::any_depth;
    return fresh;
}

void PathTrie::add(const std::vector<config::CompareStep>& steps, std::uint32_t value) {
    std::uint32_t branch = 0;
    for (const auto& step : steps) branch = child(branch, step);
    branches_[branch].values.push_back(value);
    empty_ = false;
}

// "**" stands for no step too, so whoever stands before it stands in it.
void PathTrie::enter(Place& place, std::uint32_t branch) const {
    if (branch == none || std::find(place.begin(), place.end(), branch) != place.end()) return;
    place.push_back(branch);
    enter(place, branches_[branch].any_depth);
}

PathTrie::Place PathTrie::root() const {
    Place place;
    if (empty_) return place;
    place.push_back(0);
    enter(place, branches_[0].any_depth);
    return place;
}

PathTrie::Place PathTrie::member(const Place& place, std::string_view name) const {
    Place next;
    for (const std::uint32_t at : place) {
        const Branch& branch = branches_[at];
        const auto exact = branch.members.find(name);
        if (exact != branch.members.end()) enter(next, exact->second);
        enter(next, branch.any_member);
        if (branch.is_any_depth) enter(next, at);
    }
    return next;
}

PathTrie::Place PathTrie::element(const Place& place) const {
    Place next;
    for (const std::uint32_t at : place) {
        enter(next, branches_[at].any_index);
        if (branches_[at].is_any_depth) enter(next, at);
    }
    return next;
}

PathTrie::Place PathTrie::some_member(const Place& place) const {
    Place next;
    for (const std::uint32_t at : place) {
        for (const auto& [name, branch] : branches_[at].members) enter(next, branch);
        enter(next, branches_[at].any_member);
        if (branches_[at].is_any_depth) enter(next, at);
    }
    return next;
}

std::vector<std::uint32_t> PathTrie::values(const Place& place) const {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t at : place) {
        found.insert(found.end(), branches_[at].values.begin(), branches_[at].values.end());
    }
    return found;
}

bool PathTrie::ends(const Place& place) const {
    return std::any_of(
        place.begin(), place.end(), [this](auto at) { return !branches_[at].values.empty(); });
}

bool PathTrie::leads_on(const Place& place) const {
    return std::any_of(place.begin(), place.end(), [this](auto at) {
        const Branch& branch = branches_[at];
        return !branch.members.empty() || branch.any_member != none || branch.any_index != none ||
               branch.any_depth != none || branch.is_any_depth;
    });
}

}  // namespace crossfade::compare
