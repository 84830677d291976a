// See protobuf.hpp; the wire format is described in protobuf.dev, "Encoding".
#include "proxy/body/protobuf.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/utf8.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace crossfade::body {
namespace {

constexpr std::size_t max_depth = 32;  // each level may be looked at twice: once to find it is one
constexpr std::uint64_t max_field = (1U << 29U) - 1;

enum WireType : std::uint8_t { varint, fixed64, bytes_of_length, group_begin, group_end, fixed32 };

std::optional<std::uint64_t> take_varint(std::string_view& rest) noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(rest[0]);
        rest.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

template <class Number>
std::optional<Number> take_fixed(std::string_view& rest) noexcept {
    if (rest.size() < sizeof(Number)) return std::nullopt;
    Number value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        value |= static_cast<Number>(static_cast<unsigned char>(rest[i])) << (8 * i);
    }
    rest.remove_prefix(sizeof(Number));
    return value;
}

/// A size that somebody would send, and that bits which are a whole number hardly ever have.
template <class Real>
bool plausible(Real value) noexcept {
    const Real size = std::fabs(value);
    return value == 0 || (size >= Real(1e-9) && size <= Real(1e15));
}

template <class Real, class Bits>
void append_real_or_whole(std::string& out, Bits bits) {
    const Real real = std::bit_cast<Real>(bits);
    std::array<char, 64> text;
    const auto end = plausible(real) ? std::to_chars(text.data(), text.data() + text.size(), real)
                                     : std::to_chars(text.data(), text.data() + text.size(), bits);
    out.append(text.data(), end.ptr);
}

bool is_text(std::string_view bytes) noexcept {
    // A message often begins with the tag of its first field, a line feed; a text seldom does.
    if (bytes.starts_with('\n')) return false;
    const bool control = std::any_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
    });
    return !control && json::is_utf8(bytes);
}

bool append_message(std::string& out, std::string_view rest, std::size_t depth);

void append_with_length(std::string& out, std::string_view bytes, std::size_t depth) {
    if (is_text(bytes)) {
        json::append_string(out, bytes);
    } else if (!append_message(out, bytes, depth + 1)) {
        append_hex(out, bytes);
    }
}

bool append_value(std::string& out, std::string_view& rest, unsigned type, std::size_t depth) {
    if (type == varint) {
        const auto value = take_varint(rest);
        if (value) out += std::to_string(*value);
        return value.has_value();
    }
    if (type == fixed64) {
        const auto value = take_fixed<std::uint64_t>(rest);
        if (value) append_real_or_whole<double>(out, *value);
        return value.has_value();
    }
    if (type == fixed32) {
        const auto value = take_fixed<std::uint32_t>(rest);
        if (value) append_real_or_whole<float>(out, *value);
        return value.has_value();
    }
    if (type != bytes_of_length) return false;  // groups are long gone
    const auto size = take_varint(rest);
    if (!size || *size > rest.size()) return false;
    append_with_length(out, rest.substr(0, *size), depth);
    rest.remove_prefix(*size);
    return true;
}

bool append_message(std::string& out, std::string_view rest, std::size_t depth) {
    if (depth > max_depth) return false;
    const std::size_t before = out.size();
    out += '{';
    while (!rest.empty()) {
        const auto tag = take_varint(rest);
        const std::uint64_t field = tag.value_or(0) >> 3U;
        bool good = field != 0 && field <= max_field;
        if (good) {
            if (out.back() != '{') out += ',';
            out.append("\"#").append(std::to_string(field)).append("\":");
            good = append_value(out, rest, static_cast<unsigned>(*tag & 7U), depth);
        }
        if (!good) {
            out.resize(before);
            return false;
        }
    }
    out += '}';
    return true;
}

}  // namespace

void append_hex(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "{\"#bytes\":\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 0xfU];
    }
    out += "\"}";
}

bool append_protobuf(std::string& out, std::string_view bytes) {
    return append_message(out, bytes, 0);
}

Reading read_protobuf(std::string_view bytes) {
    Reading reading;
    if (append_protobuf(reading.json, bytes)) reading.status = Reading::Status::good;
    return reading;
}

}  // namespace crossfade::body
