// See target.hpp.
#include "proxy/replay/target.hpp"

#include "proxy/http/target.hpp"

#include <algorithm>
#include <charconv>

namespace crossfade::replay {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool take(std::string_view& text, std::string_view prefix) noexcept {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Nothing if there is no port, or none that could be.
std::optional<std::uint16_t> port_of(std::string_view authority) noexcept {
    const auto colon = authority.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto digits = authority.substr(colon + 1);
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || stop != end || port == 0) return std::nullopt;
    return port;
}

bool has_port(std::string_view authority) noexcept {
    const auto colon = authority.rfind(':');
    return colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
}

bool plain(std::string_view path) noexcept {
    return std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c < 0x7F && c != '?' && c != '#';
    });
}

}  // namespace

ParsedTarget parse_target(std::string_view url) {
    const auto refused = [url](std::string_view why) {
        return ParsedTarget{std::nullopt, "'" + std::string(url) + "': " + std::string(why)};
    };
    auto rest = url;
    Target target;
    target.secure = take(rest, "https://");
    if (!target.secure && !take(rest, "http://")) {
        return refused("expected http://host:port or https://host:port");
    }
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto authority = rest.substr(0, slash);
    auto base = rest.substr(slash);
    if (!http::valid_authority(authority)) return refused("names no host");
    target.host = http::host_of(authority);
    if (target.host.empty()) return refused("names no host");
    target.port = target.secure ? https_port : http_port;
    if (has_port(authority)) {
        const auto port = port_of(authority);
        if (!port) return refused("the port is none");
        target.port = *port;
    }
    if (!plain(base)) return refused("a path without query and fragment may follow the host");
    while (base.ends_with('/')) base.remove_suffix(1);
    target.base = base;
    return {std::move(target), {}};
}

std::string authority_of(const Target& target) {
    const bool bracketed = target.host.find(':') != std::string::npos;
    auto text = bracketed ? "[" + target.host + "]" : target.host;
    if (target.port != (target.secure ? https_port : http_port)) {
        text += ":" + std::to_string(target.port);
    }
    return text;
}

}  // namespace crossfade::replay
