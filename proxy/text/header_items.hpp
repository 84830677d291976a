// Header values that are lists, taken apart so that two can be compared.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::text {

using HeaderValues = std::vector<std::string_view>;

/// The items of all values (RFC 9110 section 5.6.1); in lower case if case means nothing.
[[nodiscard]] std::set<std::string> items_of(const HeaderValues& values, bool in_lower_case);

/// The directives of cache-control: names in lower case, values without quotes.
[[nodiscard]] std::set<std::string> directives_of(const HeaderValues& values);

/// The URLs of a link field (RFC 8288) by what they are: rel and the other parameters, in lower
/// case and sorted.
[[nodiscard]] std::multimap<std::string, std::string> links_of(const HeaderValues& values);

}  // namespace crossfade::text
