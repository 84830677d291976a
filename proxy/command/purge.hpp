// `crossfade purge`: what was recorded of one user is forgotten.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if nothing of the user is left, also if there never was anything; 1 if that is not
/// so or the directory cannot be used; 2 for a mistake in the arguments.
int purge(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
