// The owner of all metrics and its sums in plain form; exposition.cpp has them in Prometheus' form.
#include "proxy/observe/metrics.hpp"

#include "proxy/observe/exposition.hpp"
#include "proxy/observe/totals.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::observe {
namespace {

// By the index of their names in repeat_counts.hpp.
constexpr std::array<std::string_view, 2> probe_outcomes{"probe_live", "probe_shadow"};
constexpr std::array<std::string_view, 3> dropped_outcomes{
    "probe_dropped", "recheck_dropped", "control_dropped"};

}  // namespace

Metrics::Metrics(std::string version) : version_(std::move(version)) {}
Metrics::~Metrics() = default;

LoopMetrics& Metrics::add_loop() {
    const std::lock_guard lock(mutex_);
    return *loops_.emplace_back(std::make_unique<LoopMetrics>(mirrors_));
}

Totals Metrics::totals() const {
    Totals totals;
    const std::lock_guard lock(mutex_);
    for (const auto& loop : loops_) totals.add(*loop);
    return totals;
}

std::string Metrics::exposition() const { return to_exposition(totals(), process_, version_); }

std::vector<MirrorCount> Metrics::mirror_counts() const {
    std::vector<MirrorCount> counts;
    for (const auto& [key, sums] : totals().mirrors) {
        const auto& route = key.first;
        const auto& mirror = key.second;
        const auto add = [&](std::string_view outcome, std::string_view reason, std::uint64_t n) {
            counts.push_back({route, mirror, outcome, reason, n});
        };
        add("eligible", "", sums.eligible);
        add("not_sampled", "", sums.not_sampled);
        for (std::size_t i = 0; i < sums.dropped.size(); ++i) {
            add("dropped", reason_names<DropReason>[i], sums.dropped[i]);
        }
        add("mirrored", "", sums.mirrored);
        for (std::size_t i = 0; i < sums.uncopied.size(); ++i) {
            add("uncopied", reason_names<Uncopied>[i], sums.uncopied[i]);
        }
        for (const auto& [verdict, reason, n] : sums.verdicts) add(verdict, reason, n);
        const auto pending = std::max<std::int64_t>(sums.pending, 0);
        add("pending", "", static_cast<std::uint64_t>(pending));
    }
    return counts;
}

std::vector<MirrorCount> Metrics::repeat_counts() const {
    std::vector<MirrorCount> counts;
    for (const auto& [key, sums] : totals().mirrors) {
        const auto& route = key.first;
        const auto& mirror = key.second;
        const auto add = [&](std::string_view outcome, std::string_view reason, std::uint64_t n) {
            counts.push_back({route, mirror, outcome, reason, n});
        };
        sums.repeats->for_each(
            [&](auto side, auto outcome, auto n) {
                add(probe_outcomes[side], probe_outcome_names[outcome], n);
            },
            [&](auto result, auto n) { add("recheck", recheck_result_names[result], n); },
            [&](auto what, auto reason, auto n) {
                add(dropped_outcomes[what], reason_names<NotAgain>[reason], n);
            });
    }
    return counts;
}

std::vector<RequestCount> Metrics::request_counts() const {
    std::vector<RequestCount> counts;
    for (const auto& [key, sums] : totals().requests) {
        const auto& [route, backend, role] = key;
        counts.push_back({route, backend, role, sums.by_status_class});
    }
    return counts;
}

}  // namespace crossfade::observe
