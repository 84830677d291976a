// 64 bits as 16 hex digits.
#pragma once

#include <cstdint>
#include <string>

namespace crossfade::text {

[[nodiscard]] inline std::string hex(std::uint64_t value) {
    std::string text(16, '0');
    for (std::size_t i = text.size(); i-- > 0; value >>= 4U) {
        text[i] = "0123456789abcdef"[value & 0x0fU];
    }
    return text;
}

}  // namespace crossfade::text
