// crossfade reload: a running proxy reads its configuration again, now.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 with the new generation, 1 with all errors, 3 if the proxy cannot be asked.
int reload(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
