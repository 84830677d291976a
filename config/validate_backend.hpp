// What has to hold between a backend and the rest of the configuration.
#pragma once

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/problem_log.hpp"

#include <optional>

namespace crossfade::config {

/// A backend must not hand out the admin API. Only literal addresses and localhost are known here;
/// what a name resolves to is the operator's to watch.
void validate_backend(const Backend& backend,
                      const std::optional<Admin>& admin,
                      const RawNode& node,
                      ProblemLog& log);

}  // namespace crossfade::config
