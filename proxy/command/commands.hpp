// All commands by name.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Runs the command that the first argument names; the exit code is its own.
int dispatch(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
