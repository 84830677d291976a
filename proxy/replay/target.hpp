// Where recorded requests are sent to: the URL that somebody gave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::replay {

struct Target {
    bool secure = false;
    std::string host;  // a name or an address, without brackets
    std::uint16_t port = 0;
    std::string
        base;  // goes in front of every path; empty, or "/api/v2" without a slash at the end
};

struct ParsedTarget {
    std::optional<Target> target;
    std::string error;  // where there is none
};

/// "http://localhost:9000", "https://[::1]/api": no user, query or fragment (RFC 3986 section 3).
[[nodiscard]] ParsedTarget parse_target(std::string_view url);

/// As a Host field (RFC 9110 section 7.2): the port only where it is not the scheme's own.
[[nodiscard]] std::string authority_of(const Target& target);

}  // namespace crossfade::replay
