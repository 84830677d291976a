// See text_format.hpp.
#include "proxy/report/text_format.hpp"

#include "proxy/json/utf8.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace crossfade::report {
namespace {

constexpr std::string_view ellipsis = "...";

/// C1 controls, and the marks that turn or isolate the direction of writing (Unicode TR 9).
bool is_unseen(std::string_view character) noexcept {
    if (character.size() == 2) return character[0] == '\xC2' && character[1] < '\xA0';
    if (character.size() != 3 || character[0] != '\xE2') return false;
    const std::string_view rest = character.substr(1);
    return (rest >= "\x80\x8E" && rest <= "\x80\x8F") ||
           (rest >= "\x80\xA8" && rest <= "\x80\xAE") || (rest >= "\x81\xA6" && rest <= "\x81\xA9");
}

/// The character at the front of the text, escaped if it must be; takes it off.
std::string take_shown(std::string_view& text) {
    const std::size_t length = json::utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(character.size());
    const auto first = static_cast<unsigned char>(character[0]);
    const bool control = length == 1 && (first < 0x20 || first == 0x7F);
    if (length > 0 && !control && !is_unseen(character)) return std::string(character);
    std::string out;
    for (const char byte : character) {
        std::array<char, 8> escaped{};
        std::snprintf(escaped.data(), escaped.size(), "\\x%02x", static_cast<unsigned char>(byte));
        out += escaped.data();
    }
    return out;
}

}  // namespace

std::size_t characters_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, 1, ',');
    }
    return digits;
}

std::string percent(double share, int decimals) {
    const double unit = std::pow(10.0, decimals);
    double scaled = std::round(share * 100 * unit);
    if (share < 1) scaled = std::min(scaled, 100 * unit - 1);
    if (share > 0) scaled = std::max(scaled, 1.0);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, scaled / unit);
    return text.data();
}

std::string minute_of(record::Time time) {
    std::string text = record::rfc3339(time);
    text.resize(text.rfind(':'));
    text[text.find('T')] = ' ';
    return text + " UTC";
}

std::string shown(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t used = 0;
    std::size_t cut = 0;  // where the text ends if it has to make room for the ellipsis
    while (!text.empty()) {
        const std::string next = take_shown(text);
        used += characters_of(next);
        if (used > width) return out.substr(0, cut) + std::string(ellipsis);
        out += next;
        if (used + ellipsis.size() <= width) cut = out.size();
    }
    return out;
}

std::string wrapped(const std::vector<std::string>& terms,
                    std::string_view separator,
                    std::size_t indent,
                    std::size_t width) {
    std::string out;
    std::size_t used = indent;
    for (const auto& term : terms) {
        const std::size_t length = characters_of(term) + separator.size();
        if (out.empty()) {
            out = term;
            used += length - separator.size();
        } else if (used + length <= width) {
            out += std::string(separator) + term;
            used += length;
        } else {
            out += '\n' + std::string(indent, ' ') + std::string(separator.substr(1)) + term;
            used = indent + length - 1;
        }
    }
    return out;
}

}  // namespace crossfade::report
