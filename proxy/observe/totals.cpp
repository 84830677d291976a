// Adds loops up. Every number is read on its own, so sums over different numbers are exact only
// while nothing is under way.
#include "proxy/observe/totals.hpp"

#include <chrono>

namespace crossfade::observe {
namespace {

template <std::size_t size>
void add_each(std::array<std::uint64_t, size>& sums, const std::array<Counter, size>& counters) {
    for (std::size_t i = 0; i < size; ++i) sums[i] += counters[i].value();
}

}  // namespace

void Totals::add(const LoopMetrics& loop) {
    const std::lock_guard lock(loop.mutex_);
    for (const auto& [key, entry] : loop.backends_) {
        auto& sums = requests[key];
        add_each(sums.by_status_class, entry->by_status_class);
        for (std::size_t i = 0; i < Histogram::buckets; ++i) {
            sums.durations[i] += entry->duration.count(i);
        }
        sums.seconds += std::chrono::duration<double>(entry->duration.sum()).count();
        add_each(sums.first_attempts, entry->first_attempts);
        sums.retries += entry->retries.value();
        sums.retries_over_budget += entry->retries_over_budget.value();
        sums.reconnects += entry->reconnects.value();
        add_each(sums.fallbacks, entry->fallbacks);
    }
    add_mirrors(loop);
    for (const auto& [name, entry] : loop.listeners_) {
        auto& sums = listeners[name];
        sums.connections += entry->connections.value();
        sums.accepted += entry->accepted.value();
        add_each(sums.refused, entry->refused);
        sums.handshakes_full += entry->handshakes_full.value();
        sums.handshakes_resumed += entry->handshakes_resumed.value();
        add_each(sums.handshakes_failed, entry->handshakes_failed);
        add_each(sums.timed_out, entry->timed_out);
    }
    for (const auto& [key, entry] : loop.pools_) {
        auto& sums = pools[key];
        sums.idle += entry->idle.value();
        sums.busy += entry->busy.value();
        sums.opened += entry->opened.value();
        sums.failed += entry->failed.value();
    }
    add_each(local_replies, loop.local_replies_);
}

// Read against the order in which they are counted, so that the sums hold while requests run: a
// verdict that is missing here is pending, never the other way round.
void Totals::add_mirrors(const LoopMetrics& loop) {
    for (const auto& [key, entry] : loop.mirrors_) {
        auto& sums = mirrors[key];
        if (sums.verdicts.empty()) {  // shared by all loops
            entry->verdicts->for_each(
                [&](std::string_view verdict, std::string_view reason, std::uint64_t count) {
                    sums.verdicts.push_back({verdict, reason, count});
                    sums.pending -= static_cast<std::int64_t>(count);
                });
        }
        sums.unplaced = entry->shared->unplaced.value();
        sums.repeats = entry->repeats;
        const auto mirrored = entry->mirrored.value();
        sums.mirrored += mirrored;
        sums.pending += static_cast<std::int64_t>(mirrored);
        add_each(sums.dropped, entry->dropped);
        add_each(sums.uncopied, entry->uncopied);
        sums.not_sampled += entry->not_sampled.value();
        sums.eligible += entry->eligible.value();
    }
}

}  // namespace crossfade::observe
