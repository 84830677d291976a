// A page per fault: all that is known of one kind of finding at one endpoint.
#pragma once

#include "proxy/report/conditions.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/report/exemplar.hpp"
#include "proxy/report/noise.hpp"
#include "proxy/report/settings.hpp"
#include "proxy/store/stored.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::report {

struct FaultReport {
    store::StoredFault stored;
    std::uint64_t compared = 0;           // at its endpoint, all builds
    std::vector<Condition> conditions;    // when it happens; empty: whatever was asked
    std::uint64_t persistent = 0;         // asked again: still different
    std::uint64_t transient = 0;          // ... the same the second time
    std::vector<std::string> signatures;  // most frequent first, at most a few
    std::optional<NoiseReport> noise;     // of the same field
    std::optional<std::size_t> exemplar;  // index into Report::exemplars
};

/// Most frequent first.
[[nodiscard]] std::vector<FaultReport> faults_of(const store::StoredRun& run,
                                                 const std::vector<EndpointReport>& endpoints,
                                                 const std::vector<NoiseReport>& noise,
                                                 const std::vector<Exemplar>& exemplars,
                                                 const ReportQuery& query);

}  // namespace crossfade::report
