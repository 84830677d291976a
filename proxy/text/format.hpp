// What class a text is of: identifiers, digests, tokens, times and so on, told by their form alone.
// Two texts of one class may stand for the same thing under two names; two of different classes
// never do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::text {

enum class Format : std::uint8_t {
    text,       // none of the others
    integer,    // decimal digits, no sign; of any length
    decimal,    // any other number
    uuid,       // RFC 9562
    ulid,       // 26 characters of Crockford's base 32
    hex,        // a digest or a random number: 16 hex digits or more, letters of one case
    jwt,        // RFC 7519, compact serialisation
    token,      // opaque: 16 characters or more without any word that could be read
    iso_time,   // RFC 3339 and relatives; with a time of day
    iso_date,   // a day
    http_date,  // RFC 9110 section 5.6.7
    url,        // with a scheme and an authority
    email
};

[[nodiscard]] std::string_view name_of(Format format) noexcept;

[[nodiscard]] Format format_of(std::string_view text) noexcept;

/// uuid, ulid, hex, jwt, token: no two things have the same one by accident.
[[nodiscard]] bool is_random(Format format) noexcept;
[[nodiscard]] bool is_time(Format format) noexcept;

/// True if both are of that class in the same manner: digests of the same length, letters of the
/// same case, times with the same parts and zone, tokens with the same prefix if both have one. A
/// nil uuid or a digest of zeros is like no other. This is what "the same format" means for a rule.
[[nodiscard]] bool same_format(std::string_view a, std::string_view b) noexcept;

/// "cus" of "cus_9s6XKzkNRiz8i3", "sk_live" of "sk_live_4eC39H": the kind of thing that many tokens
/// begin with; empty if none.
[[nodiscard]] std::string_view token_prefix(std::string_view text) noexcept;

/// A text in base64 (either alphabet, padded or not) that decodes to printable ASCII, decoded;
/// empty otherwise. Cursors are often such.
[[nodiscard]] std::string printable_base64(std::string_view text);

/// A token of random characters: contains a digit, or letters of both cases in no order that words
/// have.
[[nodiscard]] bool looks_generated(std::string_view token) noexcept;
/// The same with less proof, for where an identifier is expected.
[[nodiscard]] bool is_no_word(std::string_view token) noexcept;

}  // namespace crossfade::text
