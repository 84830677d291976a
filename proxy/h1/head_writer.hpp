// Heads -> bytes. Always written anew, never passed through: start line, Host, framing and
// Connection come from what was understood, not from what was received.
#pragma once

#include "proxy/http/exchange.hpp"

#include <string>

namespace crossfade::h1 {

/// Appends the head. False, with `to` unchanged, if a CR or LF hides in a part of it (RFC 9112
/// section 11.1): nothing may be sent then.
[[nodiscard]] bool write_request(const http::OutgoingRequest& head, std::string& to);

struct ConnectionFields {
    bool close = false;
    bool say_keep_alive = false;  // to an HTTP/1.0 client that asked for it
    std::string_view upgrade{};   // the Upgrade field's value, if the connection changes protocol
};

/// framing.kind none writes no framing field: for 1xx, 204, 304 and answers to HEAD.
[[nodiscard]] bool write_response(const http::OutgoingResponse& head,
                                  const ConnectionFields& connection,
                                  std::string& to);

}  // namespace crossfade::h1
