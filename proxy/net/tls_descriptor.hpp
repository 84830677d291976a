// A non-blocking socket as OpenSSL's BIO. Unlike OpenSSL's own it raises no SIGPIPE, knows whether
// the kernel has more, and does not let one peer keep the loop busy for ever.
#pragma once

#include "proxy/tls/handles.hpp"

namespace crossfade::net {

/// What the BIO shares with the stream; both live together.
struct TlsDescriptor {
    int descriptor = -1;
    bool drained = true;          // the last receive took all that the kernel had
    bool starved = false;         // what was received is not enough for another record
    bool ended = false;           // the peer closed, with or without a word before it
    bool receive_failed = false;  // the kernel reported an error
    bool send_failed = false;
    int receives_left = 0;  // in this turn
};

/// Null without memory. Does not own the descriptor.
[[nodiscard]] tls::Handle<BIO> make_bio(TlsDescriptor& descriptor) noexcept;

}  // namespace crossfade::net
