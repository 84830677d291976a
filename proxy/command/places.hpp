// The places on this machine that a configuration names, looked at without touching them.
#pragma once

#include "config/config.hpp"

#include <ostream>

namespace crossfade::command {

/// False, and says why, if the access log or the reports could not be written where they belong.
[[nodiscard]] bool has_usable_places(const config::Config& config, std::ostream& error);

}  // namespace crossfade::command
