// ${NAME} and ${file:/path} in scalar values; "$${" stands for a literal "${". Expansion comes
// after parsing, so that nothing in a variable or a secret can change the structure of the file.
#pragma once

#include "config/load.hpp"
#include "config/node.hpp"
#include "config/problem_log.hpp"

#include <string>
#include <string_view>

namespace crossfade::config {

struct Expanded {
    std::string text;
    bool changed = false;  // something was put in; the text may be a secret
    std::string error;     // empty if all is well
};

[[nodiscard]] Expanded expand(std::string_view text, const Environment& environment);

/// Expands every scalar of the tree in place; keys stay as they are.
void expand(RawNode& node, const Environment& environment, ProblemLog& log);

}  // namespace crossfade::config
