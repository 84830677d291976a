// See noise.hpp.
#include "proxy/report/noise.hpp"

#include "proxy/json/string.hpp"
#include "proxy/report/suggestion.hpp"
#include "routing/false_discovery.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace crossfade::report {
namespace {

constexpr double nearly_always = 0.9;
constexpr std::uint64_t few_probes = 10;  // under it nothing is "always"

using Field = std::pair<store::EndpointName, std::string>;
using Side = store::StoredNoise::Side;

/// Probes are counted per endpoint and side; a field that never differed there has no row.
struct Probed {
    std::uint64_t live = 0;
    std::uint64_t control = 0;
    std::uint64_t shadow = 0;
};

std::map<store::EndpointName, Probed> probed_of(const store::StoredRun& run) {
    std::map<store::EndpointName, Probed> probed;
    for (const auto& row : run.noise) {
        Probed& endpoint = probed[row.endpoint];
        auto& side = row.side == Side::shadow    ? endpoint.shadow
                     : row.side == Side::control ? endpoint.control
                                                 : endpoint.live;
        side = std::max(side, row.probes);
    }
    return probed;
}

void add_row(NoiseReport& report, const store::StoredNoise& row) {
    if (row.side == Side::shadow) {
        report.shadow.part += row.noise;
        return;
    }
    report.live.part += row.noise;
    report.only_pair += row.only_pair;
    report.only_noise += row.only_noise;
}

Standing standing_of(const Rate& rate) noexcept {
    if (rate.part == 0) return rate.whole >= enough_probes ? Standing::never : Standing::unknown;
    if (rate.whole >= few_probes && rate.share() >= nearly_always) return Standing::always;
    return Standing::sometimes;
}

void judge(NoiseReport& report, const Probed& probed) {
    report.live = rate_of(report.live.part, probed.live + probed.control);
    report.shadow = rate_of(report.shadow.part, probed.shadow);
    report.standing = standing_of(report.live);
    report.shadow_only = report.live.part == 0 && report.shadow.part > 0;
    report.chance = routing::mcnemar_p(report.only_pair, report.only_noise);
    routing::PairedCounts counts;
    counts.only_first = report.only_pair;
    counts.only_second = report.only_noise;
    counts.both = report.live.part - std::min(report.only_noise, report.live.part);
    const std::uint64_t used = counts.both + counts.only_first + counts.only_second;
    counts.neither = report.live.whole - std::min(used, report.live.whole);
    report.excess = routing::paired_difference(counts);
}

void correct_for_many(std::vector<NoiseReport>& reports) {
    std::vector<double> chances;
    for (const auto& report : reports) chances.push_back(report.chance);
    const auto rates = routing::false_discovery_rates(chances);
    for (std::size_t index = 0; index < rates.size(); ++index) {
        reports[index].false_rate = rates[index];
    }
}

}  // namespace

const char* name_of(Standing standing) noexcept {
    switch (standing) {
        case Standing::unknown:
            return "no noise so far";
        case Standing::never:
            return "never noisy";
        case Standing::sometimes:
            return "sometimes noisy";
        case Standing::always:
            return "always noisy";
    }
    return "";
}

std::vector<NoiseReport> noise_of(const store::StoredRun& run, const std::string& route) {
    const auto probed = probed_of(run);
    std::map<Field, NoiseReport> fields;
    for (const auto& row : run.noise) {
        if (row.path.empty() || (!route.empty() && row.endpoint.route != route)) continue;
        NoiseReport& report = fields[{row.endpoint, row.path}];
        report.endpoint = row.endpoint;
        report.path = row.path;
        add_row(report, row);
    }
    std::vector<NoiseReport> reports;
    for (auto& [field, report] : fields) {
        judge(report, probed.at(field.first));
        if (report.standing == Standing::always) report.suggestion = suggestion_for(run, report);
        reports.push_back(std::move(report));
    }
    correct_for_many(reports);
    std::stable_sort(reports.begin(), reports.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.false_rate, -a.excess.difference) <
               std::tuple(b.false_rate, -b.excess.difference);
    });
    return reports;
}

}  // namespace crossfade::report
