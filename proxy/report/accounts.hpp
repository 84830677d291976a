// One mirror's accounting, and whether it can be believed.
#pragma once

#include "proxy/report/material.hpp"
#include "proxy/report/rate.hpp"
#include "proxy/report/rules.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/store/accounting.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

/// Of one shadow.
struct Builds {
    std::vector<std::string> names;  // oldest first; those that it named
    std::string now;                 // the one that now answers; empty: it names none
    record::Time since;
};

struct MirrorReport {
    std::string route;
    std::string mirror;                     // a backend, or "other" for whichever did not serve
    std::map<std::string, Builds> shadows;  // whose endpoints it accounts for: the mirror, or both
    bool control = false;
    bool compared = true;  // not `compare: off`
    std::optional<double> sample;
    std::optional<double> live;
    std::vector<std::string> methods;  // that it copies; empty: not known
    store::Accounting accounting;
    std::vector<std::string>
        problems;              // why the sums cannot be believed, in words; empty: they hold
    Rate match;                // of those compared
    Rate without_rules;        // had no written rule hidden anything
    std::uint64_t lapsed = 0;  // matches by a rule that no longer holds, of all builds

    [[nodiscard]] bool accounts_for(const store::EndpointName& name) const noexcept {
        return name.route == route && shadows.contains(name.mirror);
    }
    /// Of the shadow whose build came last.
    [[nodiscard]] const Builds& builds() const noexcept;
};

/// Null for an endpoint that no mirror accounts for.
[[nodiscard]] const MirrorReport* mirror_of(const store::EndpointName& name,
                                            const std::vector<MirrorReport>& mirrors) noexcept;
/// Of its shadow; empty ones without a mirror.
[[nodiscard]] const Builds& builds_of(const store::EndpointName& name,
                                      const MirrorReport* mirror) noexcept;

[[nodiscard]] std::vector<MirrorReport> mirrors_of(const Material& material,
                                                   const std::vector<RuleReport>& rules,
                                                   const Settings& settings,
                                                   const ReportQuery& query);

}  // namespace crossfade::report
