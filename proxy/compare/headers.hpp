// The header fields of two responses compared, with what is known about each field
// (header_lists.hpp) and what the operator added. Findings are at "header.<lower-case name>".
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/compare/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

void compare_headers(const HeaderList& live,
                     const HeaderList& shadow,
                     const Rules::Compiled& rules,
                     Collector& findings);

/// All values of a field, in order; the name in any case of letters.
[[nodiscard]] std::vector<std::string_view> values_of(const HeaderList& headers,
                                                      std::string_view name);

/// The same, joined by ", " (RFC 9110 section 5.3). Not for set-cookie.
[[nodiscard]] std::string joined_values(const HeaderList& headers, std::string_view name);

}  // namespace crossfade::compare
