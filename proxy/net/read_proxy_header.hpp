// Takes a PROXY header off a connection that was just accepted, and nothing but the header: what
// follows it may be a TLS handshake.
#pragma once

#include "proxy/net/proxy_header.hpp"
#include "proxy/net/transport.hpp"

#include <cstdint>
#include <optional>

namespace crossfade::net {

struct ProxyHeaderRules {
    bool required = false;
    bool believed = false;             // the peer is one of whom a header is taken
    Clock::duration header_timeout{};  // from its first byte to its last
    Clock::duration idle_timeout{};    // to its first byte
};

struct ReceivedProxyHeader {
    enum class Result : std::uint8_t {
        served,   // the stream goes on
        refused,  // no header, or none that can be believed: the connection is to be closed
        silent,   // nothing came in time
        left,     // the peer went away before it sent anything
    };

    Result result = Result::served;
    /// Of the client, if a header named one; nothing: the connection's own peer is meant.
    std::optional<ProxyEndpoint> source;
};

/// Waits until the first bytes are known to be a header or none. Leaves no deadline behind.
[[nodiscard]] Awaitable<ReceivedProxyHeader> read_proxy_header(Transport& transport,
                                                               ProxyHeaderRules rules);

}  // namespace crossfade::net
