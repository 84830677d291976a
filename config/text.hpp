// Small questions about text that several loaders ask: characters, names, quoting for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::config {

/// A C0 control character other than tab, line feed and carriage return, or DEL.
[[nodiscard]] bool is_control(char c) noexcept;

/// How many bytes from the start are well-formed UTF-8 (RFC 3629).
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text) noexcept;

/// Letters, digits, '-', '_' and '.', at most 64: safe in a URL, a metric label and a header.
[[nodiscard]] bool is_name(std::string_view text) noexcept;

/// A host name or an IP address, without port.
[[nodiscard]] bool is_host(std::string_view text) noexcept;

[[nodiscard]] std::string lower(std::string_view text);

/// 'text' for a message: shortened if long, control characters shown as '?'.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string_view>& words);

}  // namespace crossfade::config
