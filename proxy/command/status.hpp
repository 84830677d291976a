// crossfade status: what a running proxy does at the moment, on one screen.
#pragma once

#include "proxy/command/answer.hpp"
#include "proxy/command/options.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0, 1 if the proxy refuses, 3 if it cannot be asked.
int status(Arguments arguments, std::ostream& out, std::ostream& error);

/// From the answers of GET status, GET routes and GET backends.
void print_status(const Answer& status,
                  const Answer& routes,
                  const Answer& backends,
                  std::ostream& out);

/// The lines about routes and about mirrors alone; also what the demo shows.
void print_splits(const Answer& status, const Answer& routes, std::ostream& out);
void print_accounting(const Answer& status, std::ostream& out);

}  // namespace crossfade::command
