// See identifier.hpp.
#include "proxy/store/identifier.hpp"

#include <algorithm>
#include <cstddef>

namespace crossfade::store {
namespace {

constexpr std::size_t longest_word = 40;
constexpr std::size_t shortest_digest = 8;
constexpr std::size_t shortest_token = 10;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) noexcept { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_hex(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_separator(char c) noexcept {
    return c == '-' || c == '_' || c == ':' || c == '.' || c == '~';
}

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::size_t digits_in(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

/// "2026-11-21", "12:30", "1,2,3": many digits and little else.
bool is_number_list(std::string_view text) noexcept {
    const std::size_t digits = digits_in(text);
    return digits >= 4 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || c == '-' || c == ':' || c == ',' || c == ';' || c == 'T' ||
                      c == 'Z' || c == '+';
           });
}

bool is_digest(std::string_view text) noexcept {
    std::size_t digits = 0;
    std::size_t letters = 0;
    for (const char c : text) {
        if (!is_hex(c) && c != '-') return false;
        digits += is_digit(c) ? 1 : 0;
        letters += is_letter(c) ? 1 : 0;
    }
    return digits > 0 && digits + letters >= shortest_digest;
}

/// Digits among letters in no order that a word has.
bool is_token(std::string_view text) noexcept {
    if (text.size() < shortest_token || digits_in(text) < 2) return false;
    std::size_t changes = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at]) && !is_letter(text[at])) return false;
        if (at > 0 && is_digit(text[at]) != is_digit(text[at - 1])) ++changes;
    }
    return changes >= 3;
}

/// Behind a prefix like "cus_" or "order-".
bool is_behind_prefix(std::string_view text) noexcept {
    const auto last = std::find_if(text.rbegin(), text.rend(), is_separator);
    if (last == text.rend() || last == text.rbegin()) return false;
    const auto suffix = text.substr(static_cast<std::size_t>(text.rend() - last));
    if (all_digits(suffix)) return suffix.size() >= 3;
    const bool one_case = std::none_of(suffix.begin(), suffix.end(), is_upper);
    const bool plain = std::all_of(
        suffix.begin(), suffix.end(), [](char c) { return is_digit(c) || is_letter(c); });
    const bool mixed = plain && !one_case && digits_in(suffix) > 0;
    return is_token(suffix) || (is_digest(suffix) && digits_in(suffix) > 1) ||
           (mixed && suffix.size() >= shortest_token);
}

}  // namespace

bool is_identifier(std::string_view text) noexcept {
    if (text.empty()) return false;
    return text.size() > longest_word || all_digits(text) || is_number_list(text) ||
           text.find('@') != std::string_view::npos || text.starts_with("redacted:") ||
           is_digest(text) || is_token(text) || is_behind_prefix(text);
}

}  // namespace crossfade::store
