// Canonical paths of findings: "body.items[*].price", "body['odd key']". Their steps are written as
// compare rules write them, so that a path can be copied from a report into a rule.
#pragma once

#include "proxy/compare/path_trie.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::compare {

inline constexpr std::string_view body_root = "body";

/// Appends ".name" or "['odd name']"; ".{key}" for a name that is data (json_names.hpp) and would
/// make every path a path of its own.
void append_member(std::string& path, std::string_view name);
void append_any_member(std::string& path);  // ".{key}"
void append_element(std::string& path);

/// Where the path of a finding leads in a trie, and whether a pattern ended on the way; nothing if
/// it is no path below the body.
struct PathMatch {
    PathTrie::Place place;
    bool covered = false;
};
[[nodiscard]] std::optional<PathMatch> follow(const PathTrie& trie, std::string_view path);

}  // namespace crossfade::compare
