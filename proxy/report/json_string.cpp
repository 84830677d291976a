// JSON strings to text and back; see json_text.hpp.
#include "proxy/compare/preview.hpp"
#include "proxy/report/json_text.hpp"
#include "proxy/report/utf8.hpp"

namespace crossfade::report {
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

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += text[at++];
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
            ++at;
        } else if (c < 0x20 || c == 0x7F) {
            out += "\\u00";
            out += hex[c >> 4U];
            out += hex[c & 0xFU];
            ++at;
        } else if (const std::size_t length = compare::utf8_length(text.substr(at)); length > 0) {
            out += text.substr(at, length);
            at += length;
        } else {
            append_utf8(out, 0xFFFD);
            ++at;
        }
    }
    out += '"';
}

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace crossfade::report
