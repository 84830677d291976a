// crossfade demo: a migration in one process: three APIs, the proxy in front, traffic, the report.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0, 1 if it could not run to its end.
int demo(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
