// See text.hpp.
#include "proxy/text/text.hpp"

#include "routing/ascii.hpp"

#include <algorithm>

namespace crossfade::text {
namespace {

/// Where the item at the start of `text` ends.
std::size_t item_end(std::string_view text, char separator) noexcept {
    bool quoted = false;
    bool angled = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (angled) {
            if (c == '>') angled = false;
        } else if (c == separator) {
            return i;
        } else {
            quoted = c == '"';
            angled = c == '<';
        }
    }
    return text.size();
}

}  // namespace

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), routing::to_lower);
    return out;
}

bool same_letters(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    return a == b || std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
               return routing::to_lower(x) == routing::to_lower(y);
           });
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\r\n";
    // Most texts have none at the ends.
    if (!text.empty() && text.front() > ' ' && text.back() > ' ') return text;
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::vector<std::string_view> split_list(std::string_view text, char separator) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const std::size_t end = item_end(text, separator);
        const std::string_view item = trimmed(text.substr(0, end));
        if (!item.empty()) items.push_back(item);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

std::string_view unquoted(std::string_view text) noexcept {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace crossfade::text
