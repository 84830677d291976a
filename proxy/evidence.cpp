#include "proxy/evidence.hpp"

#include <string>
#include <vector>

namespace crossfade {

void report_counts(const observe::Metrics& metrics, store::Sink& sink) {
    std::vector<store::RouteCounts> totals;
    for (const auto& entry : metrics.mirror_counts()) {
        if (entry.outcome == "pending") continue;
        totals.push_back({entry.route,
                          entry.mirror,
                          std::string(entry.outcome),
                          std::string(entry.reason),
                          entry.count});
    }
    sink.count_totals(totals);
}

void export_counts(observe::ProcessMetrics& process,
                   const observe::AccessLog* access_log,
                   const store::Sink* sink) {
    if (access_log) process.access_log_dropped.set(access_log->dropped());
    if (!sink) return;
    const auto& statistics = sink->statistics();
    process.report_records_written.set(statistics.records_written.load());
    process.report_records_dropped_queue.set(statistics.records_dropped_queue.load());
    process.report_records_dropped_disk.set(statistics.records_dropped_disk.load());
}

}  // namespace crossfade
