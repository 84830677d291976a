// The backends on the screen of crossfade status: a line each, with what is wrong.
#pragma once

#include "proxy/command/answer.hpp"

#include <ostream>

namespace crossfade::command {

/// From the answers of GET status and GET backends.
void print_backends(const Answer& status, const Answer& backends, std::ostream& out);

}  // namespace crossfade::command
