// For how long the two responses may be used without asking again, where Expires says it (RFC 9111
// section 5.3).
#pragma once

#include "proxy/compare/pair.hpp"

#include <string>

namespace crossfade::compare {

/// "expired->fresh", "fresh->expired", or "lifetime" if one is fresh ten times as long as the
/// other. Empty if there is no such difference, or Cache-Control says how long, which then holds.
[[nodiscard]] std::string change_of_freshness(const Pair& pair);

}  // namespace crossfade::compare
