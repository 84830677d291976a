// `crossfade replay`: recorded requests once more, against a build that should have been fixed.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if all that was asked for is gone, 1 if some remains or could not be sent, 3 on any
/// error: also if nothing could be sent, or nothing answered.
int replay(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
