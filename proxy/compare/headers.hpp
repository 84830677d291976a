// The header fields of two responses compared, with what is known about each field
// (header_lists.hpp) and what the operator added. Findings are at "header.<lower-case name>".
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/compare/taken_for_same.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

/// Leaves findings, and what was taken for none by built-in knowledge. Aliases in URLs are learned
/// from, and judged by what was learned.
void compare_headers(const PairContext& context, Collector& findings);

/// The same of the fields behind the bodies, at "trailer.<lower-case name>": the status of a gRPC
/// call, a digest of what was sent.
void compare_trailers(const PairContext& context, Collector& findings);

/// All values of a field, in order; the name in any case of letters.
[[nodiscard]] std::vector<std::string_view> values_of(const HeaderList& headers,
                                                      std::string_view name);

/// The same, joined by ", " (RFC 9110 section 5.3). Not for set-cookie.
[[nodiscard]] std::string joined_values(const HeaderList& headers, std::string_view name);

}  // namespace crossfade::compare
