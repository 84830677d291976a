// See string_class.hpp.
#include "proxy/text/string_class.hpp"

#include "proxy/text/decimal.hpp"
#include "proxy/text/text.hpp"
#include "proxy/text/timestamp.hpp"
#include "proxy/text/url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crossfade::text {
namespace {

constexpr std::size_t longest = 64'000;  // bytes; longer texts are looked at no further

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// White space at the ends goes, any other becomes one space.
std::string collapsed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

/// The character that an HTML reference at the front stands for, and its length; length 0: none.
std::pair<char, std::size_t> reference(std::string_view text) noexcept {
    constexpr std::array<std::pair<std::string_view, char>, 13> known{{{"&amp;", '&'},
                                                                       {"&lt;", '<'},
                                                                       {"&gt;", '>'},
                                                                       {"&quot;", '"'},
                                                                       {"&apos;", '\''},
                                                                       {"&#39;", '\''},
                                                                       {"&#039;", '\''},
                                                                       {"&#x27;", '\''},
                                                                       {"&#34;", '"'},
                                                                       {"&#38;", '&'},
                                                                       {"&#60;", '<'},
                                                                       {"&#62;", '>'},
                                                                       {"&#x2F;", '/'}}};
    for (const auto& [name, character] : known) {
        if (text.starts_with(name)) return {character, name.size()};
    }
    return {};
}

std::string without_references(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto [character, length] = reference(text);
        out += length == 0 ? text.front() : character;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

bool same_without_references(std::string_view live, std::string_view shadow) {
    const bool any =
        live.find('&') != std::string_view::npos || shadow.find('&') != std::string_view::npos;
    return any && without_references(live) == without_references(shadow);
}

/// U+0300 to U+036F.
bool is_combining(std::string_view text) noexcept {
    if (text.size() < 2) return false;
    const auto second = static_cast<unsigned char>(text[1]);
    return text[0] == '\xcc' ? second >= 0x80 : text[0] == '\xcd' && second < 0xb0;
}

/// The length of a letter in front that has a decomposed form: U+00C0 to U+017F, U+1E00 to U+1EFF.
std::size_t composed(std::string_view text) noexcept {
    if (text.size() >= 2 && text[0] >= '\xc3' && text[0] <= '\xc5') return 2;
    if (text.size() >= 3 && text[0] == '\xe1' && text[1] >= '\xb8' && text[1] <= '\xbb') return 3;
    return 0;
}

/// What is left without letters that bear marks, composed or not, and how many there were. Two
/// texts of which one is the other normalised leave the same; no table tells more cheaply.
struct Bare {
    std::string rest;
    std::size_t letters = 0;
    bool decomposed = false;
};

Bare bare(std::string_view text) {
    Bare out;
    while (!text.empty()) {
        if (is_combining(text)) {
            ++out.letters;
            if (!out.rest.empty()) out.rest.pop_back();
            out.decomposed = true;
            text.remove_prefix(2);
        } else if (const std::size_t length = composed(text); length != 0) {
            ++out.letters;
            text.remove_prefix(length);
        } else {
            out.rest += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

bool same_normalised(std::string_view live, std::string_view shadow) {
    const Bare a = bare(live);
    const Bare b = bare(shadow);
    return a.decomposed != b.decomposed && a.letters == b.letters && a.rest == b.rest;
}

struct WrittenTime {
    std::string_view fraction;
    std::string_view zone;

    [[nodiscard]] std::string_view kind() const noexcept {
        if (zone.empty()) return "no zone";
        return zone == "Z" || zone == "z" ? "Z" : "offset";
    }
};

WrittenTime written_time(std::string_view text) {
    const std::size_t clock = text.find_first_of("Tt ", 8);
    if (clock == std::string_view::npos) return {};
    const std::size_t zone = std::min(text.find_first_of("Zz+-", clock), text.size());
    const std::size_t point = std::min(text.find_first_of(".,", clock), zone);
    const std::size_t fraction = std::min(point + 1, zone);
    return {text.substr(fraction, zone - fraction), text.substr(zone)};
}

std::string precision(const WrittenTime& a, const WrittenTime& b) {
    return "time precision " + std::to_string(a.fraction.size()) + "->" +
           std::to_string(b.fraction.size());
}

}  // namespace

std::optional<std::string> time_class(std::string_view live, std::string_view shadow) {
    const auto one = iso_instant(live);
    const auto other = iso_instant(shadow);
    if (!one || !other) return std::nullopt;
    const WrittenTime a = written_time(live);
    const WrittenTime b = written_time(shadow);
    if (*one == *other) {
        if (a.kind() != b.kind()) return std::string(a.kind()).append("->").append(b.kind());
        return a.fraction.size() == b.fraction.size() ? "time format" : precision(a, b);
    }
    const bool cut = a.zone == b.zone && a.fraction.size() != b.fraction.size() &&
                     (a.fraction.starts_with(b.fraction) || b.fraction.starts_with(a.fraction)) &&
                     std::chrono::floor<std::chrono::seconds>(*one) ==
                         std::chrono::floor<std::chrono::seconds>(*other);
    if (!cut) return std::nullopt;
    return precision(a, b);
}

bool same_words(std::string_view live, std::string_view shadow) {
    return same_letters(collapsed(live), collapsed(shadow));
}

std::string string_class(std::string_view live, std::string_view shadow) {
    if (live.empty()) return "empty->string";
    if (shadow.empty()) return "string->empty";
    if (live.size() > longest || shadow.size() > longest) return "value";
    if (same_letters(live, shadow)) return "case";
    if (trimmed(live) == trimmed(shadow)) return "trim";
    if (collapsed(live) == collapsed(shadow)) return "whitespace";
    if (auto time = time_class(live, shadow)) return *std::move(time);
    if (is_number_text(live) && is_number_text(shadow)) {
        return decimal_of(live) == decimal_of(shadow) ? "number format" : "value";
    }
    if (same_without_references(live, shadow)) return "html escape";
    if (same_normalised(live, shadow)) return "unicode normalisation";
    if (same_but_host(live, shadow)) return "url host";
    return "value";
}

}  // namespace crossfade::text
