// See identifier.hpp.
#include "proxy/text/identifier.hpp"

#include "proxy/text/format.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::text {
namespace {

template <std::size_t size>
using Words = std::array<std::string_view, size>;

constexpr Words<7> identifiers{"id", "ids", "uuid", "guid", "uid", "oid", "gid"};
constexpr Words<11> opaque{"token",
                           "cursor",
                           "sha",
                           "hash",
                           "digest",
                           "nonce",
                           "fingerprint",
                           "checksum",
                           "marker",
                           "continuation",
                           "etag"};
constexpr Words<10> times{
    "at", "on", "date", "time", "timestamp", "ts", "when", "expires", "since", "until"};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

/// Where the last word of a name begins: of order_id, orderId, order-id, orderID.
std::size_t last_word(std::string_view name) noexcept {
    std::size_t at = name.size();
    while (at > 0 && is_upper(name[at - 1])) --at;
    if (at < name.size()) return at;  // orderID
    while (at > 0 && (is_lower(name[at - 1]) || is_digit(name[at - 1]))) --at;
    if (at > 0 && is_upper(name[at - 1])) --at;
    return at;
}

template <std::size_t size>
bool ends_in(std::string_view name, const Words<size>& words) noexcept {
    const std::string_view last = name.substr(last_word(name));
    return std::any_of(
        words.begin(), words.end(), [last](auto word) { return same_letters(last, word); });
}

}  // namespace

bool names_identifier(std::string_view field) noexcept { return ends_in(field, identifiers); }

bool names_opaque_text(std::string_view field) noexcept {
    return names_identifier(field) || ends_in(field, opaque);
}

bool names_time(std::string_view field) noexcept { return ends_in(field, times); }

std::string thing_of(std::string_view field) {
    if (!names_identifier(field)) return {};
    field = field.substr(0, last_word(field));
    while (!field.empty() && (field.back() == '_' || field.back() == '-')) field.remove_suffix(1);
    return lowered(field);
}

bool names_occasion(std::string_view thing) noexcept {
    constexpr Words<16> occasions{"request",
                                  "response",
                                  "trace",
                                  "span",
                                  "correlation",
                                  "session",
                                  "operation",
                                  "execution",
                                  "invocation",
                                  "query",
                                  "search",
                                  "connection",
                                  "debug",
                                  "error",
                                  "incident",
                                  "log"};
    return ends_in(thing, occasions);
}

std::string singular(std::string_view noun) {
    std::string word = lowered(noun);
    if (word.ends_with("ies") && word.size() > 4) return word.replace(word.size() - 3, 3, "y");
    const bool plural = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    if (plural && word.size() > 2) word.pop_back();
    return word;
}

}  // namespace crossfade::text
