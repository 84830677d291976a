// Which backend serves a request, and why: override before split, the split by key.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/observe/random.hpp"
#include "routing/request.hpp"
#include "routing/split.hpp"

#include <cstddef>
#include <string_view>

namespace crossfade::forward {

struct Decision {
    std::size_t backend = 0;  // index in the route's split
    bool overridden = false;
    std::string_view key_source;  // "cookie", "header", "client_address" or "random"
    std::string_view key;         // part of the request; empty: none was found
    routing::Bucket bucket = 0;   // of the split
    routing::Bucket sample = 0;   // of the mirrors' sampling, if one of them takes a share
    std::uint64_t hash = 0;       // of the key, for the choice of an endpoint
};

[[nodiscard]] Decision decide(const config::Snapshot& snapshot,
                              const config::Route& route,
                              const routing::Split& split,
                              const routing::Request& request,
                              observe::Random& random);

}  // namespace crossfade::forward
