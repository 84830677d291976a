// See utf8.hpp.
#include "proxy/json/utf8.hpp"

namespace crossfade::json {
namespace {

char low_byte(char32_t bits) noexcept {
    return static_cast<char>(static_cast<unsigned char>(bits & 0xFFU));
}

}  // namespace

// The well-formed sequences of the Unicode Standard, table 3-7.
std::size_t utf8_length(std::string_view bytes) noexcept {
    if (bytes.empty()) return 0;
    const auto at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char first = at(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || bytes.size() < length) return 0;
    const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at(1) < low || at(1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((at(i) & 0xc0U) != 0x80) return 0;
    }
    return length;
}

bool is_utf8(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const std::size_t length = utf8_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

void append_utf8(std::string& out, char32_t code_point) {
    if (code_point < 0x80) {
        out += low_byte(code_point);
    } else if (code_point < 0x800) {
        out += low_byte(0xC0U | (code_point >> 6U));
        out += low_byte(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        out += low_byte(0xE0U | (code_point >> 12U));
        out += low_byte(0x80U | ((code_point >> 6U) & 0x3FU));
        out += low_byte(0x80U | (code_point & 0x3FU));
    } else {
        out += low_byte(0xF0U | (code_point >> 18U));
        out += low_byte(0x80U | ((code_point >> 12U) & 0x3FU));
        out += low_byte(0x80U | ((code_point >> 6U) & 0x3FU));
        out += low_byte(0x80U | (code_point & 0x3FU));
    }
}

}  // namespace crossfade::json
