// Which changes of a configuration a reload cannot bring into force.
#pragma once

#include "config/config.hpp"

#include <string_view>
#include <vector>

namespace crossfade {

/// The keys at the top of the configuration whose change takes effect at the next start.
[[nodiscard]] std::vector<std::string_view> restart_needed(const config::Config& now,
                                                           const config::Config& next);

}  // namespace crossfade
