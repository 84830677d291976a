// Look-ups in fields, cookies and queries. All input is foreign: nothing here assumes that it is
// well formed, and a part that is not is passed over.
#include "routing/field.hpp"

#include "routing/ascii.hpp"

namespace crossfade::routing {
namespace {

// There is hardly ever more than one blank, which a loop is quicker with than a search for a set.
std::string_view trimmed(std::string_view text) noexcept {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// Cuts the text before the separator off `rest`, which keeps what follows it.
std::string_view next_part(std::string_view& rest, char separator) noexcept {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

// Browsers send "a=1; b=2" (RFC 6265 section 4.2.1); other clients are looser about blanks. A pair
// without '=' has no name. Quotes belong to the value.
std::optional<std::string_view> find_in_cookies(std::string_view cookies,
                                                std::string_view name) noexcept {
    while (!cookies.empty()) {
        const auto pair = next_part(cookies, ';');
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        if (trimmed(pair.substr(0, equals)) == name) return trimmed(pair.substr(equals + 1));
    }
    return std::nullopt;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
    }
    return true;
}

std::optional<std::string_view> find_field(Fields fields, std::string_view name) noexcept {
    for (const auto& field : fields) {
        if (same_name(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::optional<std::string_view> find_cookie(Fields fields, std::string_view name) noexcept {
    for (const auto& field : fields) {
        if (!same_name(field.name, "cookie")) continue;
        if (const auto value = find_in_cookies(field.value, name)) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> find_query(std::string_view query, std::string_view name) noexcept {
    while (!query.empty()) {
        auto value = next_part(query, '&');
        const bool empty = value.empty();
        const auto parameter = next_part(value, '=');
        if (!empty && parameter == name) return value;
    }
    return std::nullopt;
}

}  // namespace crossfade::routing
