// The connections of one event loop to one endpoint in one role: idle ones, newest first, and
// leases for those in use. Live and mirrored requests never share a pool.
#pragma once

#include "config/config.hpp"
#include "proxy/backend/backend_state.hpp"
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
#include <optional>
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

/// A connection to an endpoint, and its place among those that the backend may have.
struct PooledConnection {
    Slot slot;  // given back once the connection is closed
    std::unique_ptr<h1::ClientConnection> connection;
    net::Clock::time_point idle_since{};
};

/// A connection in use, by one request of those that the backend may have. Goes back to its pool if
/// it can serve again, else it is closed.
class Lease {
public:
    Lease() = default;
    Lease(std::shared_ptr<EndpointPool> pool, PooledConnection pooled) noexcept;
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease() { give_back(); }

    [[nodiscard]] explicit operator bool() const noexcept { return pooled_.connection != nullptr; }
    [[nodiscard]] http::Call& call() const noexcept { return *pooled_.connection; }
    [[nodiscard]] EndpointPool& pool() const noexcept { return *pool_; }
    /// The request counts as in flight for as long as the lease lasts.
    void count_request(Slot slot) noexcept { request_ = std::move(slot); }
    /// Ends the lease.
    void give_back() noexcept;

private:
    std::shared_ptr<EndpointPool> pool_;
    PooledConnection pooled_;
    Slot request_;
};

/// Lives on one event loop.
class EndpointPool final : public std::enable_shared_from_this<EndpointPool>,
                           private h1::ClientConnection::Owner {
public:
    EndpointPool(const Loop& loop,
                 const config::Backend& backend,
                 std::shared_ptr<EndpointState> endpoint,
                 std::shared_ptr<BackendState> of_backend,
                 std::shared_ptr<const tls::ClientContext> tls,
                 observe::PoolMetrics& metrics,
                 observe::Role role);
    ~EndpointPool();
    EndpointPool(const EndpointPool&) = delete;
    EndpointPool& operator=(const EndpointPool&) = delete;

    /// The idle connection that was used last, or the last of which silence is known; empty if
    /// there is none. `once` says that the request
    /// must not be sent twice: then none either while this endpoint is known to close connections
    /// that it just used, since the request could meet that close.
    [[nodiscard]] Lease take_idle(bool once);

    struct Opened {
        Lease lease;
        http::Failure failure = http::Failure::none;
    };
    /// A new connection in that slot, secured if the backend has TLS, before `limit` if that comes
    /// before the connect timeout.
    [[nodiscard]] Awaitable<Opened> open(Slot slot, net::Clock::time_point limit);
    /// Closes the idle connection that was used least recently. False if there is none.
    bool close_idle() noexcept;
    void close_all_idle() noexcept;
    /// A connection was closed just as, or after, it was used: see take_idle().
    void distrust() noexcept;

    /// True if the pool's settings are those of the backend.
    [[nodiscard]] bool serves(const config::Backend& backend,
                              const tls::ClientContext* tls) const noexcept;

    /// Requests under way here, of this loop.
    [[nodiscard]] std::uint32_t active() const noexcept { return active_; }
    [[nodiscard]] EndpointState& state() const noexcept { return *endpoint_; }
    /// "address:port", for logs; valid as long as the endpoint is part of its backend.
    [[nodiscard]] const std::string& name() const noexcept { return endpoint_->name; }

private:
    friend class Lease;

    [[nodiscard]] Awaitable<http::Failure> secure(h1::ClientConnection& connection,
                                                  net::Clock::time_point until);
    using Idle = std::vector<PooledConnection>;
    [[nodiscard]] Idle::iterator choose_idle(bool once) noexcept;
    void limit_life(h1::ClientConnection& connection) noexcept;
    void give_back(PooledConnection pooled) noexcept;
    void on_lost(h1::ClientConnection& connection) override;

    Loop loop_;
    std::shared_ptr<EndpointState> endpoint_;
    std::shared_ptr<BackendState> backend_;  // whose slots the connections take
    config::BackendTimeouts timeouts_;
    std::size_t idle_limit_;
    std::size_t most_requests_;     // 0: any number
    config::Milliseconds max_age_;  // 0: any
    observe::Random random_;
    std::shared_ptr<const tls::ClientContext> tls_;  // null: plain
    tls::LastSession last_session_;
    observe::PoolMetrics* metrics_;
    std::optional<int> receive_buffer_;  // of a connection, bytes; nothing: the kernel's choice
    std::uint32_t active_ = 0;
    net::Clock::time_point distrusted_until_{};  // idle connections, for requests sent once
    Idle idle_;                                  // the one that was used last at the end
};

}  // namespace crossfade::backend
