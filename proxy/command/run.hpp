// crossfade run: serve until told to stop.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 after a drain, 1 if the configuration or an address is of no use.
int run(Arguments arguments, std::ostream& out, std::ostream& error);

/// crossfade check: every problem of a configuration, one per line; 0 if there is none, else 1.
int check(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
