// Path patterns compiled into one trie that is walked beside a document: all patterns at once, step
// by step, never by substring. The place in the trie is a small set of its nodes, because "*" and
// "**" lead several ways.
#pragma once

#include "config/compare_path.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

class PathTrie {
public:
    using Place = std::vector<std::uint32_t>;  // empty: no pattern leads on from here

    PathTrie();

    /// `value` is found where the pattern ends.
    void add(const std::vector<config::CompareStep>& steps, std::uint32_t value);

    [[nodiscard]] Place root() const;
    [[nodiscard]] Place member(const Place& place, std::string_view name) const;
    [[nodiscard]] Place element(const Place& place) const;
    /// A member whose name is not known: every pattern that could lead on.
    [[nodiscard]] Place some_member(const Place& place) const;

    /// The values of all patterns that end here; none twice.
    [[nodiscard]] std::vector<std::uint32_t> values(const Place& place) const;
    [[nodiscard]] bool ends(const Place& place) const;
    /// True if a pattern ends somewhere below.
    [[nodiscard]] bool leads_on(const Place& place) const;
    [[nodiscard]] bool empty() const noexcept { return empty_; }

private:
    static constexpr std::uint32_t none = 0;  // the root is nobody's child

    struct Branch {
        std::map<std::string, std::uint32_t, std::less<>> members;
        std::uint32_t any_member = none;
        std::uint32_t any_index = none;
        std::uint32_t any_depth = none;
        bool is_any_depth = false;
        std::vector<std::uint32_t> values;
    };

    [[nodiscard]] std::uint32_t child(std::uint32_t parent, const config::CompareStep& step);
    void enter(Place& place, std::uint32_t branch) const;

    std::vector<Branch> branches_;
    bool empty_ = true;
};

}  // namespace crossfade::compare
