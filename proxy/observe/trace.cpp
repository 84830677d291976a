// Trace context and request ids as text. Nearly every request gets new ones, so that they are
// written in runs of a known length, which compilers turn into vector code.
#include "proxy/observe/trace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

namespace crossfade::observe {
namespace {

// Section 3.2.1 knows lower-case digits only.
int value_of(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

// Exactly bytes.size() bytes, two digits each.
bool read_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = value_of(text[2 * i]);
        const int low = value_of(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

char digit_of(unsigned value) noexcept {
    return static_cast<char>(value + '0' + (value > 9 ? 'a' - '0' - 10 : 0));
}

// Sixteen at a time, because that is one vector: a digit for each half of a byte.
std::array<char, 32> hex_of(const std::array<std::uint8_t, 16>& bytes) noexcept {
    std::array<char, 32> digits{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        digits[2 * i] = digit_of(bytes[i] >> 4U);
        digits[2 * i + 1] = digit_of(bytes[i] & 0xfU);
    }
    return digits;
}

// In whole words; in which order a machine keeps their bytes is the same to a random number.
template <std::size_t size>
void fill(std::array<std::uint8_t, size>& bytes, Random& random) noexcept {
    static_assert(size % sizeof(std::uint64_t) == 0);
    for (std::size_t i = 0; i < size; i += sizeof(std::uint64_t)) {
        const std::uint64_t word = random.next();
        std::memcpy(&bytes[i], &word, sizeof word);
    }
}

// An id of zeros only is invalid (sections 3.2.2.3 and 3.2.2.4).
template <std::size_t size>
void fill_id(std::array<std::uint8_t, size>& bytes, Random& random) noexcept {
    do fill(bytes, random);
    while (bytes == std::array<std::uint8_t, size>{});
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view text) noexcept {
    if (text.size() < traceparent_size) return std::nullopt;
    if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    std::uint8_t version = 0;
    TraceParent trace;
    if (!read_hex(text.substr(0, 2), {&version, 1}) || version == 0xff) return std::nullopt;
    if (text.size() > traceparent_size && (version == 0 || text[traceparent_size] != '-')) {
        return std::nullopt;
    }
    if (!read_hex(text.substr(3), trace.trace_id) || !read_hex(text.substr(36), trace.parent_id) ||
        !read_hex(text.substr(53), {&trace.flags, 1})) {
        return std::nullopt;
    }
    constexpr TraceParent nobody;
    if (trace.trace_id == nobody.trace_id || trace.parent_id == nobody.parent_id) {
        return std::nullopt;
    }
    return trace;
}

TraceParent make_child(const std::optional<TraceParent>& parent, Random& random) noexcept {
    TraceParent child;
    if (parent) {
        child.trace_id = parent->trace_id;
        // The bits that are defined: sampled, and (Level 2) random trace id.
        child.flags = parent->flags & 0x03U;
    } else {
        fill_id(child.trace_id, random);
    }
    fill_id(child.parent_id, random);
    return child;
}

TraceParentText to_text(const TraceParent& trace) noexcept {
    std::array<std::uint8_t, 16> parent_and_flags{};
    std::copy_n(trace.parent_id.begin(), 8, parent_and_flags.begin());
    parent_and_flags[8] = trace.flags;
    const auto trace_id = hex_of(trace.trace_id);
    const auto rest = hex_of(parent_and_flags);
    TraceParentText text;
    text[0] = text[1] = '0';
    text[2] = text[35] = text[52] = '-';
    std::copy_n(trace_id.begin(), 32, &text[3]);
    std::copy_n(rest.begin(), 16, &text[36]);
    std::copy_n(&rest[16], 2, &text[53]);
    return text;
}

RequestIdText make_request_id(Random& random) noexcept {
    std::array<std::uint8_t, 16> bytes{};
    fill(bytes, random);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);  // variant
    const auto digits = hex_of(bytes);
    RequestIdText text;
    text[8] = text[13] = text[18] = text[23] = '-';
    std::copy_n(&digits[0], 8, &text[0]);
    std::copy_n(&digits[8], 4, &text[9]);
    std::copy_n(&digits[12], 4, &text[14]);
    std::copy_n(&digits[16], 4, &text[19]);
    std::copy_n(&digits[20], 12, &text[24]);
    return text;
}

}  // namespace crossfade::observe
