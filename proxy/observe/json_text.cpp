// Escaping of JSON strings, with a strict reading of UTF-8 (RFC 3629 section 4): no overlong forms,
// no surrogates, nothing above U+10FFFF.
#include "proxy/observe/json_text.hpp"

#include <cstddef>

namespace crossfade::observe {
namespace {

using Byte = unsigned char;

Byte byte_at(std::string_view bytes, std::size_t index) noexcept {
    return static_cast<Byte>(bytes[index]);
}

bool is_continuation(Byte byte) noexcept { return (byte & 0xc0U) == 0x80; }

// The range of the second byte, which rules out overlong forms, surrogates and what is too large.
bool second_fits(Byte first, Byte second) noexcept {
    switch (first) {
        case 0xc2:  // below are the C1 controls
        case 0xe0:
            return second >= 0xa0 && second <= 0xbf;
        case 0xed:
            return second >= 0x80 && second <= 0x9f;
        case 0xf0:
            return second >= 0x90 && second <= 0xbf;
        case 0xf4:
            return second >= 0x80 && second <= 0x8f;
        default:
            return is_continuation(second);
    }
}

// Bytes of the multi-byte character at `start` that may be copied; 0 if there is none.
std::size_t character_size(std::string_view bytes, std::size_t start) noexcept {
    const Byte first = byte_at(bytes, start);
    if (first < 0xc2 || first > 0xf4) return 0;
    const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (bytes.size() - start < size || !second_fits(first, byte_at(bytes, start + 1))) return 0;
    for (std::size_t i = 2; i < size; ++i) {
        if (!is_continuation(byte_at(bytes, start + i))) return 0;
    }
    return size;
}

bool is_plain(Byte byte) noexcept {
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

void append_escaped(std::string& out, Byte byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (byte == '"' || byte == '\\') {
        out += '\\';
        out += static_cast<char>(byte);
        return;
    }
    out += "\\u00";
    out += digits[byte >> 4U];
    out += digits[byte & 0xfU];
}

}  // namespace

void append_json_text(std::string& out, std::string_view bytes) {
    out += '"';
    std::size_t i = 0;
    while (i < bytes.size()) {
        std::size_t plain = i;
        while (plain < bytes.size() && is_plain(byte_at(bytes, plain))) ++plain;
        out.append(bytes, i, plain - i);
        i = plain;
        if (i == bytes.size()) break;
        if (const auto size = character_size(bytes, i); size != 0) {
            out.append(bytes, i, size);
            i += size;
        } else {
            append_escaped(out, byte_at(bytes, i++));
        }
    }
    out += '"';
}

}  // namespace crossfade::observe
