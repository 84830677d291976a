// See accounts.hpp.
#include "proxy/report/accounts.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>

namespace crossfade::report {
namespace {

// Requests that nobody wrote about for so long are no longer under way.
constexpr auto pending_for = std::chrono::seconds(60);
// While a new build is rolled out the old one still answers.
constexpr auto roll_out = std::chrono::minutes(10);

std::string number_of(std::int64_t count) { return std::to_string(count < 0 ? -count : count); }

std::vector<std::string> problems_of(const store::Accounting& accounting, bool under_way) {
    std::vector<std::string> problems;
    const auto check = [&](std::int64_t open, const std::string& whole, const std::string& part) {
        if (open < 0) {
            problems.push_back(number_of(open) + " more " + part + " than " + whole);
        } else if (open > 0 && !under_way) {
            problems.push_back(number_of(open) + ' ' + whole + " without " + part +
                               ": under way for more than a minute, or cut off when the proxy "
                               "ended");
        }
    };
    check(accounting.undecided(), "eligible requests", "mirror decisions");
    check(accounting.unjudged(), "mirrored requests", "verdicts");
    for (const auto& [outcome, count] : accounting.unknown) {
        problems.push_back(number_of(static_cast<std::int64_t>(count)) +
                           " requests with an outcome that this version does not know: " + outcome);
    }
    return problems;
}

struct Seen {
    record::Time first;
    record::Time last;
};

/// The newest of those that answered last: an old build may come back.
Builds builds_in(const store::StoredRun& run, const std::string& route, const std::string& shadow) {
    std::map<std::string, Seen> seen;
    for (const auto& endpoint : run.endpoints) {
        if (endpoint.name.route != route || endpoint.name.mirror != shadow) continue;
        for (const auto& build : endpoint.builds) {
            if (build.build.empty()) continue;
            const auto [place, added] =
                seen.try_emplace(build.build, Seen{build.first_seen, build.last_seen});
            if (added) continue;
            place->second.first = std::min(place->second.first, build.first_seen);
            place->second.last = std::max(place->second.last, build.last_seen);
        }
    }
    Builds builds;
    record::Time latest{};
    for (const auto& [build, times] : seen) {
        builds.names.push_back(build);
        latest = std::max(latest, times.last);
    }
    std::stable_sort(builds.names.begin(), builds.names.end(), [&](const auto& a, const auto& b) {
        return seen.at(a).first < seen.at(b).first;
    });
    for (const auto& build : builds.names) {
        if (latest - seen.at(build).last > roll_out) continue;
        builds.now = build;
        builds.since = seen.at(build).first;
    }
    return builds;
}

/// Endpoints are told apart by the backend that was asked; `to: other` is accounted for as one.
void set_shadows(std::vector<MirrorReport>& mirrors, const store::StoredRun& run) {
    std::map<std::string, MirrorReport*> others;
    for (auto& mirror : mirrors) {
        mirror.shadows[mirror.mirror] = builds_in(run, mirror.route, mirror.mirror);
        if (mirror.mirror == store::other_backend) others[mirror.route] = &mirror;
    }
    for (const auto& endpoint : run.endpoints) {
        const auto& [route, shadow] = std::tie(endpoint.name.route, endpoint.name.mirror);
        const auto other = others.find(route);
        if (other == others.end() || mirror_of(endpoint.name, mirrors) != nullptr) continue;
        other->second->shadows[shadow] = builds_in(run, route, shadow);
    }
}

const MirrorSettings* settings_for(const MirrorReport& mirror, const Settings& settings) {
    for (const auto& [shadow, builds] : mirror.shadows) {
        if (const auto* found = settings.find(mirror.route, shadow)) return found;
    }
    return nullptr;
}

void complete(MirrorReport& mirror,
              const Material& material,
              const std::vector<RuleReport>& rules,
              const Settings& settings) {
    const store::Accounting& accounting = mirror.accounting;
    mirror.match = rate_of(accounting.match, accounting.compared());
    std::uint64_t by_rule = 0;
    for (const auto& endpoint : material.run.endpoints) {
        if (!mirror.accounts_for(endpoint.name)) continue;
        by_rule += endpoint.match_by_rule;
        mirror.lapsed += lapsed_matches(endpoint, rules, std::nullopt);
    }
    mirror.without_rules =
        rate_of(accounting.match - std::min(by_rule, accounting.match), accounting.compared());
    const MirrorSettings* known = settings_for(mirror, settings);
    if (known == nullptr) return;
    mirror.control = known->control;
    mirror.compared = known->compared;
    mirror.sample = known->sample;
    mirror.live = known->live;
    mirror.methods = known->methods;
}

}  // namespace

const Builds& MirrorReport::builds() const noexcept {
    static const Builds none;
    const Builds* last = &none;
    for (const auto& [shadow, builds] : shadows) {
        if (!builds.now.empty() && (last->now.empty() || builds.since > last->since)) {
            last = &builds;
        }
    }
    return *last;
}

const MirrorReport* mirror_of(const store::EndpointName& name,
                              const std::vector<MirrorReport>& mirrors) noexcept {
    for (const auto& mirror : mirrors) {
        if (mirror.accounts_for(name)) return &mirror;
    }
    return nullptr;
}

const Builds& builds_of(const store::EndpointName& name, const MirrorReport* mirror) noexcept {
    static const Builds none;
    if (mirror == nullptr) return none;
    const auto found = mirror->shadows.find(name.mirror);
    return found == mirror->shadows.end() ? none : found->second;
}

std::vector<MirrorReport> mirrors_of(const Material& material,
                                     const std::vector<RuleReport>& rules,
                                     const Settings& settings,
                                     const ReportQuery& query) {
    const bool under_way = material.written && query.now - *material.written < pending_for;
    std::vector<MirrorReport> mirrors;
    for (const auto& stored : material.counts) {
        if (!query.route.empty() && stored.route != query.route) continue;
        const bool same = !mirrors.empty() && mirrors.back().route == stored.route &&
                          mirrors.back().mirror == stored.mirror;
        if (!same) mirrors.emplace_back().route = stored.route;
        mirrors.back().mirror = stored.mirror;
        mirrors.back().accounting.add(stored.outcome, stored.reason, stored.count);
    }
    set_shadows(mirrors, material.run);
    for (auto& mirror : mirrors) {
        mirror.problems = problems_of(mirror.accounting, under_way);
        complete(mirror, material, rules, settings);
    }
    return mirrors;
}

}  // namespace crossfade::report
