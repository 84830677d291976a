// See verdict.hpp.
#include "proxy/report/verdict.hpp"

#include "proxy/report/notes.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"
#include "routing/interval.hpp"

#include <algorithm>
#include <array>

namespace crossfade::report {
namespace {

constexpr std::size_t max_reasons = 3;
constexpr double caution = 0.1;  // of what the targets allow
constexpr double least_proof = 0.99;
constexpr std::array steps{0.5, 0.25, 0.1, 0.05, 0.01};
constexpr double most_unplaced = 0.01;

std::string place_of(const MirrorReport& mirror) {
    return shown(mirror.route, 40) + " -> " + shown(mirror.mirror, 40);
}

std::vector<std::string> problems_of(const std::vector<MirrorReport>& mirrors) {
    std::vector<std::string> problems;
    for (const auto& mirror : mirrors) {
        for (const auto& problem : mirror.problems) {
            problems.push_back(place_of(mirror) +
                               ": the sums do not add up: " + shown(problem, 200));
        }
    }
    return problems;
}

/// Compared requests of which no endpoint is known: nobody can say whether it is ready.
std::vector<std::string> unplaced_in(const std::vector<MirrorReport>& mirrors,
                                     const std::vector<EndpointReport>& endpoints) {
    std::vector<std::string> unplaced;
    for (const auto& mirror : mirrors) {
        if (mirror.control || !mirror.compared) continue;
        const std::uint64_t all =
            mirror.accounting.compared() + store::sum(mirror.accounting.shadow_error);
        std::uint64_t placed = 0;
        for (const auto& endpoint : endpoints) {
            if (!mirror.accounts_for(endpoint.name())) continue;
            placed += endpoint.stored.compared() + store::sum(endpoint.stored.shadow_error);
        }
        const std::uint64_t missing = all - std::min(placed, all);
        if (static_cast<double>(missing) <= most_unplaced * static_cast<double>(all)) continue;
        unplaced.push_back(place_of(mirror) + ": " + grouped(missing) + " of " + grouped(all) +
                           " verdicts were counted without their endpoint");
    }
    return unplaced;
}

/// Judged numbers of all endpoints together.
Tally together(const std::vector<EndpointReport>& endpoints) {
    Tally all;
    for (const auto& endpoint : endpoints) {
        all.match += endpoint.judged.match;
        all.mismatch += endpoint.judged.mismatch;
        all.shadow_error += endpoint.judged.shadow_error;
        all.lapsed += endpoint.judged.lapsed;
    }
    return all;
}

double step_for(const Verdict& verdict, const std::vector<EndpointReport>& endpoints) {
    if (verdict.proven < least_proof) return 0;
    double strictest = 0;
    for (const auto& endpoint : endpoints) strictest = std::max(strictest, endpoint.target);
    const double allowed = caution * (1 - strictest);
    for (const double step : steps) {
        if (step * (1 - verdict.proven) <= allowed) return step;
    }
    return 0;
}

std::vector<std::string> slow_endpoints(const std::vector<EndpointReport>& endpoints) {
    std::vector<std::string> slow;
    for (const auto& endpoint : endpoints) {
        if (endpoint.pace.pace != Pace::slower) continue;
        slow.push_back(shown(endpoint.title(), 80) + ": the shadow is " + endpoint.pace.words);
    }
    return slow;
}

void set_words(Verdict& verdict, const std::vector<EndpointReport>& endpoints, bool sums_hold) {
    const std::string of_all =
        grouped(verdict.ready) + " of " + counted(verdict.endpoints, "endpoint");
    switch (verdict.readiness) {
        case Readiness::ready:
            verdict.title = "READY";
            verdict.summary = "Every endpoint is shown to meet its target.";
            return;
        case Readiness::ready_for_a_step:
            verdict.title = "READY FOR " + percent(verdict.step, 0) + " %";
            verdict.summary = of_all + " shown to meet the target, none shown to miss it; at " +
                              percent(verdict.step, 0) + " % of the users at most " +
                              percent(verdict.step * (1 - verdict.proven), 4) +
                              " % of all responses would differ.";
            return;
        case Readiness::not_ready:
            verdict.title = "NOT READY";
            verdict.summary = sums_hold ? of_all + " shown to meet the target."
                                        : "The counts cannot be believed.";
            return;
        case Readiness::not_enough_data:
            verdict.title = "NOT ENOUGH DATA";
            verdict.summary = endpoints.empty() ? "Nothing has been compared yet."
                                                : of_all +
                                                      " shown to meet the target, none shown "
                                                      "to miss it.";
            return;
    }
}

void add_unmirrored(Verdict& verdict, const std::vector<Unmirrored>& unmirrored) {
    if (unmirrored.empty()) return;
    if (verdict.readiness == Readiness::ready) {
        verdict.title = "READY FOR WHAT IS MIRRORED";
        verdict.summary = "Every endpoint that is mirrored is shown to meet its target.";
    }
    verdict.summary += ' ' + unmirrored_words(unmirrored);
}

bool is_blocked(const EndpointReport& endpoint) noexcept {
    return endpoint.state == State::blocked || endpoint.state == State::improving;
}

}  // namespace

Verdict verdict_of(const std::vector<MirrorReport>& mirrors,
                   const std::vector<EndpointReport>& endpoints,
                   const std::vector<std::string>& unseen,
                   const std::vector<Unmirrored>& unmirrored) {
    Verdict verdict;
    verdict.endpoints = endpoints.size();
    verdict.reasons = problems_of(mirrors);
    const bool sums_hold = verdict.reasons.empty();
    const Tally all = together(endpoints);
    verdict.proven = routing::share_at_least(all.match, all.tried());
    const auto unplaced = unplaced_in(mirrors, endpoints);
    bool blocked = false;
    for (const auto& endpoint : endpoints) {
        if (endpoint.state == State::ready) ++verdict.ready;
        blocked = blocked || is_blocked(endpoint);
        if (!endpoint.reason.empty()) {
            verdict.reasons.push_back(shown(endpoint.title(), 80) + ": " + endpoint.reason);
        }
    }
    for (const auto& each : unseen) {
        verdict.reasons.push_back(shown(each, 80) + ": never compared");
    }
    if (!sums_hold || blocked) {
        verdict.readiness = Readiness::not_ready;
    } else if (!unseen.empty()) {
        verdict.readiness = Readiness::not_enough_data;
    } else if (verdict.ready == endpoints.size() && all.compared() > 0 && unplaced.empty()) {
        verdict.readiness = Readiness::ready;
        verdict.step = 1;
    } else {
        verdict.step = step_for(verdict, endpoints);
        verdict.readiness =
            verdict.step > 0 ? Readiness::ready_for_a_step : Readiness::not_enough_data;
    }
    verdict.reasons.insert(verdict.reasons.end(), unplaced.begin(), unplaced.end());
    for (auto& slow : slow_endpoints(endpoints)) verdict.reasons.push_back(std::move(slow));
    if (verdict.reasons.size() > max_reasons) verdict.reasons.resize(max_reasons);
    set_words(verdict, endpoints, sums_hold);
    add_unmirrored(verdict, unmirrored);
    return verdict;
}

int gate_of(const Verdict& verdict, double step) noexcept {
    switch (verdict.readiness) {
        case Readiness::ready:
            return 0;
        case Readiness::ready_for_a_step:
            return verdict.step >= step ? 0 : 2;
        case Readiness::not_ready:
            return 1;
        case Readiness::not_enough_data:
            return 2;
    }
    return 2;
}

}  // namespace crossfade::report
