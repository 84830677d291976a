// Totals in Prometheus' text format.
#pragma once

#include "proxy/observe/metrics.hpp"
#include "proxy/observe/totals.hpp"

#include <string>

namespace crossfade::observe {

[[nodiscard]] std::string to_exposition(const Totals& totals,
                                        const ProcessMetrics& process,
                                        const std::string& version);

}  // namespace crossfade::observe
