// See account_numbers.hpp.
#include "proxy/redaction/account_numbers.hpp"

#include <algorithm>
#include <array>

namespace crossfade::redaction {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) noexcept { return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z'); }

struct Digits {
    std::array<char, 19> values{};
    std::size_t count = 0;
};

bool passes_luhn(const Digits& digits) noexcept {
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.count; ++i) {
        auto digit = static_cast<unsigned>(digits.values[digits.count - 1 - i] - '0');
        if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

// American Express, Diners, JCB 3; Visa 4; Mastercard 5 and 2; Discover, Maestro, UnionPay 6.
bool is_of_network(const Digits& digits) noexcept {
    const char first = digits.values[0];
    const char second = digits.values[1];
    return (first == '2' && second >= '2' && second <= '7') || (first >= '3' && first <= '6');
}

/// A digit, or a point with a digit behind it: it goes on as another number.
bool goes_on(std::string_view rest) noexcept {
    if (rest.empty()) return false;
    return is_word(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]));
}

std::size_t digits_at(std::string_view text) noexcept {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

/// A space, also as URLs and forms write it; its length, 0 if there is none.
std::size_t space_at(std::string_view text) noexcept {
    if (text.starts_with("%20")) return 3;
    return text.starts_with(' ') || text.starts_with('+') ? 1 : 0;
}

/// Takes groups of the given sizes; 0 if they are not there.
std::size_t take_groups(std::string_view text, std::string_view sizes, Digits& digits) noexcept {
    std::string_view separator = text.substr(digits_at(text));
    separator = separator.substr(0, separator.starts_with('-') ? 1 : space_at(separator));
    if (separator.empty()) return 0;
    std::size_t at = 0;
    for (const char size : sizes) {
        const auto wanted = static_cast<std::size_t>(size - '0');
        if (at > 0) {
            if (!text.substr(at).starts_with(separator)) return 0;
            at += separator.size();
        }
        if (digits_at(text.substr(at)) != wanted) return 0;
        for (std::size_t i = 0; i < wanted; ++i) digits.values[digits.count++] = text[at + i];
        at += wanted;
    }
    return at;
}

bool is_card(const Digits& digits, std::string_view rest) noexcept {
    return is_of_network(digits) && passes_luhn(digits) && !goes_on(rest);
}

}  // namespace

std::size_t card_number_at(std::string_view text) noexcept {
    const std::size_t run = digits_at(text.substr(0, 20));
    if (run < 4) return 0;
    if (run >= 13 && run <= 19) {
        Digits digits;
        std::copy_n(text.begin(), run, digits.values.begin());
        digits.count = run;
        return is_card(digits, text.substr(run)) ? run : 0;
    }
    if (run != 4 || text.size() < 13) return 0;
    constexpr std::array<std::string_view, 4> groupings{"44443", "4444", "465", "464"};
    for (const std::string_view sizes : groupings) {
        Digits digits;
        const std::size_t used = take_groups(text, sizes, digits);
        if (used > 0 && is_card(digits, text.substr(used))) return used;
    }
    return 0;
}

std::size_t iban_at(std::string_view text) noexcept {
    constexpr std::size_t shortest = 15;
    constexpr std::size_t most = 34;
    const bool begins = text.size() >= shortest && is_upper(text[0]) && is_upper(text[1]) &&
                        is_digit(text[2]) && is_digit(text[3]);
    if (!begins) return 0;
    std::array<char, most> letters;
    std::size_t count = 0;
    std::size_t at = 0;
    while (at < text.size() && count < most) {
        const std::size_t space = count % 4 == 0 ? space_at(text.substr(at)) : 0;
        const char c = at + space < text.size() ? text[at + space] : '\0';
        if (!is_digit(c) && !is_upper(c)) break;
        letters[count++] = c;
        at += space + 1;
    }
    if (count < shortest || (at < text.size() && is_word(text[at]))) return 0;
    unsigned rest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const char c = letters[(i + 4) % count];
        rest = is_digit(c) ? rest * 10 + static_cast<unsigned>(c - '0')
                           : rest * 100 + static_cast<unsigned>(c - 'A' + 10);
        rest %= 97;
    }
    return rest == 1 ? at : 0;
}

}  // namespace crossfade::redaction
