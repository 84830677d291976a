// After a 101 both connections carry raw bytes (RFC 9110 section 7.8): copied both ways until both
// sides ended, each half closed as its sender closes it.
#pragma once

#include "proxy/http/exchange.hpp"
#include "proxy/net/block_pool.hpp"

#include <chrono>
#include <cstdint>

namespace crossfade::forward {

struct TunnelBytes {
    std::uint64_t from_client = 0;
    std::uint64_t to_client = 0;
};

/// `idle` limits the silence of both directions, and a wait for either side to take bytes.
[[nodiscard]] Awaitable<TunnelBytes> run_tunnel(http::Tunnel client,
                                                http::Tunnel backend,
                                                net::BlockPool& pool,
                                                net::Clock::duration idle);

}  // namespace crossfade::forward
