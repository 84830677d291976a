// Intended differences: every rule in force, what it hid, and whether it is still of use.
#pragma once

#include "proxy/report/settings.hpp"
#include "proxy/store/stored.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

enum class RuleState { in_force, dead, expiring, expired };

[[nodiscard]] const char* name_of(RuleState state) noexcept;

struct RuleReport {
    store::StoredRule stored;
    RuleState state = RuleState::in_force;
};

/// Written ones first; the built-in ones only where they hid something. `dead`: not hit for 14
/// days, or never; `expiring`: within 7 days.
[[nodiscard]] std::vector<RuleReport> rules_of(const store::StoredRun& run,
                                               const ReportQuery& query);

}  // namespace crossfade::report
