// See text.hpp.
#include "config/text.hpp"

#include "routing/address.hpp"

#include <algorithm>
#include <cstdint>

namespace crossfade::config {
namespace {

bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The length of the well-formed sequence at the start (RFC 3629 section 4); 0 if there is none.
std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
    };
    const auto between = [&byte](std::size_t i, int low, int high) {
        return byte(i) >= low && byte(i) <= high;
    };
    const std::uint8_t first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return between(1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const int low = first == 0xE0 ? 0xA0 : 0x80;
        const int high = first == 0xED ? 0x9F : 0xBF;  // surrogates
        return between(1, low, high) && between(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const int low = first == 0xF0 ? 0x90 : 0x80;
        const int high = first == 0xF4 ? 0x8F : 0xBF;
        return between(1, low, high) && between(2, 0x80, 0xBF) && between(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

std::size_t valid_utf8_prefix(std::string_view text) noexcept {
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t length = utf8_length(text.substr(end));
        if (length == 0) return end;
        end += length;
    }
    return end;
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
    });
}

bool is_host(std::string_view text) noexcept {
    if (text.find(':') != std::string_view::npos) return routing::parse_address(text).has_value();
    // Labels of RFC 1123, and '_', which container networks use.
    if (text.empty() || text.size() > 253) return false;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find('.', start), text.size());
        const std::string_view label = text.substr(start, end - start);
        const bool last_is_empty = label.empty() && end == text.size() && start > 0;
        if (last_is_empty) return true;  // a fully qualified name ends in a dot
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
            return false;
        }
        if (!std::all_of(label.begin(), label.end(), [](char c) {
                return is_letter_or_digit(c) || c == '-' || c == '_';
            })) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t shown = 60;
    std::string result = "'";
    result += text.substr(0, shown);
    result.resize(1 + valid_utf8_prefix(std::string_view(result).substr(1)));
    for (char& c : result) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    }
    if (text.size() > shown) result += "...";
    return result + "'";
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string result;
    for (const std::string_view word : words) {
        if (!result.empty()) result += ", ";
        result += word;
    }
    return result;
}

}  // namespace crossfade::config
