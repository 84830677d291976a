// What one process leaves to the next besides its sockets: values, as they go over the wire.
#pragma once

#include "proxy/tls/ticket_keys.hpp"
#include "routing/split.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::takeover {

/// The split of a route as it is now, with the users that each backend has.
struct SplitState {
    std::string route;
    std::vector<std::string> backends;
    bool overridden = false;  // somebody set its weights at run time
    routing::Split::Runs runs;
};

/// What seals the session tickets of a listener with TLS.
struct TicketState {
    std::string listener;
    tls::TicketKeys::State keys;
};

struct State {
    std::uint64_t generation = 0;  // of its configuration
    std::string version;           // of its binary
    std::vector<SplitState> splits;
    std::vector<TicketState> tickets;
};

}  // namespace crossfade::takeover
