// See json_diff.hpp.
#include "proxy/compare/json_diff.hpp"

#include "proxy/compare/body_path.hpp"
#include "proxy/compare/json_walk.hpp"
#include "proxy/compare/settle.hpp"

namespace crossfade::compare {

bool diff_json(const JsonDocument& live,
               const JsonDocument& shadow,
               const RuleWalk& rules,
               Collector& findings,
               std::size_t steps) {
    JsonWalk walk(live, shadow, rules, findings, steps, std::string(body_root));
    walk.compare(0, 0, rules.root());
    if (rules.context() != nullptr) settle(*rules.context(), findings);
    return walk.within_budget();
}

}  // namespace crossfade::compare
