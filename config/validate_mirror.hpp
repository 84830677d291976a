// What has to hold between a mirror, its route and the backends.
#pragma once

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/problem_log.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

void validate_mirror(const Mirror& mirror,
                     const Route& route,
                     const RawNode& node,
                     const std::vector<std::string_view>& backends,
                     ProblemLog& log);

/// The message for a name that no backend has.
[[nodiscard]] std::string unknown_backend(std::string_view name,
                                          const std::vector<std::string_view>& names);

}  // namespace crossfade::config
