// Set-Cookie fields compared by cookie name and attributes (RFC 6265 section 4.1), values by their
// format alone unless built-in knowledge is off. No finding shows a value.
#pragma once

#include "proxy/compare/collector.hpp"

#include <string_view>
#include <vector>

namespace crossfade::compare {

void compare_cookies(const std::vector<std::string_view>& live,
                     const std::vector<std::string_view>& shadow,
                     bool built_in,
                     Collector& findings);

}  // namespace crossfade::compare
