// Base64 (RFC 4648 section 4) for what is neither JSON nor text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::record {

[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Strict: padded, no line breaks, unused bits zero.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace crossfade::record
