// Two JSON texts compared without reading both whole. Most pairs are alike but for a few bytes: one
// text is read, and of the other only the value that holds all that differs, because what stands
// around it is the same text on both sides, and so just as good JSON. What is found is what
// diff_json would find.
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/json_diff.hpp"
#include "proxy/compare/rules.hpp"

#include <cstddef>
#include <string_view>

namespace crossfade::compare {

enum class JsonOutcome {
    compared,
    out_of_steps,  // compared as far as the steps went
    undecided      // at least one is no JSON or over a limit, or one has a byte order mark; nothing
                   // was found
};

[[nodiscard]] JsonOutcome diff_json_texts(std::string_view live,
                                          std::string_view shadow,
                                          const RuleWalk& rules,
                                          Collector& findings,
                                          std::size_t steps = json_steps);

}  // namespace crossfade::compare
