// Strict, because what does not parse ends the chain of those who are believed, and nothing worse.
#include "proxy/http/forwarded_element.hpp"

#include "routing/field.hpp"

#include <algorithm>
#include <array>

namespace crossfade::http {
namespace {

using routing::AddressBytes;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool token_character(char c) noexcept {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return digit(c) || letter(c) || marks.find(c) != std::string_view::npos;
}

bool quoted_character(char c) noexcept {
    return c == '\t' || (c >= ' ' && c != '"' && c != '\\' && c != 0x7F) || (c & 0x80) != 0;
}

template <class Predicate>
bool all_of(std::string_view text, Predicate predicate) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

bool port(std::string_view text) noexcept { return text.size() <= 5 && all_of(text, digit); }

bool obfuscated_port(std::string_view text) noexcept {
    return text.size() > 1 && text.front() == '_' && all_of(text.substr(1), [](char c) {
               return digit(c) || letter(c) || c == '.' || c == '_' || c == '-';
           });
}

/// An address and what follows its colon, if there is one.
struct HostPort {
    std::string_view host;
    bool bracketed = false;
    std::optional<std::string_view> port;
};

std::optional<HostPort> split(std::string_view text) noexcept {
    HostPort parts;
    std::size_t end = text.find(':');
    if (text.starts_with('[')) {
        end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        parts.bracketed = true;
        parts.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (text.empty()) return parts;
        if (text.front() != ':') return std::nullopt;
        parts.port = text.substr(1);
        return parts;
    }
    parts.host = text.substr(0, end);
    if (end != std::string_view::npos) parts.port = text.substr(end + 1);
    return parts;
}

std::optional<AddressBytes> address_of(const HostPort& parts) noexcept {
    const bool ipv6 = parts.host.find(':') != std::string_view::npos;
    if (ipv6 != parts.bracketed) return std::nullopt;
    return routing::parse_address(parts.host);
}

/// Takes off "name=value", and the value's quotes.
bool take_pair(std::string_view& rest, std::string_view& name, std::string_view& value) noexcept {
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return false;
    name = rest.substr(0, equals);
    if (!all_of(name, token_character)) return false;
    rest.remove_prefix(equals + 1);
    if (!rest.starts_with('"')) {
        value = rest.substr(0, rest.find(';'));
        rest.remove_prefix(value.size());
        return all_of(value, token_character);
    }
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) return false;
    value = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return std::all_of(value.begin(), value.end(), quoted_character);
}

class Names {
public:
    /// False if it came before, or if there are too many to know.
    bool add(std::string_view name) noexcept {
        const auto used = seen_.begin() + static_cast<std::ptrdiff_t>(count_);
        const bool again = std::any_of(seen_.begin(), used, [name](std::string_view other) {
            return routing::same_name(other, name);
        });
        if (again || count_ == seen_.size()) return false;
        seen_[count_++] = name;
        return true;
    }

private:
    std::array<std::string_view, 8> seen_;
    std::size_t count_ = 0;
};

void note(ForwardedElement& element, std::string_view name, std::string_view value) noexcept {
    if (routing::same_name(name, "for")) element.node = value;
    if (routing::same_name(name, "proto")) element.proto = value;
    if (routing::same_name(name, "host")) element.host = value;
}

}  // namespace

std::optional<AddressBytes> parse_forwarded_for(std::string_view entry) noexcept {
    if (const auto bare = routing::parse_address(entry)) return bare;
    const auto parts = split(entry);
    if (!parts || (parts->port && !port(*parts->port))) return std::nullopt;
    return address_of(*parts);
}

std::optional<ForwardedElement> parse_forwarded_element(std::string_view text) noexcept {
    ForwardedElement element;
    element.text = text;
    Names names;
    auto rest = text;
    while (!rest.empty()) {
        if (rest.front() != ';') {
            std::string_view name;
            std::string_view value;
            if (!take_pair(rest, name, value) || !names.add(name)) return std::nullopt;
            note(element, name, value);
        }
        if (rest.empty()) break;
        if (rest.front() != ';') return std::nullopt;
        rest.remove_prefix(1);
    }
    return element;
}

std::optional<AddressBytes> parse_forwarded_node(std::string_view node) noexcept {
    const auto parts = split(node);
    if (!parts) return std::nullopt;
    if (parts->port && !port(*parts->port) && !obfuscated_port(*parts->port)) return std::nullopt;
    return address_of(*parts);
}

}  // namespace crossfade::http
