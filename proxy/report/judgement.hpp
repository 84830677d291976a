// The state of one endpoint from its numbers; a step of endpoints_of().
#pragma once

#include "proxy/report/endpoints.hpp"

namespace crossfade::report {

/// More requests than this that failed at live or on both sides leave too much unsaid.
inline constexpr double max_failing = 0.01;
/// ... and more than this that could not be compared.
inline constexpr double max_not_compared = 0.1;

/// Sets proven, needed, state and reason from all else.
void judge(EndpointReport& endpoint);

}  // namespace crossfade::report
