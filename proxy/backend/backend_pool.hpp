// The endpoints of one backend as one event loop sees them, and whose turn it is.
#pragma once

#include "proxy/backend/endpoint_pool.hpp"
#include "proxy/tls/contexts.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace crossfade::backend {

/// Part of a plan, which keeps the configuration alive. One loop.
struct BackendPool {
    const config::Backend* config = nullptr;
    std::vector<std::shared_ptr<EndpointPool>> endpoints;
    std::size_t turn = 0;

    /// Round robin.
    [[nodiscard]] std::size_t next_endpoint() noexcept { return turn++ % endpoints.size(); }
};

/// A connection to one of the endpoints: an idle one if its turn has one, else a new one. An
/// endpoint that cannot be reached is passed over, which is safe because nothing was sent to it.
/// `fresh` asks for a new connection; all attempts together end at `limit`.
[[nodiscard]] Awaitable<EndpointPool::Opened> open(BackendPool& backend,
                                                   std::size_t endpoint,
                                                   bool fresh,
                                                   net::Clock::time_point limit);

/// The endpoint pools of one loop, kept over reloads for as long as some plan uses them.
class EndpointPools {
public:
    EndpointPools(const Loop& loop, observe::LoopMetrics& metrics) noexcept
        : loop_(loop), metrics_(&metrics) {}

    [[nodiscard]] BackendPool backend(const config::Backend& backend,
                                      const tls::Contexts& contexts,
                                      observe::Role role);

private:
    using Key = std::tuple<std::string, std::string, std::uint16_t, observe::Role>;

    Loop loop_;
    observe::LoopMetrics* metrics_;
    std::map<Key, std::weak_ptr<EndpointPool>> pools_;
};

}  // namespace crossfade::backend
