// What has to hold between the nodes of a configuration: names are unique, references lead
// somewhere, and no two settings contradict each other.
#pragma once

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/problem_log.hpp"

namespace crossfade::config {

/// Judges whatever could be read, even if there are problems already: all are reported at once. The
/// tree is where the configuration was read from; it knows the places.
void validate(const Config& config, const RawNode& root, ProblemLog& log);

}  // namespace crossfade::config
