// One mirror's accounting, and whether it can be believed.
#pragma once

#include "proxy/report/material.hpp"
#include "proxy/report/rate.hpp"
#include "proxy/report/rules.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/store/accounting.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

struct MirrorReport {
    std::string route;
    std::string mirror;
    bool control = false;
    bool compared = true;  // not `compare: off`
    std::optional<double> sample;
    std::optional<double> live;
    std::vector<std::string> methods;  // that it copies; empty: not known
    store::Accounting accounting;
    std::vector<std::string>
        problems;                     // why the sums cannot be believed, in words; empty: they hold
    Rate match;                       // of those compared
    Rate without_rules;               // had no written rule hidden anything
    std::uint64_t lapsed = 0;         // matches by a rule that no longer holds, of all builds
    std::vector<std::string> builds;  // of the shadow, oldest first; those that it named
    std::string build;                // the one that now answers; empty: it names none
    record::Time build_since;
};

[[nodiscard]] std::vector<MirrorReport> mirrors_of(const Material& material,
                                                   const std::vector<RuleReport>& rules,
                                                   const Settings& settings,
                                                   const ReportQuery& query);

}  // namespace crossfade::report
