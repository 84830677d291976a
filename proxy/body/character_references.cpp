// See character_references.hpp.
#include "proxy/body/character_references.hpp"

#include "proxy/json/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace crossfade::body {
namespace {

// U+00A0 to U+00FF.
constexpr std::array<std::string_view, 96> latin{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

using Named = std::pair<std::string_view, char32_t>;
constexpr std::array others{
    Named{"amp", U'&'},      Named{"lt", U'<'},       Named{"gt", U'>'},
    Named{"quot", U'"'},     Named{"apos", U'\''},    Named{"ndash", 0x2013},
    Named{"mdash", 0x2014},  Named{"lsquo", 0x2018},  Named{"rsquo", 0x2019},
    Named{"sbquo", 0x201A},  Named{"ldquo", 0x201C},  Named{"rdquo", 0x201D},
    Named{"bdquo", 0x201E},  Named{"dagger", 0x2020}, Named{"bull", 0x2022},
    Named{"hellip", 0x2026}, Named{"permil", 0x2030}, Named{"lsaquo", 0x2039},
    Named{"rsaquo", 0x203A}, Named{"euro", 0x20AC},   Named{"trade", 0x2122},
    Named{"larr", 0x2190},   Named{"uarr", 0x2191},   Named{"rarr", 0x2192},
    Named{"darr", 0x2193},   Named{"minus", 0x2212},  Named{"infin", 0x221E},
    Named{"ne", 0x2260},     Named{"le", 0x2264},     Named{"ge", 0x2265},
    Named{"ensp", 0x2002},   Named{"emsp", 0x2003},   Named{"thinsp", 0x2009},
    Named{"zwnj", 0x200C},   Named{"zwj", 0x200D},    Named{"OElig", 0x0152},
    Named{"oelig", 0x0153},  Named{"Scaron", 0x0160}, Named{"scaron", 0x0161}};

constexpr std::size_t longest = 12;  // of what stands between & and ;

std::optional<char32_t> named(std::string_view name) noexcept {
    const auto* const in_latin = std::find(latin.begin(), latin.end(), name);
    if (in_latin != latin.end()) return static_cast<char32_t>(0xA0 + (in_latin - latin.begin()));
    const auto* const other = std::find_if(
        others.begin(), others.end(), [name](const Named& one) { return one.first == name; });
    if (other == others.end()) return std::nullopt;
    return other->second;
}

std::optional<std::uint32_t> digit_of(char c, std::uint32_t base) noexcept {
    std::uint32_t digit = base;
    if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
    if (digit >= base) return std::nullopt;
    return digit;
}

/// What stands behind "&#".
std::optional<char32_t> numbered(std::string_view digits) noexcept {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex) digits.remove_prefix(1);
    const std::uint32_t base = hex ? 16 : 10;
    std::uint32_t value = 0;
    for (const char c : digits) {
        const auto digit = digit_of(c, base);
        if (!digit || value > 0x10FFFF) return std::nullopt;
        value = value * base + *digit;
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (digits.empty() || value == 0 || value > 0x10FFFF || surrogate) return std::nullopt;
    return static_cast<char32_t>(value);
}

}  // namespace

std::string without_references(std::string_view text) {
    std::string out;
    while (true) {
        const std::size_t start = std::min(text.find('&'), text.size());
        out += text.substr(0, start);
        text.remove_prefix(start);
        if (text.empty()) return out;
        const std::size_t end = text.substr(0, longest + 2).find(';');
        const std::string_view inside =
            end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
        const auto character = inside.starts_with('#') ? numbered(inside.substr(1)) : named(inside);
        if (character) {
            json::append_utf8(out, *character);
            text.remove_prefix(end + 1);
        } else {
            out += '&';
            text.remove_prefix(1);
        }
    }
}

}  // namespace crossfade::body
