// Newest first, because the connection that was used last is the least likely to be closed.
#include "proxy/backend/endpoint_pool.hpp"

#include "proxy/backend/connector.hpp"

#include <algorithm>

namespace crossfade::backend {
namespace {

std::string name_of(const config::Endpoint& endpoint) {
    const bool ipv6 = endpoint.host.find(':') != std::string::npos;
    const auto host = ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return host + ":" + std::to_string(endpoint.port);
}

}  // namespace

Lease& Lease::operator=(Lease&& other) noexcept {
    give_back();
    pool_ = other.pool_;
    connection_ = std::move(other.connection_);
    return *this;
}

const std::string& Lease::endpoint() const noexcept { return pool_->name(); }

void Lease::give_back() noexcept {
    if (connection_) pool_->give_back(std::move(connection_));
}

EndpointPool::EndpointPool(const Loop& loop,
                           const config::Backend& backend,
                           const config::Endpoint& endpoint,
                           observe::PoolMetrics& metrics)
    : loop_(loop),
      endpoint_(endpoint),
      timeouts_(backend.timeouts),
      idle_limit_(backend.idle_connections),
      name_(name_of(endpoint)),
      metrics_(&metrics) {}

EndpointPool::~EndpointPool() { metrics_->idle.add(-static_cast<std::int64_t>(idle_.size())); }

Lease EndpointPool::take_idle() {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        metrics_->idle.add(-1);
        connection->unpark();
        if (!connection->reusable() || !connection->silent()) continue;
        metrics_->busy.add(1);
        return {*this, std::move(connection)};
    }
    return {};
}

Awaitable<EndpointPool::Opened> EndpointPool::open(net::Clock::time_point limit) {
    metrics_->busy.add(1);
    const auto until = std::min(net::Clock::now() + timeouts_.connect, limit);
    auto connected = co_await connect(*loop_.context, *loop_.wheel, endpoint_, until);
    Opened opened;
    opened.failure = connected.failure;
    if (connected.failure != http::Failure::none) {
        metrics_->busy.add(-1);
        co_return opened;
    }
    auto connection = std::make_unique<h1::ClientConnection>(
        std::move(connected.socket), *loop_.wheel, *loop_.blocks, timeouts_.idle);
    opened.lease = Lease(*this, std::move(connection));
    co_return opened;
}

bool EndpointPool::serves(const config::Backend& backend) const noexcept {
    return timeouts_ == backend.timeouts && idle_limit_ == backend.idle_connections;
}

void EndpointPool::give_back(std::unique_ptr<h1::ClientConnection> connection) noexcept {
    metrics_->busy.add(-1);
    if (!connection->reusable() || idle_.size() >= idle_limit_) return;
    connection->park(*this);
    idle_.push_back(std::move(connection));
    metrics_->idle.add(1);
}

void EndpointPool::on_lost(h1::ClientConnection& connection) {
    const auto found = std::find_if(idle_.begin(), idle_.end(), [&connection](const auto& entry) {
        return entry.get() == &connection;
    });
    if (found == idle_.end()) return;
    idle_.erase(found);
    metrics_->idle.add(-1);
}

}  // namespace crossfade::backend
