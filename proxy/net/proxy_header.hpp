// The header with which a proxy in front says whose connection it passes on: HAProxy's PROXY
// protocol, version 1 (a line) and 2 (binary). Parsing only; nothing here reads a socket.
#pragma once

#include "proxy/result.hpp"
#include "routing/address.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace crossfade::net {

/// One end of a connection.
struct ProxyEndpoint {
    routing::AddressBytes address{};
    std::uint16_t port = 0;

    bool operator==(const ProxyEndpoint&) const = default;
};

/// Longer ones are invalid; the protocol knows no reason for one of this size.
inline constexpr std::size_t longest_proxy_header = 4096;

struct ProxyHeader {
    enum class State : std::uint8_t {
        incomplete,  // all that is here may become a header
        absent,      // no header begins like this
        invalid,     // it begins like a header, and is none
        complete
    };
    struct Ends {
        ProxyEndpoint source;
        ProxyEndpoint destination;

        bool operator==(const Ends&) const = default;
    };

    State state = State::incomplete;
    /// Once complete: the size of the header; what follows it is the stream.
    std::size_t length = 0;
    /// Once complete. Nothing where the proxy speaks for itself (LOCAL) or of what is no IP
    /// connection (UNKNOWN, UNSPEC, AF_UNIX): then the connection's own ends are meant.
    std::optional<Ends> ends;
};

/// Looks at the first bytes of a stream, which may be any number. Says `absent` or `invalid` as
/// soon as no more bytes could make it a header; never looks beyond the header.
[[nodiscard]] ProxyHeader parse_proxy_header(Bytes received) noexcept;

}  // namespace crossfade::net
