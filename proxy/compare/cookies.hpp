// Set-Cookie fields compared by cookie name and attributes (RFC 6265 section 4.1). Values are
// looked at for being there only, and no finding shows one.
#pragma once

#include "proxy/compare/collector.hpp"

#include <string_view>
#include <vector>

namespace crossfade::compare {

void compare_cookies(const std::vector<std::string_view>& live,
                     const std::vector<std::string_view>& shadow,
                     Collector& findings);

}  // namespace crossfade::compare
