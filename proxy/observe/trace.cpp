// Trace context and request ids as text.
#include "proxy/observe/trace.hpp"

#include <cstddef>
#include <span>

namespace crossfade::observe {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

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

char* write_hex(char* out, std::span<const std::uint8_t> bytes) noexcept {
    for (const auto byte : bytes) {
        *out++ = hex_digits[byte >> 4U];
        *out++ = hex_digits[byte & 0xfU];
    }
    return out;
}

void fill(std::span<std::uint8_t> bytes, Random& random) noexcept {
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        std::uint64_t word = random.next();
        for (std::size_t j = i; j < i + 8 && j < bytes.size(); ++j, word >>= 8U) {
            bytes[j] = static_cast<std::uint8_t>(word);
        }
    }
}

bool all_zero(std::span<const std::uint8_t> bytes) noexcept {
    for (const auto byte : bytes) {
        if (byte != 0) return false;
    }
    return true;
}

// An id of zeros only is invalid (sections 3.2.2.3 and 3.2.2.4).
void fill_id(std::span<std::uint8_t> bytes, Random& random) noexcept {
    do fill(bytes, random);
    while (all_zero(bytes));
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
    if (all_zero(trace.trace_id) || all_zero(trace.parent_id)) return std::nullopt;
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
    TraceParentText text;
    char* out = text.data();
    *out++ = '0';
    *out++ = '0';
    *out++ = '-';
    out = write_hex(out, trace.trace_id);
    *out++ = '-';
    out = write_hex(out, trace.parent_id);
    *out++ = '-';
    write_hex(out, {&trace.flags, 1});
    return text;
}

RequestIdText make_request_id(Random& random) noexcept {
    std::array<std::uint8_t, 16> bytes{};
    fill(bytes, random);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);  // variant
    RequestIdText text;
    char* out = text.data();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        out = write_hex(out, {&bytes[i], 1});
    }
    return text;
}

}  // namespace crossfade::observe
