// `crossfade report`: what the store holds, for people or for programs.
#pragma once

#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if there is a report, 3 on any error; 1 and 2 are kept for --gate.
int report(Arguments arguments, std::ostream& out, std::ostream& error);

}  // namespace crossfade::command
