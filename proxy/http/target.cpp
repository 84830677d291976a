// Only the forms of RFC 9112 section 3.2; bytes are checked, never decoded.
#include "proxy/http/target.hpp"

#include "routing/address.hpp"

#include <algorithm>
#include <array>

namespace crossfade::http {
namespace {

// Visible ASCII without a fragment.
bool target_characters(std::string_view text) noexcept {
    return std::all_of(
        text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
}

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The unreserved characters of RFC 3986 section 2.3; covers IPv4 addresses too. A reg-name may hold
// sub-delims and percent-encoding (section 3.2.2), but no name in the DNS does, and what backends
// make of Host in links and logs is better without.
constexpr auto label_characters = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-_~")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

bool in_label(char c) noexcept { return label_characters[static_cast<unsigned char>(c)]; }

// Where the name or IPv4 address at the beginning ends; 0 if a label before a dot is empty.
std::size_t name_end(std::string_view authority) noexcept {
    std::size_t end = 0;
    for (;; ++end) {
        const auto label = end;
        while (end < authority.size() && in_label(authority[end])) ++end;
        if (end == authority.size() || authority[end] != '.') return end;
        if (end == label) return 0;
    }
}

// The same for an IPv6 address in its brackets; 0 if it is none.
std::size_t bracket_end(std::string_view authority) noexcept {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return 0;
    const auto address = authority.substr(1, bracket - 1);
    const bool valid =
        address.find(':') != std::string_view::npos && routing::parse_address(address).has_value();
    return valid ? bracket + 1 : 0;
}

bool valid_port(std::string_view port) noexcept {
    if (port.empty()) return true;  // "a:" is a's default port (RFC 3986 section 3.2.3)
    if (port.size() > 5) return false;
    unsigned number = 0;
    for (const char c : port) {
        if (!digit(c)) return false;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return number > 0 && number <= 65535;
}

// Where the host ends: before the port's colon, after the bracket of an IPv6 address.
std::size_t host_end(std::string_view authority) noexcept {
    if (authority.starts_with('[')) {
        const auto bracket = authority.find(']');
        return bracket == std::string_view::npos ? bracket : bracket + 1;
    }
    return std::min(authority.find(':'), authority.size());
}

void split_query(RequestHead& head, std::string_view path_and_query) noexcept {
    const auto mark = path_and_query.find('?');
    head.path = path_and_query.substr(0, mark);
    head.has_query = mark != std::string_view::npos;
    head.query = head.has_query ? path_and_query.substr(mark + 1) : std::string_view();
}

// absolute-form: the authority of the target wins over the Host field (RFC 9112 section 3.2.2).
Failure parse_absolute(RequestHead& head) noexcept {
    auto rest = head.target;
    const auto scheme_end = rest.find("://");
    if (scheme_end == std::string_view::npos) return Failure::request_malformed;
    const auto scheme = rest.substr(0, scheme_end);
    if (!routing::same_name(scheme, "http") && !routing::same_name(scheme, "https")) {
        return Failure::request_malformed;
    }
    rest.remove_prefix(scheme_end + 3);
    const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
    head.authority = rest.substr(0, authority_end);
    if (!valid_authority(head.authority)) return Failure::request_malformed;
    rest.remove_prefix(authority_end);
    split_query(head, rest);
    // The options of a whole server, asked through a proxy (RFC 9112 section 3.2.4).
    const bool whole_server = head.method == "OPTIONS" && !head.has_query;
    if (head.path.empty()) head.path = whole_server ? "*" : "/";
    return Failure::none;
}

}  // namespace

Failure parse_target(RequestHead& head) noexcept {
    const auto target = head.target;
    if (target.empty() || !target_characters(target)) return Failure::request_malformed;
    // No tunnels to anywhere, and no echo of credentials (RFC 9110 sections 9.3.6 and 9.3.8).
    // Methods are case-sensitive (section 9.1), but not to every backend.
    if (routing::same_name(head.method, "CONNECT") || routing::same_name(head.method, "TRACE")) {
        return Failure::method_not_allowed;
    }
    if (target.front() == '/') {
        split_query(head, target);
        return Failure::none;
    }
    if (target == "*") {
        head.path = target;
        return head.method == "OPTIONS" ? Failure::none : Failure::request_malformed;
    }
    return parse_absolute(head);
}

bool valid_authority(std::string_view authority) noexcept {
    if (authority.empty() || authority.size() > 255) return false;
    const auto end = authority.front() == '[' ? bracket_end(authority) : name_end(authority);
    if (end == 0) return false;
    const auto port = authority.substr(end);
    return port.empty() || (port.front() == ':' && valid_port(port.substr(1)));
}

std::string_view host_of(std::string_view authority) noexcept {
    auto host = authority.substr(0, host_end(authority));
    if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

}  // namespace crossfade::http
