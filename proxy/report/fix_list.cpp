// Endpoints share no faults, so each has an order of its own, and the list is their merger.
#include "proxy/report/fix_list.hpp"

#include "proxy/report/set_cover.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace crossfade::report {
namespace {

constexpr std::size_t max_fixes = 200;
constexpr std::size_t max_covers = 300;  // of one endpoint; the most frequent ones

/// What is left to be fixed at one endpoint.
struct Remains {
    const EndpointReport* endpoint = nullptr;
    std::vector<std::vector<std::string>> things;  // faults that never come apart
    std::vector<std::uint64_t> responses;          // that show the thing
    std::vector<Cover> covers;
    Step next;
    std::uint64_t recorded = 0;  // mismatches with a pattern that is still seen
    std::uint64_t clean = 0;

    /// Responses of the judged build for one that is recorded: patterns are counted over all
    /// builds.
    [[nodiscard]] double scale() const noexcept {
        const Tally& judged = endpoint->judged;
        const std::uint64_t all =
            endpoint->build.empty() ? std::max(recorded, judged.mismatch) : recorded;
        return all == 0 ? 0 : static_cast<double>(judged.mismatch) / static_cast<double>(all);
    }
    [[nodiscard]] double matches() const noexcept {
        return static_cast<double>(endpoint->judged.match) + scale() * static_cast<double>(clean);
    }
};

using Patterns = std::vector<const store::StoredPattern*>;

/// Patterns that are still seen, by endpoint.
std::map<store::EndpointName, Patterns> active_patterns(const store::StoredRun& run,
                                                        const Changes& changes) {
    std::map<store::EndpointName, Patterns> patterns;
    for (const auto& pattern : run.patterns) {
        const bool gone =
            std::any_of(pattern.faults.begin(), pattern.faults.end(), [&](const auto& fault) {
                return changes.is_fixed(pattern.endpoint, fault);
            });
        if (!gone && !pattern.faults.empty()) patterns[pattern.endpoint].push_back(&pattern);
    }
    return patterns;
}

/// Faults by the patterns that show them: where the patterns are the same, the faults are one
/// thing.
void group(Remains& remains, const Patterns& patterns) {
    std::map<std::string, std::set<std::size_t>> shown_by;
    for (std::size_t index = 0; index < patterns.size(); ++index) {
        for (const auto& fault : patterns[index]->faults) shown_by[fault].insert(index);
    }
    std::map<std::set<std::size_t>, std::vector<std::string>> together;
    for (const auto& [fault, indices] : shown_by) together[indices].push_back(fault);
    std::vector<Cover> covers(patterns.size());
    for (std::size_t index = 0; index < patterns.size(); ++index) {
        covers[index].count = patterns[index]->count;
        remains.recorded += patterns[index]->count;
    }
    std::map<std::vector<std::string>, std::set<std::size_t>> things;  // by name, for ties
    for (const auto& [indices, faults] : together) things[faults] = indices;
    for (const auto& [faults, indices] : things) {
        std::uint64_t responses = 0;
        for (const auto index : indices) {
            covers[index].things.insert(remains.things.size());
            responses += patterns[index]->count;
        }
        remains.things.push_back(faults);
        remains.responses.push_back(responses);
    }
    std::stable_sort(covers.begin(), covers.end(), [](const Cover& a, const Cover& b) {
        return a.count > b.count;
    });
    if (covers.size() > max_covers) covers.resize(max_covers);
    remains.covers = std::move(covers);
}

Remains* most_worth(std::vector<Remains>& all) {
    Remains* best = nullptr;
    for (auto& remains : all) {
        if (remains.next.things.empty()) continue;
        const auto rank = [](const Remains& each) {
            return std::tuple(-each.next.worth(), each.endpoint->name());
        };
        if (best == nullptr || rank(remains) < rank(*best)) best = &remains;
    }
    return best;
}

double total_rate(const std::vector<Remains>& all, const std::vector<EndpointReport>& endpoints) {
    double matches = 0;
    double compared = 0;
    for (const auto& endpoint : endpoints) {
        compared += static_cast<double>(endpoint.judged.compared());
    }
    for (const auto& remains : all) matches += remains.matches();
    return compared == 0 ? 0 : std::min(1.0, matches / compared);
}

/// Rows of one step, each with what it adds to those above.
void append(FixList& list,
            Remains& remains,
            const std::vector<Remains>& all,
            const std::vector<EndpointReport>& endpoints) {
    std::vector<std::size_t> things = remains.next.things;
    while (!things.empty()) {
        const Choice choice = first_of(remains.covers, things);
        std::erase(things, choice.thing);
        take(remains.covers, choice.thing);
        Fix& fix = list.fixes.emplace_back();
        fix.endpoint = remains.endpoint->name();
        fix.faults = remains.things[choice.thing];
        fix.responses = remains.responses[choice.thing];
        fix.clean = choice.gain;
        remains.clean += choice.gain;
        const auto compared = static_cast<double>(remains.endpoint->judged.compared());
        fix.endpoint_rate = compared == 0 ? 0 : std::min(1.0, remains.matches() / compared);
        fix.total_rate = total_rate(all, endpoints);
    }
    remains.next = next_step(remains.covers);
}

using Shape = std::tuple<std::string, std::string, std::string>;

void find_elsewhere(FixList& list, const store::StoredRun& run) {
    std::map<Shape, std::set<std::string>> places;
    std::map<std::pair<store::EndpointName, std::string>, Shape> shapes;
    for (const auto& fault : run.faults) {
        const Shape shape{fault.path, fault.kind, fault.transition};
        places[shape].insert(fault.endpoint.method + ' ' + fault.endpoint.path);
        shapes[{fault.endpoint, fault.fault}] = shape;
    }
    for (auto& fix : list.fixes) {
        const auto shape = shapes.find({fix.endpoint, fix.faults.front()});
        if (shape == shapes.end()) continue;
        for (const auto& title : places[shape->second]) {
            if (title != fix.endpoint.method + ' ' + fix.endpoint.path) {
                fix.elsewhere.push_back(title);
            }
        }
    }
}

}  // namespace

FixList fix_list_of(const store::StoredRun& run,
                    const std::vector<EndpointReport>& endpoints,
                    const Changes& changes) {
    std::vector<Remains> all;
    std::uint64_t mismatches = 0;
    auto patterns = active_patterns(run, changes);
    for (const auto& endpoint : endpoints) {
        Remains& remains = all.emplace_back();
        remains.endpoint = &endpoint;
        group(remains, patterns[endpoint.name()]);
        remains.next = next_step(remains.covers);
        mismatches += remains.recorded;
    }
    FixList list;
    std::uint64_t clean = 0;
    while (list.fixes.size() < max_fixes) {
        Remains* best = most_worth(all);
        if (best == nullptr) break;
        clean += best->next.gain;
        append(list, *best, all, endpoints);
    }
    for (auto& fix : list.fixes) {
        fix.share =
            mismatches == 0 ? 0 : static_cast<double>(fix.clean) / static_cast<double>(mismatches);
    }
    list.beyond = mismatches - clean;
    find_elsewhere(list, run);
    return list;
}

}  // namespace crossfade::report
