// Endpoints take turns; one that cannot be reached passes its turn on.
#include "proxy/backend/backend_pool.hpp"

namespace crossfade::backend {

Awaitable<EndpointPool::Opened> open(BackendPool& backend,
                                     std::size_t endpoint,
                                     bool fresh,
                                     net::Clock::time_point limit) {
    EndpointPool::Opened opened;
    opened.failure = http::Failure::no_endpoint;
    for (std::size_t tried = 0; tried < backend.endpoints.size(); ++tried) {
        auto& pool = *backend.endpoints[(endpoint + tried) % backend.endpoints.size()];
        if (!fresh) opened.lease = pool.take_idle();
        if (opened.lease) {
            opened.failure = http::Failure::none;
            co_return opened;
        }
        opened = co_await pool.open(limit);
        if (opened.lease || net::Clock::now() >= limit) co_return opened;
    }
    co_return opened;
}

BackendPool EndpointPools::backend(const config::Backend& backend,
                                   const tls::Contexts& contexts,
                                   observe::Role role) {
    BackendPool pool;
    const auto tls = contexts.backend(backend.name);
    pool.config = &backend;
    for (const auto& endpoint : backend.endpoints) {
        auto& known = pools_[Key(backend.name, endpoint.host, endpoint.port, role)];
        auto shared = known.lock();
        // Timeouts and TLS belong to the pool: a changed backend gets new ones.
        if (!shared || !shared->serves(backend, tls.get())) {
            shared = std::make_shared<EndpointPool>(
                loop_, backend, endpoint, tls, metrics_->pool(backend.name, role));
            known = shared;
        }
        pool.endpoints.push_back(std::move(shared));
    }
    return pool;
}

}  // namespace crossfade::backend
