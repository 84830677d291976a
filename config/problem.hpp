// One thing that is wrong with a configuration, and where.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace crossfade::config {

struct Problem {
    Position position;
    std::string message;
};

using Problems = std::vector<Problem>;

/// "file:line:column: message", one line per problem.
[[nodiscard]] std::string describe(const Problems& problems);

}  // namespace crossfade::config
