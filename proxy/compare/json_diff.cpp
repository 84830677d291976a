// See json_diff.hpp.
#include "proxy/compare/json_diff.hpp"

#include "proxy/compare/json_walk.hpp"

namespace crossfade::compare {

bool diff_json(const JsonDocument& live,
               const JsonDocument& shadow,
               const RuleWalk& rules,
               Collector& findings,
               std::size_t steps) {
    JsonWalk walk(live, shadow, rules, findings, steps);
    walk.compare(0, 0, rules.root());
    return walk.within_budget();
}

}  // namespace crossfade::compare
