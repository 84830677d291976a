// Newest first, because the connection that was used last is the least likely to be closed.
#include "proxy/backend/endpoint_pool.hpp"

#include "proxy/backend/connector.hpp"

#include <algorithm>

namespace crossfade::backend {
namespace {

// A close so soon after a response is no idle timeout, which would be longer.
constexpr auto early = std::chrono::milliseconds(500);
constexpr auto distrust_time = std::chrono::seconds(10);

// More would cost what it saves.
constexpr std::size_t most_looked_at = 32;

// A shadow that floods is stopped here, at the cost of its own speed: left to itself the kernel
// takes megabytes of what nobody will read, in time that the live requests' loop would have had.
constexpr int mirror_receive_buffer = 64 * 1024;

// Connections that began together, after a restart of the backend say, must not end together.
std::uint64_t spread(std::uint64_t most, observe::Random& random) noexcept {
    return most - random.next() % (most / 10 + 1);
}

}  // namespace

Lease::Lease(std::shared_ptr<EndpointPool> pool, PooledConnection pooled) noexcept
    : pool_(std::move(pool)), pooled_(std::move(pooled)) {
    ++pool_->active_;
}

Lease& Lease::operator=(Lease&& other) noexcept {
    give_back();
    pool_ = std::move(other.pool_);
    pooled_ = std::move(other.pooled_);
    request_ = std::move(other.request_);
    return *this;
}

// The connection first: whoever waits for the request's place finds it idle.
void Lease::give_back() noexcept {
    if (!pooled_.connection) return;
    --pool_->active_;
    pool_->give_back(std::move(pooled_));
    request_ = Slot();
    pool_.reset();
}

EndpointPool::EndpointPool(const Loop& loop,
                           const config::Backend& backend,
                           std::shared_ptr<EndpointState> endpoint,
                           std::shared_ptr<BackendState> of_backend,
                           std::shared_ptr<const tls::ClientContext> tls,
                           observe::PoolMetrics& metrics,
                           observe::Role role)
    : loop_(loop),
      endpoint_(std::move(endpoint)),
      backend_(std::move(of_backend)),
      timeouts_(backend.timeouts),
      idle_limit_(backend.idle_connections),
      most_requests_(backend.max_requests),
      max_age_(backend.max_age),
      tls_(std::move(tls)),
      metrics_(&metrics) {
    if (role == observe::Role::mirror) receive_buffer_ = mirror_receive_buffer;
}

EndpointPool::~EndpointPool() { metrics_->idle.add(-static_cast<std::int64_t>(idle_.size())); }

Lease EndpointPool::take_idle(bool once) {
    if (once && net::Clock::now() < distrusted_until_) return {};
    while (!idle_.empty()) {
        const auto chosen = choose_idle(once);
        auto pooled = std::move(*chosen);
        idle_.erase(chosen);
        metrics_->idle.add(-1);
        auto& connection = *pooled.connection;
        connection.unpark();
        if (!connection.reusable() || !connection.silent(once)) {
            if (net::Clock::now() - pooled.idle_since < early) distrust();
            continue;
        }
        metrics_->busy.add(1);
        return {shared_from_this(), std::move(pooled)};
    }
    return {};
}

// Under load the newest came back in this very batch of events, so that the kernel would have to be
// asked whether more follows its response. Of one that was idle while the batch was fetched that is
// known.
EndpointPool::Idle::iterator EndpointPool::choose_idle(bool once) noexcept {
    const auto newest = std::prev(idle_.end());
    if (once) return newest;  // asked in any case
    const auto looked_at = std::min(idle_.size(), most_looked_at);
    const auto known =
        std::find_if(idle_.rbegin(),
                     idle_.rbegin() + static_cast<std::ptrdiff_t>(looked_at),
                     [](const auto& entry) { return entry.connection->known_silent(); });
    return known == idle_.rbegin() + static_cast<std::ptrdiff_t>(looked_at)
               ? newest
               : std::prev(known.base());
}

bool EndpointPool::close_idle() noexcept {
    if (idle_.empty()) return false;
    idle_.erase(idle_.begin());
    metrics_->idle.add(-1);
    return true;
}

void EndpointPool::close_all_idle() noexcept {
    while (close_idle()) {
    }
}

Awaitable<EndpointPool::Opened> EndpointPool::open(Slot slot, net::Clock::time_point limit) {
    metrics_->busy.add(1);
    const auto until = std::min(net::Clock::now() + timeouts_.connect, limit);
    auto connected =
        co_await connect(*loop_.context, *loop_.wheel, endpoint_->address, until, receive_buffer_);
    Opened opened;
    opened.failure = connected.failure;
    PooledConnection pooled;
    if (connected.failure == http::Failure::none) {
        pooled.connection = std::make_unique<h1::ClientConnection>(
            std::move(connected.socket), *loop_.wheel, *loop_.blocks, timeouts_.idle);
        pooled.slot = std::move(slot);
        limit_life(*pooled.connection);
        if (tls_) opened.failure = co_await secure(*pooled.connection, until);
    }
    if (opened.failure == http::Failure::none) {
        metrics_->opened.add();
        opened.lease = Lease(shared_from_this(), std::move(pooled));
    } else {
        metrics_->failed.add();
        metrics_->busy.add(-1);
    }
    co_return opened;
}

Awaitable<http::Failure> EndpointPool::secure(h1::ClientConnection& connection,
                                              net::Clock::time_point until) {
    const auto failure =
        co_await connection.secure(tls_->start(endpoint_->endpoint.host, last_session_), until);
    if (failure != http::Failure::none) last_session_.forget();
    co_return failure;
}

bool EndpointPool::serves(const config::Backend& backend,
                          const tls::ClientContext* tls) const noexcept {
    return tls_.get() == tls && timeouts_ == backend.timeouts &&
           idle_limit_ == backend.idle_connections && most_requests_ == backend.max_requests &&
           max_age_ == backend.max_age;
}

void EndpointPool::limit_life(h1::ClientConnection& connection) noexcept {
    const auto requests = most_requests_ > 0 ? spread(most_requests_, random_) : UINT64_MAX;
    auto until = net::Clock::time_point::max();
    if (max_age_.count() > 0) {
        const auto age = spread(static_cast<std::uint64_t>(max_age_.count()), random_);
        until = net::Clock::now() + config::Milliseconds(age);
    }
    connection.set_life(requests, until);
}

void EndpointPool::give_back(PooledConnection pooled) noexcept {
    metrics_->busy.add(-1);
    if (!pooled.connection->reusable() || idle_.size() >= idle_limit_) return;
    if (pooled.slot.awaited()) return;  // by a request that needs a connection elsewhere
    pooled.idle_since = net::Clock::now();
    pooled.connection->park(*this, pooled.idle_since);
    idle_.push_back(std::move(pooled));
    metrics_->idle.add(1);
}

void EndpointPool::distrust() noexcept { distrusted_until_ = net::Clock::now() + distrust_time; }

void EndpointPool::on_lost(h1::ClientConnection& connection) {
    const auto found = std::find_if(idle_.begin(), idle_.end(), [&connection](const auto& entry) {
        return entry.connection.get() == &connection;
    });
    if (found == idle_.end()) return;
    if (net::Clock::now() - found->idle_since < early) distrust();
    idle_.erase(found);
    metrics_->idle.add(-1);
}

}  // namespace crossfade::backend
