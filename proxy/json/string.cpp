// See string.hpp.
#include "proxy/json/string.hpp"

#include "proxy/json/utf8.hpp"

namespace crossfade::json {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c - 'A' + 10;
}

/// The four hex digits at `at`, which the scanner has seen.
char32_t code_unit(std::string_view text, std::size_t at) noexcept {
    char32_t unit = 0;
    for (std::size_t digit = at; digit < at + 4; ++digit) {
        unit = unit * 16 + static_cast<char32_t>(hex_digit(text[digit]));
    }
    return unit;
}

/// Appends the character of the \u escape whose digits start at `at`, and moves `at` behind it.
bool append_escaped_unicode(std::string& out, std::string_view text, std::size_t& at) {
    const char32_t first = code_unit(text, at);
    at += 4;
    if (first < 0xD800 || first > 0xDFFF) {
        append_utf8(out, first);
        return true;
    }
    if (first > 0xDBFF || text.substr(at, 2) != "\\u") return false;
    const char32_t second = code_unit(text, at + 2);
    if (second < 0xDC00 || second > 0xDFFF) return false;
    at += 6;
    append_utf8(out, 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00));
    return true;
}

char unescaped(char c) noexcept {
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return c;
    }
}

constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_plain(char c) noexcept { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void append_byte_escape(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += hex_digits[byte >> 4U];
    out += hex_digits[byte & 0xfU];
}

void append_ascii_escape(std::string& out, char c) {
    switch (c) {
        case '"':
        case '\\':
            out += '\\';
            out += c;
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            append_byte_escape(out, c);
    }
}

// What is well-formed, and yet ends lines or drives terminals: the C1 controls U+0080 to U+009F,
// U+2028 and U+2029.
bool append_wide_escape(std::string& out, std::string_view sequence) {
    if (sequence.size() == 2 && sequence[0] == '\xc2' && sequence[1] < '\xa0') {
        append_byte_escape(out, sequence[1]);
        return true;
    }
    if (sequence == "\xe2\x80\xa8" || sequence == "\xe2\x80\xa9") {
        out += sequence[2] == '\xa8' ? "\\u2028" : "\\u2029";
        return true;
    }
    return false;
}

// Returns how many bytes of the front were taken.
std::size_t append_not_plain(std::string& out, std::string_view text) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
        append_byte_escape(out, text[0]);
        return 1;
    }
    if (length == 1) {
        append_ascii_escape(out, text[0]);
    } else if (!append_wide_escape(out, text.substr(0, length))) {
        out += text.substr(0, length);
    }
    return length;
}

}  // namespace

std::optional<std::string> text_of_string(std::string_view value) {
    const std::size_t begin = value.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || value[begin] != '"') return std::nullopt;
    value = value.substr(begin + 1, value.rfind('"') - begin - 1);
    std::string out;
    out.reserve(value.size());
    for (std::size_t at = 0; at < value.size();) {
        const char c = value[at++];
        if (c != '\\') {
            out += c;
            continue;
        }
        const char escaped = value[at++];
        if (escaped != 'u') {
            out += unescaped(escaped);
        } else if (!append_escaped_unicode(out, value, at)) {
            return std::nullopt;
        }
    }
    return out;
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && is_plain(text[plain])) ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) text.remove_prefix(append_not_plain(out, text));
    }
    out += '"';
}

std::string string(std::string_view text) {
    std::string out;
    append_string(out, text);
    return out;
}

}  // namespace crossfade::json
