// Where the text of a line ends. Heads are mostly text, so that it is looked through in blocks.
#pragma once

#include "proxy/result.hpp"

#include <cstddef>

namespace crossfade::h1 {

/// True of what no line of a head may hold: controls but HTAB, and DEL (RFC 9110 section 5.5).
[[nodiscard]] constexpr bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
}

/// The index of the first control at `from` or behind it, bytes.size() if there is none.
[[nodiscard]] std::size_t text_end(Bytes bytes, std::size_t from) noexcept;

}  // namespace crossfade::h1
