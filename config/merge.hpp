// Several files as one configuration: lists of listeners and routes are put one after the other,
// backends come together, and everything else may stand in one file only.
#pragma once

#include "config/node.hpp"
#include "config/problem_log.hpp"

namespace crossfade::config {

/// Adds the top level of one file to what the files before it said.
void merge(RawNode& root, RawNode file, ProblemLog& log);

}  // namespace crossfade::config
