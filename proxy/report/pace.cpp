// See pace.hpp. What is found slower by its end alone is said to be so.
#include "proxy/report/pace.hpp"

#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"
#include "routing/exact_test.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace crossfade::report {
namespace {

using Groups = std::vector<routing::Group>;

constexpr std::uint64_t least_answers = 50;
constexpr double deviations = 2.326;  // 98 %
constexpr double tolerance = 0.25;    // of the estimate
constexpr double least_ratio = 1.2;
constexpr std::int64_t least_shift = 5'000;  // microseconds
constexpr double doubt = 0.02;               // of both ends together
constexpr std::array ends{0.95, 0.99};

std::string times(double ratio) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", ratio);
    return text.data();
}

std::string size_words(std::int64_t shift, std::int64_t low, std::int64_t high) {
    return duration_text(shift) + " (98 % interval " + duration_text(low) + " to " +
           duration_text(high) + ")";
}

/// Nothing where the slowest answers of both take about as long.
std::string slow_end(const Groups& live, const Groups& shadow) {
    const std::uint64_t of_live = routing::size_of(live);
    const std::uint64_t of_shadow = routing::size_of(shadow);
    for (const double end : ends) {
        const std::int64_t usual = routing::quantile_of(live, end);
        const auto much = static_cast<std::int64_t>(static_cast<double>(usual) * least_ratio);
        const std::int64_t long_time = std::max(much, usual + least_shift);
        const std::uint64_t late = routing::count_above(shadow, long_time);
        const std::uint64_t live_late = routing::count_above(live, usual);
        const double chance =
            routing::fisher_p(late, of_shadow, late + live_late, of_shadow + of_live);
        if (chance >= doubt / ends.size()) continue;
        const auto share = [](std::uint64_t part, std::uint64_t whole) {
            return percent(static_cast<double>(part) / static_cast<double>(whole), 2) + " %";
        };
        return "slower in its tail: " + share(late, of_shadow) + " take longer than " +
               duration_text(long_time) + " (of live " + share(live_late, of_live) +
               " longer than " + duration_text(usual) + ")";
    }
    return {};
}

}  // namespace

const char* name_of(Pace pace) noexcept {
    switch (pace) {
        case Pace::unknown:
            return "unknown";
        case Pace::alike:
            return "alike";
        case Pace::faster:
            return "faster";
        case Pace::slower:
            return "slower";
    }
    return "";
}

PaceReport pace_of(const store::Histogram& live, const store::Histogram& shadow) {
    PaceReport report;
    report.live = live.latency();
    report.shadow = shadow.latency();
    const std::uint64_t least = std::min(report.live.count, report.shadow.count);
    if (least == 0) return report;
    const Groups of_live = live.groups();
    const Groups of_shadow = shadow.groups();
    const routing::Shift shift = routing::shift_between(of_live, of_shadow, deviations);
    report.shift = shift;
    const double usual = routing::mean_of(of_live);
    report.ratio = usual > 0 ? routing::mean_of(of_shadow) / usual : 0;
    if (least < least_answers) {
        report.words = "only " + counted(least, "answer") + " timed, too few to tell";
        return report;
    }
    const double margin = tolerance * std::abs(static_cast<double>(shift.estimate));
    const bool high = static_cast<double>(shift.low) > margin && report.ratio >= least_ratio;
    const bool low = static_cast<double>(shift.high) < -margin && report.ratio <= 1 / least_ratio;
    if (high && shift.estimate >= least_shift) {
        report.pace = Pace::slower;
        report.words = "slower by " + size_words(shift.estimate, shift.low, shift.high) + ", " +
                       times(report.ratio) + " times as long on average";
    } else if (auto end = slow_end(of_live, of_shadow); !end.empty()) {
        report.pace = Pace::slower;
        report.words = std::move(end);
    } else if (low && -shift.estimate >= least_shift) {
        report.pace = Pace::faster;
        report.words = "faster by " + size_words(-shift.estimate, -shift.high, -shift.low);
    } else {
        report.pace = Pace::alike;
        report.words = "as fast as live";
    }
    return report;
}

}  // namespace crossfade::report
