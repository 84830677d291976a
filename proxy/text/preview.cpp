// See preview.hpp.
#include "proxy/text/preview.hpp"

#include "proxy/json/utf8.hpp"

namespace crossfade::text {
namespace {

void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 0x0fU];
}

bool is_control(std::string_view sequence) noexcept {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) return first < 0x20 || first == 0x7f;
    // C1 controls, U+0080 to U+009F.
    return sequence.size() == 2 && first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

}  // namespace

std::string preview(std::string_view bytes) {
    std::string out;
    while (!bytes.empty()) {
        const std::size_t length = json::utf8_length(bytes);
        if (out.size() + (length == 0 ? 4 : length) > preview_limit) return out + "...";
        if (length == 0 || is_control(bytes.substr(0, length))) {
            append_escaped(out, bytes[0]);
            bytes.remove_prefix(1);
            continue;
        }
        out += bytes.substr(0, length);
        bytes.remove_prefix(length);
    }
    return out;
}

}  // namespace crossfade::text
