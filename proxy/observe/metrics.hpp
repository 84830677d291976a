// All metrics of the process: one LoopMetrics per event loop, the verdicts of the mirrors, and what
// exists once. A scrape adds the loops up.
#pragma once

#include "proxy/observe/backend_status.hpp"
#include "proxy/observe/counter.hpp"
#include "proxy/observe/loop_metrics.hpp"
#include "proxy/observe/mirror_accounting.hpp"
#include "proxy/observe/mirror_health.hpp"
#include "proxy/observe/reason.hpp"
#include "proxy/observe/resolution_counts.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::observe {

struct CertificateExpiry {
    std::string listener;
    std::string certificate;  // the file
    std::int64_t at = 0;      // seconds since the epoch
};

/// Values that exist once per process. Any thread.
struct ProcessMetrics {
    SharedGauge certificate_reload_successful;    // 1 or 0
    std::vector<CertificateExpiry> certificates;  // the control loop's alone, as scrapes are

    std::vector<MirrorHealth> mirror_health;  // the control loop's alone, likewise
    std::vector<BackendStatus> backends;      // likewise; set before a scrape

    SharedGauge start_time;  // seconds since the epoch
    SharedGauge config_generation;
    SharedGauge config_last_reload_successful;  // 1 or 0
    SharedCounter reloads_succeeded;
    SharedCounter reloads_failed;
    SharedGauge compare_queue_length;
    ResolutionCounts resolutions;

    // Kept elsewhere; set() before a scrape.
    SharedCounter report_records_written;
    SharedCounter report_records_dropped_queue;
    SharedCounter report_records_dropped_disk;
    SharedCounter access_log_dropped;
};

/// One number of the mirror accounting: outcome is "eligible", "not_sampled", "dropped",
/// "mirrored", "pending", "uncopied" or a verdict; reason is empty where there is none, and the
/// method of what is uncopied.
struct MirrorCount {
    std::string route;
    std::string mirror;
    std::string_view outcome;
    std::string_view reason;
    std::uint64_t count = 0;
};

/// Requests of one route that one backend served in one role, over all loops.
struct RequestCount {
    std::string route;
    std::string backend;
    Role role = Role::live;
    std::array<std::uint64_t, BackendRoleMetrics::status_classes> by_status_class{};
};

class Metrics {
public:
    /// `version` is exported as the label of crossfade_build_info.
    explicit Metrics(std::string version);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// For one event loop; lives as long as this does.
    [[nodiscard]] LoopMetrics& add_loop();

    [[nodiscard]] MirrorAccounting& mirrors() noexcept { return mirrors_; }
    [[nodiscard]] ProcessMetrics& process() noexcept { return process_; }

    /// Any thread. In Prometheus' text format 0.0.4 (text/plain; version=0.0.4).
    [[nodiscard]] std::string exposition() const;

    /// Any thread; sums over all loops, zeros included.
    [[nodiscard]] std::vector<MirrorCount> mirror_counts() const;
    /// What was asked again, in the same form: outcome "probe_live", "probe_shadow", "recheck",
    /// "probe_dropped", "recheck_dropped" or "control_dropped".
    [[nodiscard]] std::vector<MirrorCount> repeat_counts() const;
    [[nodiscard]] std::vector<RequestCount> request_counts() const;

private:
    [[nodiscard]] struct Totals totals() const;

    std::string version_;
    MirrorAccounting mirrors_;
    ProcessMetrics process_;
    mutable std::mutex mutex_;  // of loops_
    std::vector<std::unique_ptr<LoopMetrics>> loops_;
};

}  // namespace crossfade::observe
