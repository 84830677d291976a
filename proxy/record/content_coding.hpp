// The content codings that are taken off a body before it is stored (by proxy/compare/decode.hpp)
// and put on again by the reader (RFC 9110 section 8.4.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::record {

/// True for gzip, x-gzip and deflate, in any case of letters.
[[nodiscard]] bool can_encode(std::string_view coding) noexcept;

/// Nothing if the coding is not one of can_encode().
[[nodiscard]] std::optional<std::string> encoded(std::string_view body, std::string_view coding);

}  // namespace crossfade::record
