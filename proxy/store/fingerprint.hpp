// A short name of the configuration that evidence was gathered under, so that a report can say when
// it changed. Values that a rewrite sets may be credentials and are left out.
#pragma once

#include "config/config.hpp"

#include <string>

namespace crossfade::store {

/// "M-" and 12 hex digits, of all that decides which requests are mirrored and how their responses
/// are compared, written rules excepted. Equal in every process; empty without a mirror.
[[nodiscard]] std::string mirrors_print(const config::Config& config);

/// "R-" and 12 hex digits, of the written rules; empty without one.
[[nodiscard]] std::string rules_print(const config::Config& config);

}  // namespace crossfade::store
