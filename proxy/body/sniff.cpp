// See sniff.hpp.
#include "proxy/body/sniff.hpp"

#include "proxy/json/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crossfade::body {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view name;
};

constexpr std::array magics{Magic{0, "\x89PNG\r\n\x1a\n", "png"},
                            Magic{0, "\xff\xd8\xff", "jpeg"},
                            Magic{0, "GIF87a", "gif"},
                            Magic{0, "GIF89a", "gif"},
                            Magic{8, "WEBP", "webp"},
                            Magic{0, "%PDF-", "pdf"},
                            Magic{0, "PK\x03\x04", "zip"},
                            Magic{0, "PK\x05\x06", "zip"},
                            Magic{0, "\x1f\x8b", "gzip"},
                            Magic{0, "\x28\xb5\x2f\xfd", "zstd"},
                            Magic{0, "wOFF", "woff"},
                            Magic{0, "wOF2", "woff2"},
                            Magic{4, "ftyp", "mp4"},
                            Magic{0, "OggS", "ogg"},
                            Magic{0, "\0asm"sv, "wasm"},
                            Magic{0, "SQLite format 3\0"sv, "sqlite"},
                            Magic{0, "BZh", "bzip2"},
                            Magic{0, "\xfd\x37zXZ\0"sv, "xz"},
                            Magic{0, "\x7f\x45LF", "elf"},
                            Magic{0, "\xff\xfe", "utf-16"},
                            Magic{0, "\xfe\xff", "utf-16"}};

constexpr std::size_t looked_at = 4096;

bool is_text(std::string_view bytes) noexcept {
    const bool whole = bytes.size() <= looked_at;
    bytes = bytes.substr(0, looked_at);
    while (!bytes.empty()) {
        const auto first = static_cast<unsigned char>(bytes[0]);
        if ((first < 0x20 && (first < '\t' || first > '\r')) || first == 0x7f) return false;
        const std::size_t length = json::utf8_length(bytes);
        if (length == 0) return !whole && bytes.size() < 4;  // cut in the middle of a sequence
        bytes.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::string_view sniffed(std::string_view bytes) noexcept {
    const auto* const known = std::find_if(magics.begin(), magics.end(), [&](const Magic& magic) {
        return bytes.size() >= magic.at && bytes.substr(magic.at).starts_with(magic.bytes);
    });
    if (known != magics.end()) return known->name;
    return is_text(bytes) ? "text" : "binary";
}

}  // namespace crossfade::body
