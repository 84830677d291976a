// Findings, and what was taken for none, as JSON; the same wherever they are written.
#pragma once

#include "proxy/compare/pair.hpp"

#include <string>
#include <vector>

namespace crossfade::record {

/// [{"path","kind","class","live","shadow"}, ...]
void append_findings(std::string& out, const std::vector<compare::Finding>& findings);

/// [{"path","class","by"}, ...]
void append_hidden(std::string& out, const std::vector<compare::Hidden>& hidden);

}  // namespace crossfade::record
