// How two texts that differ in identifiers are taken apart; see identifier.hpp.
//
// Both are cut at everything that is no letter, digit or one of ". _ ~ -". The cuts have to be the
// same, and each piece that differs has to be an identifier by its form or by where it stands.
#include "proxy/text/format.hpp"
#include "proxy/text/identifier.hpp"
#include "proxy/text/outside_number.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>

namespace crossfade::text {
namespace {

constexpr std::size_t most_claims = 16;  // of one text

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_number(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
bool is_word(std::string_view text) noexcept {
    return !text.empty() && is_letter(text.front()) &&
           std::none_of(text.begin(), text.end(), is_digit);
}
bool in_piece(char c) noexcept {
    return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '~' || c == '-';
}

struct Piece {
    std::string_view text;
    char before = 0;  // what stands in front of it
};

std::vector<Piece> pieces_of(std::string_view text, bool (*inside)(char) noexcept) {
    std::vector<Piece> pieces;
    char before = 0;
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(text.begin(), text.end(), inside) - text.begin());
        if (end == 0) {
            before = text[0];
            text.remove_prefix(1);
            // An empty piece keeps the cuts of both texts apart from each other.
            pieces.push_back({{}, before});
            continue;
        }
        pieces.push_back({text.substr(0, end), before});
        text.remove_prefix(end);
    }
    return pieces;
}

bool same_cuts(std::span<const Piece> a, std::span<const Piece> b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Piece& x, const Piece& y) {
        return x.before == y.before && x.text.empty() == y.text.empty();
    });
}

bool in_token(char c) noexcept { return is_digit(c) || is_letter(c); }

/// A number of eight digits or more, or a digest of seven or more: no person chose that.
bool is_strong(std::string_view token) noexcept {
    if (is_number(token)) return token.size() >= 8;
    const bool hex = token.size() >= 7 && token.find_first_not_of("0123456789abcdef") == token.npos;
    return hex && std::any_of(token.begin(), token.end(), is_digit) &&
           std::any_of(token.begin(), token.end(), is_letter);
}

bool is_vowel(char c) noexcept {
    return std::string_view("aeiouyAEIOUY").find(c) != std::string_view::npos;
}

/// Letters that nobody could read out: three vowels or consonants in a row.
bool is_unreadable(std::string_view token) noexcept {
    std::size_t row = 0;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool goes_on = i > 0 && is_vowel(token[i]) == is_vowel(token[i - 1]);
        row = goes_on ? row + 1 : 1;
        longest = std::max(longest, row);
    }
    return longest >= 3;
}

bool is_random_token(std::string_view token) noexcept {
    return looks_generated(token) || is_unreadable(token);
}

/// Two tokens that may stand beside a strong one: with digits, or as long as each other and of
/// which one at least is no word.
bool are_fillers(std::string_view live, std::string_view shadow) noexcept {
    if (looks_generated(live) && looks_generated(shadow)) return true;
    return live.size() == shadow.size() && live.size() <= 8 &&
           (is_random_token(live) || is_random_token(shadow));
}

std::vector<std::string_view> tokens_of(std::string_view text) {
    std::vector<std::string_view> tokens;
    for (const Piece& piece : pieces_of(text, in_token)) {
        if (!piece.text.empty()) tokens.push_back(piece.text);
    }
    return tokens;
}

using Tokens = std::span<const std::string_view>;

/// Cuts off what both have in front and behind.
void keep_middle(Tokens& a, Tokens& b) noexcept {
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
        a = a.subspan(1);
        b = b.subspan(1);
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a = a.first(a.size() - 1);
        b = b.first(b.size() - 1);
    }
}

/// What differs between two names holds a strong token on each side, and fillers beside it.
bool are_generated(Tokens live, Tokens shadow) noexcept {
    const auto strong = [](Tokens tokens) {
        return std::any_of(tokens.begin(), tokens.end(), is_strong);
    };
    if (!strong(live) || !strong(shadow)) return false;
    const std::size_t common = std::min(live.size(), shadow.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (!are_fillers(live[i], shadow[i])) return false;
    }
    // What only one side has beside the number has to be random by itself.
    const Tokens rest = live.size() > common ? live.subspan(common) : shadow.subspan(common);
    return std::all_of(rest.begin(), rest.end(), is_random_token);
}

/// Not two random texts of different classes, nor tokens of two kinds.
bool may_be_one_class(std::string_view live, std::string_view shadow) noexcept {
    const auto loose = [](Format format) {
        return format == Format::text || format == Format::token;
    };
    const std::string_view prefix = token_prefix(live);
    const std::string_view other = token_prefix(shadow);
    return loose(format_of(live)) && loose(format_of(shadow)) &&
           (prefix == other || prefix.empty() || other.empty());
}

/// In a field of identifiers less is enough: four characters or more behind what both begin with,
/// and neither reads as a word.
bool are_short_identifiers(std::string_view live, std::string_view shadow) noexcept {
    constexpr std::size_t shortest = 4;
    if (is_number(live) || is_number(shadow) || !may_be_one_class(live, shadow)) return false;
    const auto [end, other] = std::mismatch(live.begin(), live.end(), shadow.begin(), shadow.end());
    auto same = static_cast<std::size_t>(end - live.begin());
    while (same > 0 && is_digit(live[same - 1])) --same;
    if (live.size() < same + shortest || shadow.size() < same + shortest) return false;
    while (same > 0 && in_token(live[same - 1])) --same;
    return is_no_word(live.substr(same)) && is_no_word(shadow.substr(same));
}

/// One is the other written in another way, or cut off: in other letters, with leading zeros, as
/// the nearest number of double precision. That is a fault that clients see, and no second name.
bool is_spoiled(std::string_view live, std::string_view shadow) {
    if (same_letters(live, shadow)) return true;
    if (is_number(live) && is_number(shadow)) {
        const bool leading = live.front() == '0' || shadow.front() == '0';
        constexpr std::size_t safe_digits = 16;  // 2^53 has as many
        return (leading && live.size() > 1 && shadow.size() > 1) ||
               (live.size() >= safe_digits &&
                std::strtod(std::string(live).c_str(), nullptr) ==
                    std::strtod(std::string(shadow).c_str(), nullptr));
    }
    return live.starts_with(shadow) || shadow.starts_with(live) || live.ends_with(shadow) ||
           shadow.ends_with(live);
}

bool is_one_piece(std::string_view text) noexcept {
    while (text.ends_with('=')) text.remove_suffix(1);  // of base64
    return text.size() <= 256 && std::all_of(text.begin(), text.end(), in_piece);
}

/// Two texts as one identifier.
std::optional<Claim> whole(std::string_view live, std::string_view shadow, bool opaque_field) {
    if (is_outside_number(live) || is_outside_number(shadow)) return std::nullopt;
    const bool random = same_format(live, shadow) && is_random(format_of(live));
    const bool names = is_one_piece(live) && is_one_piece(shadow);
    const bool same = random || (names && generated_alike(live, shadow)) ||
                      (names && opaque_field && are_short_identifiers(live, shadow));
    if (!same) return std::nullopt;
    return Claim{{}, std::string(live), std::string(shadow)};
}

std::size_t previous(std::span<const Piece> pieces, std::size_t at) noexcept {
    while (at > 0 && pieces[at - 1].text.empty()) --at;
    return at;  // 0: there is none; else it is at - 1
}

/// What counts, measures or dates, so that a number behind it identifies nothing.
bool names_quantity(std::string_view word) {
    constexpr std::array quantities{"page",
                                    "limit",
                                    "offset",
                                    "size",
                                    "count",
                                    "version",
                                    "v",
                                    "year",
                                    "month",
                                    "week",
                                    "day",
                                    "from",
                                    "to",
                                    "step",
                                    "level",
                                    "skip",
                                    "top",
                                    "amount"};
    return std::find(quantities.begin(), quantities.end(), word) != quantities.end();
}

/// What a number in a path identifies: /orders/17 an order. Not the parts of a date.
std::string kind_in_path(std::span<const Piece> pieces, std::size_t at) {
    const std::size_t before = previous(pieces, at);
    if (pieces[at].before != '/' || before == 0 || !is_word(pieces[before - 1].text)) return {};
    const auto next = std::find_if(pieces.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                   pieces.end(),
                                   [](const Piece& piece) { return !piece.text.empty(); });
    const bool date = next != pieces.end() && next->before == '/' && is_number(next->text);
    std::string kind = date ? std::string() : singular(pieces[before - 1].text);
    return names_quantity(kind) ? std::string() : kind;
}

/// What a named number identifies: order_id=17 or "order_id":17 an order.
std::string kind_of_named(std::span<const Piece> pieces, std::size_t at) {
    const std::size_t before = previous(pieces, at);
    if (before == 0) return {};
    const auto between = pieces.subspan(before, at - before + 1);
    const bool named = std::any_of(between.begin(), between.end(), [](const Piece& piece) {
        return piece.before == '=' || piece.before == ':';
    });
    const std::string_view name = pieces[before - 1].text;
    if (!named || !names_identifier(name)) return {};
    const std::string thing = thing_of(name);
    return thing.empty() ? std::string(name) : thing;
}

std::string_view without_authority(std::string_view url) noexcept {
    const std::size_t begin = url.find("://");
    if (begin == std::string_view::npos) return url;
    return url.substr(std::min(url.find_first_of("/?#", begin + 3), url.size()));
}

/// Behind "//" or "@".
bool is_host(std::span<const Piece> pieces, std::size_t at) noexcept {
    if (pieces[at].before == '@') return true;
    const auto is_slash = [&pieces](std::size_t i) {
        return pieces[i].before == '/' && pieces[i].text.empty();
    };
    return pieces[at].before == '/' && at >= 2 && is_slash(at - 1) && is_slash(at - 2);
}

bool is_link(std::string_view text) noexcept {
    return text.starts_with('/') || text.find("://") != std::string_view::npos;
}

/// Of a cut text: each piece that differs has to be an identifier.
std::optional<Claims> by_pieces(std::string_view live, std::string_view shadow) {
    const bool link = is_link(live) && is_link(shadow);
    if (format_of(live) == Format::url && format_of(shadow) == Format::url) {
        const std::string_view path = without_authority(live);
        const std::string_view other = without_authority(shadow);
        if (live.substr(0, live.size() - path.size()) !=
            shadow.substr(0, shadow.size() - other.size())) {
            return std::nullopt;
        }
        live = path;
        shadow = other;
    }
    const auto a = pieces_of(live, in_piece);
    const auto b = pieces_of(shadow, in_piece);
    if (!same_cuts(a, b)) return std::nullopt;
    Claims claims;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].text == b[i].text) continue;
        if (claims.size() == most_claims || is_host(a, i)) return std::nullopt;
        if (auto claim = whole(a[i].text, b[i].text, false)) {
            claims.push_back(std::move(*claim));
            continue;
        }
        if (!is_number(a[i].text) || !is_number(b[i].text)) return std::nullopt;
        std::string kind = link ? kind_in_path(a, i) : std::string();
        if (kind.empty()) kind = kind_of_named(a, i);
        if (kind.empty()) return std::nullopt;
        claims.push_back({std::move(kind), std::string(a[i].text), std::string(b[i].text)});
    }
    return claims;
}

/// Where the last number of a text is.
std::pair<std::size_t, std::size_t> last_number(std::string_view text) noexcept {
    constexpr std::string_view digits = "0123456789";
    const std::size_t last = text.find_last_of(digits);
    if (last == std::string_view::npos) return {0, 0};
    const std::size_t before = text.find_last_not_of(digits, last);
    return {before == std::string_view::npos ? 0 : before + 1, last + 1};
}

/// What was in base64: a text in which identifiers differ, or one such as "04:Item4711".
std::optional<Claims> by_content(std::string_view live, std::string_view shadow) {
    constexpr std::size_t shortest = 4;  // "page2" is no identifier
    if (auto claims = by_pieces(live, shadow)) return claims;
    const auto [begin, end] = last_number(live);
    const auto [other_begin, other_end] = last_number(shadow);
    const std::string_view kind = live.substr(0, begin);
    const bool same_rest =
        shadow.substr(0, other_begin) == kind && live.substr(end) == shadow.substr(other_end);
    const bool numbers = end - begin >= shortest && other_end - other_begin >= shortest;
    if (!same_rest || !numbers || begin == 0 || !is_letter(live[begin - 1])) return std::nullopt;
    return Claims{{std::string(kind),
                   std::string(live.substr(begin, end - begin)),
                   std::string(shadow.substr(other_begin, other_end - other_begin))}};
}

}  // namespace

bool generated_alike(std::string_view live, std::string_view shadow) {
    const auto of_live = tokens_of(live);
    const auto of_shadow = tokens_of(shadow);
    Tokens a(of_live);
    Tokens b(of_shadow);
    keep_middle(a, b);
    // A number alone may be anything, an amount above all; around it have to be words that both
    // share.
    const auto is_shared_word = [&a](const std::string_view& token) {
        const bool differs = &token >= a.data() && &token < a.data() + a.size();
        return !differs && std::any_of(token.begin(), token.end(), is_letter);
    };
    return std::any_of(of_live.begin(), of_live.end(), is_shared_word) && are_generated(a, b);
}

std::optional<Claims> claims_of(std::string_view live,
                                std::string_view shadow,
                                std::string_view field,
                                std::string_view kind) {
    if (is_spoiled(live, shadow)) return std::nullopt;
    if (is_outside_number(live, field) || is_outside_number(shadow, field)) return std::nullopt;
    if (is_number(live) && is_number(shadow) && live.size() < 32) {
        if (!names_identifier(field)) return std::nullopt;
        return Claims{{std::string(kind), std::string(live), std::string(shadow)}};
    }
    const bool opaque = names_opaque_text(field);
    if (opaque || (format_of(live) == Format::token && format_of(shadow) == Format::token)) {
        // What can be read in base64 says more than that it is base64.
        const std::string live_content = printable_base64(live);
        const std::string shadow_content = printable_base64(shadow);
        if (!live_content.empty() && !shadow_content.empty()) {
            return by_content(live_content, shadow_content);
        }
    }
    if (auto claim = whole(live, shadow, opaque)) return Claims{std::move(*claim)};
    return by_pieces(live, shadow);
}

}  // namespace crossfade::text
