// `crossfade report`: whether the shadow is ready, for people, for programs, and for a gate.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if there is a report, 3 on any error; with --gate also 1 not ready, 2 not enough
/// data.
int report(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
