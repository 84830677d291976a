// Two bodies compared: decoded, then by bytes, then by structure if they are JSON.
//
// A body is JSON if its content-type says so, or there is none, and it parses. Where only one
// side's type says JSON, the other side's body is read as JSON all the same if it is an array or an
// object: the content-type is a finding of its own, and the structure tells more than "text".
//
// Truncated bodies match if size, hash and prefix of both are equal. If they are not, nothing more
// can be said about them, and rules below the root cannot apply; if a content coding is on either,
// not even that, because compressors differ: not_compared(encoding).
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/compare/rules.hpp"

#include <string_view>

namespace crossfade::compare {

/// Why the bodies could not be compared (to the end): "encoding", "budget"; or empty.
[[nodiscard]] std::string_view compare_bodies(const RecordedResponse& live,
                                              const RecordedResponse& shadow,
                                              const RuleWalk& rules,
                                              Collector& findings);

}  // namespace crossfade::compare
