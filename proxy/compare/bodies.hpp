// Two bodies compared: decoded, then by bytes, then by what they are.
//
// A body is JSON if its content-type says so, or there is none, and it parses. Where only one
// side's type says JSON, the other side's body is read as JSON all the same if it is an array or an
// object: the content-type is a finding of its own, and the structure tells more than "text".
//
// XML, HTML, forms, lines of JSON, server-sent events, gRPC and Protocol Buffers are read as JSON
// too (readings.hpp), if both sides say so or one says nothing, so that every rule can hold below
// them: "body.order.item[*].@sku". A text of one line is one value; longer ones are compared by
// lines (text_diff.hpp), and what is none of all by bytes (binary_diff.hpp).
//
// Truncated bodies are compared by their prefixes and by the hash of the whole (large_bodies.hpp).
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
