// `crossfade compare`: the comparison offline, on recorded pairs.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if every line was judged, whatever the verdicts; 1 if one was not, or the
/// configuration or the file cannot be used; 2 for a mistake in the arguments.
int compare(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
