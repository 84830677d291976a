// The sums of all loops at one moment: what a scrape shows.
#pragma once

#include "proxy/observe/loop_metrics.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace crossfade::observe {

struct RequestTotals {
    std::array<std::uint64_t, BackendRoleMetrics::status_classes> by_status_class{};
    std::array<std::uint64_t, Histogram::buckets> durations{};
    double seconds = 0;
    std::array<std::uint64_t, BackendRoleMetrics::status_classes> first_attempts{};
    std::uint64_t retries = 0;
    std::uint64_t retries_over_budget = 0;
    std::uint64_t reconnects = 0;
    std::array<std::uint64_t, fallback_causes> fallbacks{};
};

struct VerdictTotal {
    std::string_view verdict;
    std::string_view reason;
    std::uint64_t count = 0;
};

struct MirrorTotals {
    std::uint64_t eligible = 0;
    std::uint64_t not_sampled = 0;
    std::uint64_t mirrored = 0;
    std::array<std::uint64_t, reason_count<DropReason>> dropped{};
    std::array<std::uint64_t, reason_count<Uncopied>> uncopied{};
    std::vector<VerdictTotal> verdicts;  // all of them, once
    std::int64_t pending = 0;
    std::uint64_t unplaced = 0;
    const RepeatCounts* repeats = nullptr;  // lives as long as the metrics
};

struct ListenerTotals {
    std::int64_t connections = 0;
    std::uint64_t accepted = 0;
    std::array<std::uint64_t, reason_count<Refusal>> refused{};
    std::uint64_t handshakes_full = 0;
    std::uint64_t handshakes_resumed = 0;
    std::array<std::uint64_t, reason_count<tls::Failure>> handshakes_failed{};
    std::array<std::uint64_t, http::time_limits> timed_out{};
};

struct PoolTotals {
    std::int64_t idle = 0;
    std::int64_t busy = 0;
    std::uint64_t opened = 0;
    std::uint64_t failed = 0;
};

struct Totals {
    std::map<std::tuple<std::string, std::string, Role>, RequestTotals> requests;
    std::map<std::pair<std::string, std::string>, MirrorTotals> mirrors;
    std::map<std::string, ListenerTotals> listeners;
    std::map<std::pair<std::string, Role>, PoolTotals> pools;
    std::array<std::uint64_t, local_reply_reasons.size()> local_replies{};

    /// Any thread.
    void add(const LoopMetrics& loop);

private:
    void add_mirrors(const LoopMetrics& loop);
};

}  // namespace crossfade::observe
