// ASCII letters, folded without a locale: names in HTTP and DNS know no other letters.
#pragma once

namespace crossfade::routing {

[[nodiscard]] constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

}  // namespace crossfade::routing
