// See rules.hpp.
#include "proxy/report/rules.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace crossfade::report {
namespace {

constexpr auto unused_for = std::chrono::hours(24 * 14);
constexpr auto expiring_within = std::chrono::hours(24 * 7);

RuleState state_of(const store::StoredRule& rule, record::Time now) {
    if (!rule.expires.empty()) {
        const auto day = record::parse_rfc3339(rule.expires + "T00:00:00Z");
        if (day && *day <= now) return RuleState::expired;
        if (day && *day - now <= expiring_within) return RuleState::expiring;
    }
    const bool used = rule.hits > 0 && now - rule.last_hit < unused_for;
    return rule.written && !used ? RuleState::dead : RuleState::in_force;
}

}  // namespace

const char* name_of(RuleState state) noexcept {
    switch (state) {
        case RuleState::in_force:
            return "in force";
        case RuleState::dead:
            return "unused";
        case RuleState::expiring:
            return "expires soon";
        case RuleState::expired:
            return "expired";
    }
    return "";
}

std::vector<RuleReport> rules_of(const store::StoredRun& run, const ReportQuery& query) {
    std::vector<RuleReport> rules;
    for (const auto& stored : run.rules) {
        if (!query.route.empty() && stored.route != query.route) continue;
        if (!stored.written && stored.hits == 0) continue;
        rules.push_back({stored, state_of(stored, query.now)});
    }
    std::stable_sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
        const auto rank = [](const store::StoredRule& rule) {
            return std::tuple(
                !rule.written, -static_cast<double>(rule.hits), rule.route, rule.mirror, rule.by);
        };
        return rank(a.stored) < rank(b.stored);
    });
    return rules;
}

}  // namespace crossfade::report
