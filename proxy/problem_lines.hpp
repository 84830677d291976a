// What is wrong with a configuration as lines of text, for the log and the admin API.
#pragma once

#include "config/problem.hpp"

#include <string>
#include <vector>

namespace crossfade {

[[nodiscard]] std::vector<std::string> lines_of(const config::Problems& problems);
[[nodiscard]] std::string text_of(const std::vector<std::string>& lines);

}  // namespace crossfade
