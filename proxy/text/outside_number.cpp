// See outside_number.hpp.
#include "proxy/text/outside_number.hpp"

#include "proxy/text/identifier.hpp"
#include "proxy/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace crossfade::text {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Predicate>
bool all(std::string_view text, Predicate predicate) noexcept {
    return std::all_of(text.begin(), text.end(), predicate);
}

/// Two letters, two check digits, and what the country makes of the rest; modulo 97 it is 1.
bool is_iban(std::string_view text) noexcept {
    constexpr std::size_t shortest = 15;
    constexpr std::size_t longest = 34;
    constexpr unsigned modulus = 97;
    const bool shaped = text.size() >= shortest && text.size() <= longest && is_upper(text[0]) &&
                        is_upper(text[1]) && is_digit(text[2]) && is_digit(text[3]);
    if (!shaped) return false;
    unsigned rest = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[(i + 4) % text.size()];
        if (!is_digit(c) && !is_upper(c)) return false;
        rest = is_digit(c) ? rest * 10 + static_cast<unsigned>(c - '0')
                           : rest * 100 + static_cast<unsigned>(c - 'A') + 10;
        rest %= modulus;
    }
    return rest == 1;
}

bool is_hex_address(std::string_view text) noexcept {
    constexpr std::size_t account = 42;
    constexpr std::size_t transaction = 66;
    return (text.size() == account || text.size() == transaction) && text.starts_with("0x") &&
           all(text.substr(2), is_hex_digit);
}

/// One step of the checksum of BIP 173.
std::uint32_t step(std::uint32_t sum, std::uint32_t value) noexcept {
    constexpr std::array<std::uint32_t, 5> generator{
        0x3b6a57b2U, 0x26508e6dU, 0x1ea119faU, 0x3d4233ddU, 0x2a1462b3U};
    const std::uint32_t top = sum >> 25U;
    sum = ((sum & 0x1ffffffU) << 5U) ^ value;
    for (std::size_t i = 0; i < generator.size(); ++i) {
        if (((top >> i) & 1U) != 0) sum ^= generator[i];
    }
    return sum;
}

/// A readable part, "1", and digits of which the last six are a checksum (BIP 173 and 350).
bool is_bech32(std::string_view text) noexcept {
    constexpr std::string_view digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    constexpr std::size_t shortest = 14;
    constexpr std::size_t longest = 128;
    const std::size_t one = text.rfind('1');
    const bool shaped = text.size() >= shortest && text.size() <= longest &&
                        one != std::string_view::npos && one > 0 && one + 7 <= text.size();
    if (!shaped) return false;
    const std::string_view prefix = text.substr(0, one);
    if (!all(prefix, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; })) return false;
    std::uint32_t sum = 1;
    for (const char c : prefix) sum = step(sum, static_cast<unsigned char>(c) >> 5U);
    sum = step(sum, 0);
    for (const char c : prefix) sum = step(sum, static_cast<unsigned char>(c) & 31U);
    for (const char c : text.substr(one + 1)) {
        const std::size_t value = digits.find(c);
        if (value == std::string_view::npos) return false;
        sum = step(sum, static_cast<std::uint32_t>(value));
    }
    return sum == 1 || sum == 0x2bc830a3U;
}

bool is_year(std::string_view group) noexcept {
    return group.size() == 4 && (group.starts_with("19") || group.starts_with("20")) &&
           all(group, is_digit);
}

/// Groups of capitals and of digits, kept apart: INV-2024-0012, RE/2024/000123, 2024-0012. What a
/// program draws mixes them, or has more digits than anybody would read out.
bool is_document_number(std::string_view text) noexcept {
    constexpr std::size_t most_capitals = 6;
    constexpr std::size_t most_digits = 8;
    constexpr std::size_t longest = 32;
    if (text.empty() || text.size() > longest || !is_digit(text.back())) return false;
    std::size_t groups = 0;
    bool scheme = false;  // it begins with letters or a year
    bool number = false;
    for (std::string_view rest = text; !rest.empty(); ++groups) {
        const std::size_t end = std::min(rest.find_first_of("-/._"), rest.size());
        const std::string_view group = rest.substr(0, end);
        const bool letters = all(group, is_upper) && group.size() <= most_capitals;
        const bool digits = all(group, is_digit) && group.size() <= most_digits;
        if (group.empty() || (!letters && !digits)) return false;
        if (groups == 0) scheme = letters || is_year(group);
        number = number || (digits && group.size() >= 3);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return groups > 1 && scheme && number;
}

/// Of a chain whose addresses need a hash to be told: letters and digits alone.
bool may_be_address(std::string_view text) noexcept {
    constexpr std::size_t shortest = 20;
    return text.size() >= shortest &&
           all(text, [](char c) { return is_digit(c) || is_lower(c) || is_upper(c); });
}

std::string_view last_word(std::string_view field) noexcept {
    const std::size_t before = field.find_last_of("_- .");
    field = before == std::string_view::npos ? field : field.substr(before + 1);
    std::size_t at = field.size();
    while (at > 0 && !is_upper(field[at - 1])) --at;
    if (at == 0 || at == field.size()) return field;
    while (at > 0 && is_upper(field[at - 1])) --at;
    return field.substr(at);  // of walletAddress, fileSHA256
}

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) noexcept {
    return std::any_of(
        words.begin(), words.end(), [word](auto each) { return same_letters(word, each); });
}

}  // namespace

bool is_outside_number(std::string_view text) noexcept {
    return is_hex_address(text) || is_document_number(text) || is_iban(text) || is_bech32(text);
}

bool is_outside_number(std::string_view text, std::string_view field) noexcept {
    constexpr std::array<std::string_view, 5> accounts{"address", "wallet", "iban", "bic", "swift"};
    return is_outside_number(text) ||
           (may_be_address(text) && is_one_of(last_word(field), accounts));
}

bool names_digest(std::string_view field) noexcept {
    constexpr std::array<std::string_view, 20> digests{
        "sha",     "sha1",   "sha224",    "sha256", "sha384", "sha512",     "md5",
        "md5sum",  "crc",    "crc32",     "crc32c", "digest", "checksum",   "checksums",
        "adler32", "xxhash", "integrity", "hash",   "hashes", "fingerprint"};
    const std::string_view last = last_word(field);
    if (is_one_of(last, digests)) return true;
    // sha-256
    const bool number = !last.empty() && all(last, is_digit) && last.size() < field.size();
    return number &&
           same_letters(last_word(field.substr(0, field.size() - last.size() - 1)), "sha");
}

}  // namespace crossfade::text
