// The connections of one event loop to one endpoint in one role: idle ones, newest first, and
// leases for those in use. Live and mirrored requests never share a pool.
#pragma once

#include "config/config.hpp"
#include "proxy/h1/client_connection.hpp"
#include "proxy/http/failure.hpp"
#include "proxy/net/block_pool.hpp"
#include "proxy/net/deadline.hpp"
#include "proxy/observe/loop_metrics.hpp"
#include "proxy/observe/random.hpp"
#include "proxy/result.hpp"
#include "proxy/tls/client_context.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::backend {

/// What every part of one event loop uses; outlives all of them.
struct Loop {
    asio::io_context* context = nullptr;
    net::DeadlineWheel* wheel = nullptr;
    net::BlockPool* blocks = nullptr;
};

class EndpointPool;

/// A connection in use. Goes back to its pool if it can serve again, else it is closed. The pool
/// must outlive it.
class Lease {
public:
    Lease() = default;
    Lease(EndpointPool& pool, std::unique_ptr<h1::ClientConnection> connection) noexcept
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease() { give_back(); }

    [[nodiscard]] explicit operator bool() const noexcept { return connection_ != nullptr; }
    [[nodiscard]] http::Call& call() const noexcept { return *connection_; }
    /// The endpoint's name; valid as long as its pool.
    [[nodiscard]] const std::string& endpoint() const noexcept;
    /// Ends the lease.
    void give_back() noexcept;

private:
    EndpointPool* pool_ = nullptr;
    std::unique_ptr<h1::ClientConnection> connection_;
};

/// Lives on one event loop.
class EndpointPool final : private h1::ClientConnection::Owner {
public:
    EndpointPool(const Loop& loop,
                 const config::Backend& backend,
                 const config::Endpoint& endpoint,
                 std::shared_ptr<const tls::ClientContext> tls,
                 observe::PoolMetrics& metrics);
    ~EndpointPool();
    EndpointPool(const EndpointPool&) = delete;
    EndpointPool& operator=(const EndpointPool&) = delete;

    /// The idle connection that was used last; empty if there is none.
    [[nodiscard]] Lease take_idle();

    struct Opened {
        Lease lease;
        http::Failure failure = http::Failure::none;
    };
    /// A new connection, secured if the backend has TLS, before `limit` if that comes before the
    /// connect timeout.
    [[nodiscard]] Awaitable<Opened> open(net::Clock::time_point limit);

    /// True if the pool's settings are those of the backend.
    [[nodiscard]] bool serves(const config::Backend& backend,
                              const tls::ClientContext* tls) const noexcept;

    /// "host:port", for logs.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    friend class Lease;

    [[nodiscard]] Awaitable<http::Failure> secure(h1::ClientConnection& connection,
                                                  net::Clock::time_point until);
    void limit_life(h1::ClientConnection& connection) noexcept;
    void give_back(std::unique_ptr<h1::ClientConnection> connection) noexcept;
    void on_lost(h1::ClientConnection& connection) override;

    Loop loop_;
    config::Endpoint endpoint_;
    config::BackendTimeouts timeouts_;
    std::size_t idle_limit_;
    std::size_t most_requests_;     // 0: any number
    config::Milliseconds max_age_;  // 0: any
    observe::Random random_;
    std::shared_ptr<const tls::ClientContext> tls_;  // null: plain
    tls::LastSession last_session_;
    std::string name_;
    observe::PoolMetrics* metrics_;
    std::vector<std::unique_ptr<h1::ClientConnection>> idle_;
};

}  // namespace crossfade::backend
