// See format.hpp.
#include "proxy/text/format.hpp"

#include "proxy/text/decimal.hpp"
#include "proxy/text/timestamp.hpp"

#include <algorithm>

namespace crossfade::text {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) noexcept { return is_lower(c) || is_upper(c); }
bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Predicate>
bool all(std::string_view text, Predicate predicate) noexcept {
    return std::all_of(text.begin(), text.end(), predicate);
}
template <typename Predicate>
bool any(std::string_view text, Predicate predicate) noexcept {
    return std::any_of(text.begin(), text.end(), predicate);
}

bool one_case(std::string_view text) noexcept {
    return !(any(text, is_lower) && any(text, is_upper));
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36 || !one_case(text)) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex_digit(text[i])) return false;
    }
    return true;
}

bool is_ulid(std::string_view text) noexcept {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    return text.size() == 26 && text[0] <= '7' && any(text, is_upper) && any(text, is_digit) &&
           text.find_first_not_of(alphabet) == std::string_view::npos;
}

bool is_hex(std::string_view text) noexcept {
    constexpr std::size_t shortest = 16;  // shorter ones may be colours, words or numbers
    if (text.size() < shortest || !one_case(text) || !all(text, is_hex_digit)) return false;
    return any(text, is_letter) || text.size() >= 32;
}

bool is_base64_character(char c) noexcept {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '+' || c == '/' || c == '=';
}

bool is_jwt(std::string_view text) noexcept {
    if (!text.starts_with("eyJ") || std::count(text.begin(), text.end(), '.') != 2) return false;
    return all(text, [](char c) { return c == '.' || is_base64_character(c); });
}

/// How often a text changes between digits, capitals and small letters, but for a capital that
/// begins a word: words hardly do, random text does at every second character.
std::size_t turns(std::string_view text) noexcept {
    const auto kind = [&text](std::size_t i) {
        const char c = i < text.size() ? text[i] : '\0';
        return is_digit(c) ? 1 : is_upper(c) ? 2 : is_lower(c) ? 3 : 0;
    };
    const auto begins_word = [&kind](std::size_t i) {
        return kind(i) == 2 && kind(i + 1) == 3 && kind(i + 2) == 3;
    };
    std::size_t found = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const int before = kind(i - 1);
        const int here = kind(i);
        if (before == 0 || here == 0 || before == here) continue;
        if (!begins_word(i) && !begins_word(i - 1)) ++found;
    }
    return found;
}

bool is_token(std::string_view text) noexcept {
    constexpr std::size_t shortest = 16;
    if (text.size() < shortest || !all(text, is_base64_character)) return false;
    const std::size_t end = text.find_last_not_of('=') + 1;
    if (text.substr(0, end).find('=') != std::string_view::npos) return false;
    std::string_view body = text.substr(0, end);
    const std::string_view prefix = token_prefix(text);
    if (!prefix.empty()) body.remove_prefix(prefix.size() + 1);
    if (body.size() < 12 || std::count(body.begin(), body.end(), '/') > 2) return false;
    return turns(body) * 6 >= body.size();
}

bool is_email(std::string_view text) noexcept {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != text.npos)
        return false;
    const std::string_view host = text.substr(at + 1);
    return host.find('.') != std::string_view::npos &&
           text.find_first_of(" \t\r\n<>\"/:") == std::string_view::npos;
}

bool is_url(std::string_view text) noexcept {
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos || end == 0 || end > 12) return false;
    return all(text.substr(0, end),
               [](char c) { return is_letter(c) || is_digit(c) || c == '+'; }) &&
           text.find_first_of(" \t\r\n") == std::string_view::npos;
}

/// Digits as 9, so that two times of one notation are the same text. A fraction may have any
/// number of digits above two: trailing zeros are often left out.
std::string notation(std::string_view time) {
    std::string out;
    std::size_t fraction = 0;
    bool in_fraction = false;
    for (const char c : time) {
        if (is_digit(c)) {
            if (!in_fraction || ++fraction <= 3) out += '9';
            continue;
        }
        in_fraction = c == '.';
        fraction = 0;
        out += c == '-' || c == '+' ? '-' : c;  // zones west and east of Greenwich
    }
    return out;
}

bool is_nil(std::string_view text) noexcept {
    return text.find_first_not_of("0-") == std::string_view::npos;
}

bool same_token(std::string_view a, std::string_view b) noexcept {
    const std::string_view prefix_a = token_prefix(a);
    const std::string_view prefix_b = token_prefix(b);
    return prefix_a == prefix_b || prefix_a.empty() || prefix_b.empty();
}

}  // namespace

std::string_view name_of(Format format) noexcept {
    switch (format) {
        case Format::text:
            return "text";
        case Format::integer:
            return "integer";
        case Format::decimal:
            return "decimal";
        case Format::uuid:
            return "uuid";
        case Format::ulid:
            return "ulid";
        case Format::hex:
            return "hex";
        case Format::jwt:
            return "jwt";
        case Format::token:
            return "token";
        case Format::iso_time:
            return "time";
        case Format::iso_date:
            return "date";
        case Format::http_date:
            return "http date";
        case Format::url:
            return "url";
        case Format::email:
            return "e-mail";
    }
    return {};
}

Format format_of(std::string_view text) noexcept {
    if (text.empty() || text.size() > 4096) return Format::text;
    if (is_digit(text[0]) || text[0] == '-') {
        if (all(text, is_digit)) return text.size() >= 32 ? Format::hex : Format::integer;
        if (is_number_text(text)) return Format::decimal;
        if (text.size() >= 8 && text.size() <= 40 && iso_instant(text)) {
            return text.size() <= 10 ? Format::iso_date : Format::iso_time;
        }
    }
    if (is_uuid(text)) return Format::uuid;
    if (is_ulid(text)) return Format::ulid;
    if (is_hex(text)) return Format::hex;
    if (is_jwt(text)) return Format::jwt;
    if (is_url(text)) return Format::url;
    if (http_date_instant(text)) return Format::http_date;
    if (is_email(text)) return Format::email;
    if (is_token(text)) return Format::token;
    return Format::text;
}

bool is_random(Format format) noexcept {
    return format == Format::uuid || format == Format::ulid || format == Format::hex ||
           format == Format::jwt || format == Format::token;
}

bool is_time(Format format) noexcept {
    return format == Format::iso_time || format == Format::iso_date || format == Format::http_date;
}

bool same_format(std::string_view a, std::string_view b) noexcept {
    const Format format = format_of(a);
    if (format == Format::text || format != format_of(b)) return false;
    if (format == Format::uuid || format == Format::hex) {
        const bool case_changed =
            (any(a, is_lower) && any(b, is_upper)) || (any(a, is_upper) && any(b, is_lower));
        return a.size() == b.size() && !case_changed && is_nil(a) == is_nil(b);
    }
    if (is_time(format)) return notation(a) == notation(b);
    if (format == Format::token) return same_token(a, b);
    return true;
}

std::string_view token_prefix(std::string_view text) noexcept {
    constexpr std::size_t longest_word = 12;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = text.find('_', begin);
        if (end == std::string_view::npos) break;
        const std::string_view word = text.substr(begin, end - begin);
        const bool letters = all(word, is_lower) || all(word, is_upper);
        if (word.empty() || word.size() > longest_word || !letters) break;
        begin = end + 1;
    }
    return text.substr(0, begin == 0 ? 0 : begin - 1);
}

std::string printable_base64(std::string_view text) {
    constexpr std::size_t shortest = 8;
    if (text.size() < shortest || text.size() > 4096) return {};
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const int value = is_upper(c)            ? c - 'A'
                          : is_lower(c)          ? c - 'a' + 26
                          : is_digit(c)          ? c - '0' + 52
                          : c == '+' || c == '-' ? 62
                          : c == '/' || c == '_' ? 63
                                                 : -1;
        if (value < 0) return {};
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        const char byte = static_cast<char>((bits >> held) & 0xffU);
        if (byte < 0x20 || byte > 0x7e) return {};
        out += byte;
    }
    return out;
}

bool looks_generated(std::string_view token) noexcept {
    return any(token, is_digit) || (turns(token) >= 2 && turns(token) * 6 >= token.size());
}

bool is_no_word(std::string_view token) noexcept {
    return any(token, is_digit) || turns(token) > 0;
}

}  // namespace crossfade::text
