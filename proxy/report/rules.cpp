// See rules.hpp.
#include "proxy/report/rules.hpp"

#include "proxy/store/path_names.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

namespace crossfade::report {
namespace {

constexpr auto unused_for = std::chrono::hours(24 * 14);
constexpr auto expiring_within = std::chrono::hours(24 * 7);

/// One of a rule that is written says in which way it compares.
bool is_removed(const store::StoredRule& rule) { return rule.written && rule.as.empty(); }

RuleState state_of(const store::StoredRule& rule, record::Time now) {
    if (is_removed(rule)) return RuleState::removed;
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
        case RuleState::removed:
            return "removed";
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

std::uint64_t lapsed_matches(const store::StoredEndpoint& endpoint,
                             const std::vector<RuleReport>& rules,
                             const std::optional<std::string>& build) {
    std::set<std::string> lapsed;
    for (const auto& rule : rules) {
        const bool here = rule.stored.route == endpoint.name.route &&
                          rule.stored.mirror == endpoint.name.mirror && rule.stored.written;
        const bool holds = rule.state != RuleState::expired && rule.state != RuleState::removed;
        if (here && !holds) lapsed.insert(rule.stored.by);
    }
    if (lapsed.empty()) return 0;
    // Which rules are among those that there was no room for nobody can tell.
    lapsed.insert(std::string(store::other_name));
    std::uint64_t matches = 0;
    for (const auto& each : endpoint.by_rules) {
        const bool asked = !build || each.build == *build || each.build == store::other_name;
        const bool any = std::any_of(each.rules.begin(), each.rules.end(), [&](const auto& by) {
            return lapsed.contains(by);
        });
        if (asked && any) matches += each.count;
    }
    return matches;
}

}  // namespace crossfade::report
