// Strings of a JSON text (RFC 8259 section 7); see json_reader.hpp.
#include "proxy/compare/json_reader.hpp"
#include "proxy/json/utf8.hpp"

#include <bit>
#include <cstring>

namespace crossfade::compare {
namespace {

constexpr std::uint64_t each_byte = 0x0101010101010101U;

/// The high bit of the first byte that is a control character, a quote, a backslash or not ASCII is
/// set, and none below it; of bytes above it nothing is said.
std::uint64_t special_bytes(std::uint64_t word) noexcept {
    const std::uint64_t quotes = word ^ (each_byte * '"');
    const std::uint64_t backslashes = word ^ (each_byte * '\\');
    return ((word - each_byte * 0x20) | (quotes - each_byte) | (backslashes - each_byte) | word) &
           (each_byte * 0x80);
}

bool is_plain(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

bool is_high_surrogate(std::uint32_t unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(std::uint32_t unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

void JsonReader::skip_plain() noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        while (end_ - at_ >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, at_, sizeof word);
            const std::uint64_t special = special_bytes(word);
            if (special != 0) {
                at_ += std::countr_zero(special) / 8;
                return;
            }
            at_ += 8;
        }
    }
    while (at_ != end_ && is_plain(*at_)) ++at_;
}

bool JsonReader::beyond_ascii() {
    const std::size_t length = json::utf8_length({at_, static_cast<std::size_t>(end_ - at_)});
    at_ += length;
    return length != 0;
}

bool JsonReader::text(Text& out) {
    ++at_;
    out.begin = offset();
    for (;;) {
        skip_plain();
        if (at_ == end_) return false;
        if (*at_ == '"') break;
        if (*at_ == '\\') return text_with_escapes(out);
        if (static_cast<unsigned char>(*at_) < 0x80 || !beyond_ascii()) return false;
    }
    out.end = offset();
    ++at_;
    return true;
}

// At the first backslash; what stands before it is copied first.
bool JsonReader::text_with_escapes(Text& out) {
    std::string& texts = document_.texts_;
    const auto kept = static_cast<std::uint32_t>(texts.size());
    out.escaped = true;
    const char* run = begin_ + out.begin;
    for (;;) {
        skip_plain();
        if (at_ == end_) return false;
        if (*at_ == '"') break;
        if (*at_ == '\\') {
            texts.append(run, at_);
            if (!escape()) return false;
            run = at_;
        } else if (static_cast<unsigned char>(*at_) < 0x80 || !beyond_ascii()) {
            return false;
        }
    }
    texts.append(run, at_);
    out.end = offset();
    ++at_;
    document_.unescaped_.push_back(
        {out.begin, kept, static_cast<std::uint32_t>(texts.size()) - kept});
    return true;
}

bool JsonReader::escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    ++at_;
    if (at_ == end_) return false;
    const char letter = *at_++;
    if (letter == 'u') return unicode_escape();
    const std::size_t which = letters.find(letter);
    if (which == std::string_view::npos) return false;
    document_.texts_ += meanings[which];
    return true;
}

// Half a surrogate pair is no character, and no text that UTF-8 could hold.
bool JsonReader::unicode_escape() {
    std::uint32_t unit = 0;
    if (!four_digits(unit) || is_low_surrogate(unit)) return false;
    if (is_high_surrogate(unit)) {
        std::uint32_t low = 0;
        if (!next_is('\\')) return false;
        ++at_;
        if (!next_is('u')) return false;
        ++at_;
        if (!four_digits(low) || !is_low_surrogate(low)) return false;
        unit = 0x10000 + ((unit - 0xd800) << 10U) + (low - 0xdc00);
    }
    json::append_utf8(document_.texts_, unit);
    return true;
}

bool JsonReader::four_digits(std::uint32_t& value) {
    if (end_ - at_ < 4) return false;
    value = 0;
    for (const char* last = at_ + 4; at_ != last; ++at_) {
        const char c = *at_;
        const char lower = static_cast<char>(c | 0x20);
        const bool decimal = c >= '0' && c <= '9';
        if (!decimal && (lower < 'a' || lower > 'f')) return false;
        value = value * 16 + static_cast<std::uint32_t>(decimal ? c - '0' : lower - 'a' + 10);
    }
    return true;
}

}  // namespace crossfade::compare
