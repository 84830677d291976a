// The paths of compare rules: "$" and then steps: ".name" or "['name']" a member, ".*" any member,
// "[*]" any element, ".**" any number of members and elements. Read here to check the file, and by
// the comparison to apply the rules, so that both mean the same.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

struct CompareStep {
    enum class Kind { member, any_member, any_depth, any_index };

    Kind kind = Kind::member;
    std::string name;  // of member

    bool operator==(const CompareStep&) const = default;
};

struct ComparePath {
    std::vector<CompareStep> steps;
    std::string error;  // what is wrong and what is allowed; empty if the path is good

    [[nodiscard]] bool good() const noexcept { return error.empty(); }
};

/// At most 64 steps; "$" alone is the whole body. Never throws for the text's sake.
[[nodiscard]] ComparePath parse_compare_path(std::string_view text);

}  // namespace crossfade::config
