// See redacted.hpp.
#include "proxy/replay/redacted.hpp"

#include <algorithm>
#include <cstddef>

namespace crossfade::replay {
namespace {

constexpr std::string_view mark = "redacted:";
constexpr std::size_t digits = 16;

bool is_hex(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

bool holds_redaction(std::string_view text) noexcept {
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const auto token = text.substr(at + mark.size(), digits);
        if (token.size() == digits && std::all_of(token.begin(), token.end(), is_hex)) return true;
    }
    return false;
}

}  // namespace crossfade::replay
