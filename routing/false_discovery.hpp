// Many tests at once find something by chance alone; this bounds the share of such findings.
#pragma once

#include <span>
#include <vector>

namespace crossfade::routing {

/// Benjamini and Hochberg's adjusted p-values, in the order given: taking what is at most q finds
/// no more than a share q of falsehoods.
[[nodiscard]] std::vector<double> false_discovery_rates(std::span<const double> p_values);

}  // namespace crossfade::routing
