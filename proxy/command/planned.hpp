// Commands that are known but not there yet: refused in words, never taken for something else.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// All of these: exit code 2.
int rollout(Arguments arguments, std::ostream& out, std::ostream& error);
int kill(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
