// Counts that are kept in one place and shown in another.
#pragma once

#include "proxy/observe/access_log.hpp"
#include "proxy/observe/metrics.hpp"
#include "proxy/store/sink.hpp"

namespace crossfade {

/// Adds to the store, whose totals outlive this process, what became of mirrored requests since the
/// last call.
void report_counts(const observe::Metrics& metrics, store::Sink& sink);

/// Before a scrape. What there is none of may be null.
void export_counts(observe::ProcessMetrics& process,
                   const observe::AccessLog* access_log,
                   const store::Sink* sink);

}  // namespace crossfade
