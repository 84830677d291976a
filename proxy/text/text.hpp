// Small readings of header texts that several parts of the comparison share: ASCII letters without
// a locale, optional white space, comma lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::text {

[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] bool same_letters(std::string_view a,
                                std::string_view b) noexcept;  // case-insensitive

/// Without white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// The items of a list (RFC 9110 section 5.6.1), trimmed, without empty ones. A separator inside
/// double quotes or <...> does not count.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view text, char separator = ',');

/// Without the double quotes around it, if there are such.
[[nodiscard]] std::string_view unquoted(std::string_view text) noexcept;

}  // namespace crossfade::text
