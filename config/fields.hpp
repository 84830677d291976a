// What may be said about header fields and methods in a configuration (RFC 9110).
#pragma once

#include "config/values.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::config {

/// RFC 9110 section 5.6.2.
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// RFC 9110 section 5.5, without line ends and other control characters.
[[nodiscard]] bool is_field_value(std::string_view text) noexcept;
/// Why nobody may set or remove this field: the proxy itself writes it. Nothing if one may.
[[nodiscard]] std::optional<std::string_view> why_reserved(std::string_view name);

[[nodiscard]] std::optional<std::string> parse_field_name(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_method(std::string_view text);

namespace value {

inline constexpr ValueType<std::string> field_name{
    parse_field_name, "a header name (letters, digits and !#$%&'*+-.^_`|~)"};
inline constexpr ValueType<std::string> method{
    parse_method, "a method such as GET or POST; methods are case-sensitive"};

}  // namespace value
}  // namespace crossfade::config
