// Two JSON documents compared by structure, under rules.
//
// Members are compared by name, in any order. null, a missing member and an empty value differ,
// each with its class. Numbers are compared by exact decimal value. Arrays are compared in order,
// unless a rule says set, multiset or keyed: at equal lengths by position, or as one `order`
// finding if only the order differs; at different lengths one `length` finding, and the elements
// aligned by what is equal in front and behind.
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/rules.hpp"

#include <cstddef>

namespace crossfade::compare {

inline constexpr std::size_t json_steps = 3'000'000;  // node pairs looked at; about a second

/// False if the work would have gone beyond `steps`: the findings are then not complete.
[[nodiscard]] bool diff_json(const JsonDocument& live,
                             const JsonDocument& shadow,
                             const RuleWalk& rules,
                             Collector& findings,
                             std::size_t steps = json_steps);

}  // namespace crossfade::compare
