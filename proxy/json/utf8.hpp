// UTF-8 (RFC 3629), read strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::json {

/// Length of the well-formed sequence at the start of `bytes`, 0 if there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view bytes) noexcept;

[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

/// `code_point` must be one that UTF-8 can hold.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace crossfade::json
