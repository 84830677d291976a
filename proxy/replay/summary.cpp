// See summary.hpp.
#include "proxy/replay/summary.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace crossfade::replay {
namespace {

using Faults = std::map<std::pair<std::string, compare::Kind>, FaultLine>;

FaultLine& line_of(Faults& faults, const compare::Finding& finding) {
    const auto [entry, made] = faults.try_emplace({finding.path, finding.kind});
    if (made) entry->second.finding = finding;
    return entry->second;
}

void add(Faults& faults, const Exemplar& exemplar) {
    for (const auto& finding : exemplar.gone) ++line_of(faults, finding).then;
    for (const auto& finding : exemplar.remaining) {
        auto& line = line_of(faults, finding);
        if (line.now == 0) line.finding = finding;
        ++line.then;
        ++line.now;
    }
    for (const auto& finding : exemplar.fresh) {
        auto& line = line_of(faults, finding);
        if (line.now == 0) line.finding = finding;
        ++line.now;
    }
}

std::size_t& count_of(Summary& summary, Fate fate) {
    switch (fate) {
        case Fate::gone:
            return summary.gone;
        case Fate::remains:
            return summary.remains;
        case Fate::changed:
            return summary.changed;
        case Fate::failed:
            return summary.failed;
        case Fate::not_compared:
            return summary.not_compared;
        case Fate::not_replayable:
            break;
    }
    return summary.not_replayable;
}

}  // namespace

Summary summary_of(std::vector<Exemplar> exemplars, const LeftOut& left_out) {
    Summary summary;
    Faults faults;
    for (const auto& exemplar : exemplars) {
        ++count_of(summary, exemplar.fate);
        summary.unclear += exemplar.unclear;
        add(faults, exemplar);
    }
    for (auto& [name, line] : faults) summary.faults.push_back(std::move(line));
    std::stable_sort(
        summary.faults.begin(), summary.faults.end(), [](const auto& left, const auto& right) {
            return std::pair(left.now, left.then) > std::pair(right.now, right.then);
        });
    summary.exemplars = std::move(exemplars);
    summary.left_out = left_out;
    return summary;
}

}  // namespace crossfade::replay
