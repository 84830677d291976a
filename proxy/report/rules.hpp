// Intended differences: every rule in force, what it hid, and whether it is still of use.
#pragma once

#include "proxy/report/settings.hpp"
#include "proxy/store/stored.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

enum class RuleState { in_force, dead, expiring, expired, removed };

[[nodiscard]] const char* name_of(RuleState state) noexcept;

struct RuleReport {
    store::StoredRule stored;
    RuleState state = RuleState::in_force;
};

/// Written ones first; the built-in ones only where they hid something. `dead`: not hit for 14
/// days, or never; `expiring`: within 7 days; `removed`: hid something once, written no longer.
[[nodiscard]] std::vector<RuleReport> rules_of(const store::StoredRun& run,
                                               const ReportQuery& query);

/// What was taken for a match and would be a difference today: matches in which a rule hid
/// something that has expired since, or was removed. Of one build; nothing for `build`: of all.
[[nodiscard]] std::uint64_t lapsed_matches(const store::StoredEndpoint& endpoint,
                                           const std::vector<RuleReport>& rules,
                                           const std::optional<std::string>& build);

}  // namespace crossfade::report
