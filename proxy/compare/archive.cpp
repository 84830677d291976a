// See archive.hpp.
#include "proxy/compare/archive.hpp"

#include "proxy/coding/decode.hpp"
#include "proxy/compare/binary_diff.hpp"
#include "proxy/json/string.hpp"
#include "proxy/json/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace crossfade::compare {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t most_entries = 10'000;
constexpr std::size_t longest_text = std::size_t{64} << 10U;
constexpr std::string_view gzip_magic = "\x1f\x8b";

int digit_of(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The bytes that a text of hexadecimal digits stands for; empty if it is none.
std::string from_hex(std::string_view text) {
    std::string bytes;
    if (text.size() % 2 != 0) return bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit_of(text[i]);
        const int low = digit_of(text[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string_view field(std::string_view header, std::size_t offset, std::size_t size) noexcept {
    const std::string_view text = header.substr(offset, size);
    return text.substr(0, text.find('\0'));
}

std::optional<std::uint64_t> octal(std::string_view text) noexcept {
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c == ' ') continue;
        if (c < '0' || c > '7' || value >> 40U != 0) return std::nullopt;
        value = value * 8 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

std::string content_text(std::string_view content) {
    const bool text = content.size() <= longest_text && json::is_utf8(content) &&
                      content.find('\0') == std::string_view::npos;
    return text ? std::string(content) : binary_text(content);
}

std::optional<std::string> tar_json(std::string_view tar) {
    std::string out = "[";
    for (std::size_t entries = 0; tar.size() >= block && tar[0] != '\0'; ++entries) {
        const std::string_view header = tar.substr(0, block);
        const auto size = octal(field(header, 124, 12));
        const bool ustar = header.substr(257, 5) == "ustar";
        if (!ustar || !size || *size > tar.size() - block || entries == most_entries) {
            return std::nullopt;
        }
        const std::string_view content = tar.substr(block, *size);
        tar.remove_prefix(block);
        tar.remove_prefix(std::min(tar.size(), (*size + block - 1) / block * block));
        const char type = header[156];
        if (type == 'x' || type == 'g') continue;  // pax: times, comments, long names
        const std::string_view prefix = field(header, 345, 155);
        std::string name(prefix);
        if (!prefix.empty()) name += '/';
        name += field(header, 0, 100);
        if (out.size() > 1) out += ',';
        out += R"({"name":)" + json::string(name) + R"(,"content":)" +
               json::string(content_text(content)) + "}";
    }
    // What begins with a zero may be anything.
    const bool ended = tar.find_first_not_of('\0') == std::string_view::npos;
    if (out.size() == 1 || !ended) return std::nullopt;
    return out + "]";
}

}  // namespace

std::optional<std::string> archive_json(std::string_view bytes) {
    std::string held;
    if (bytes.starts_with("1f8b")) {
        held = from_hex(bytes);
        bytes = held;
    }
    if (bytes.starts_with(gzip_magic)) {
        coding::Decoded decoded = coding::decode(bytes, "gzip");
        if (!decoded.good()) return std::nullopt;
        held = std::move(decoded.bytes);
        bytes = held;
    }
    if (bytes.size() < 2 * block) return std::nullopt;
    return tar_json(bytes);
}

}  // namespace crossfade::compare
