// The signature of a mismatch: pairs with the same one are taken for the same fault.
#pragma once

#include "proxy/compare/pair.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

/// Part of every signature. Raised when the same pair would be grouped in another way, so that an
/// upgrade does not mix old and new groups.
inline constexpr std::string_view grouping_version = "1";

/// "S-" and 12 hex digits, of route, method and the set of (path, kind, transition). The values do
/// not count, nor does the order of the findings.
[[nodiscard]] std::string signature_of(std::string_view route,
                                       std::string_view method,
                                       const std::vector<Finding>& findings);

}  // namespace crossfade::compare
