// crossfade explain: what would happen to a request, and why, without sending it.
#pragma once

#include "proxy/command/options.hpp"
#include "proxy/forward/explain.hpp"

#include <ostream>

namespace crossfade::command {

/// Exit code 0 if a route takes the request, 1 if none does or the configuration is of no use.
int explain(Arguments arguments, std::ostream& out, std::ostream& error);

/// The lines of the text form.
void print_explanation(const forward::ExplainedRequest& request,
                       const forward::Explanation& explanation,
                       std::ostream& out);

}  // namespace crossfade::command
