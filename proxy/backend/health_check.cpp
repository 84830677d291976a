// See health_check.hpp. The head decides; the body is only taken off the wire.
#include "proxy/backend/health_check.hpp"

#include "proxy/backend/connector.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace crossfade::backend {
namespace {

using http::Failure;
using Verdict = HealthResult::Verdict;

constexpr std::size_t most_body = std::size_t{64} << 10U;

constexpr std::array<routing::Field, 1> fields{{{"user-agent", "crossfade-health"}}};

HealthResult failed(Failure failure) {
    const auto verdict =
        failure == Failure::too_many_connections ? Verdict::unknown : Verdict::failed;
    return {verdict, std::string(http::entry_of(failure).reason)};
}

http::OutgoingRequest request_of(const HealthTarget& target) {
    const std::string_view path = target.check.path;
    const auto mark = path.find('?');
    http::OutgoingRequest head;
    head.method = "GET";
    head.path = path.substr(0, mark);
    head.has_query = mark != std::string_view::npos;
    if (head.has_query) head.query = path.substr(mark + 1);
    head.host = target.host;
    head.fields = fields;
    return head;
}

Awaitable<HealthResult> ask(h1::ClientConnection& connection, const HealthTarget& target) {
    const auto head = request_of(target);
    auto& writer = connection.send(head);
    // An answer may be there even if not all of the request went out.
    static_cast<void>(co_await writer.finish(nullptr));
    int status = 0;
    do {
        const auto response = co_await connection.response();
        if (!response) co_return failed(connection.failure());
        status = (*response)->status;
    } while (status < 200);
    if (status < 400) co_return HealthResult{Verdict::passed, {}};
    co_return HealthResult{Verdict::failed, "status " + std::to_string(status)};
}

Awaitable<void> drain(h1::ClientConnection& connection, net::Clock::time_point until) {
    auto& body = connection.response_body();
    std::size_t read = 0;
    while (!body.finished() && read < most_body && net::Clock::now() < until) {
        const auto chunk = co_await body.read();
        if (!chunk) break;
        read += chunk->size();
    }
}

}  // namespace

class ConnectionUnderWay {
public:
    ConnectionUnderWay(HealthCheckUnderWay& under_way, h1::ClientConnection& connection) noexcept
        : under_way_(&under_way) {
        under_way.connection_ = &connection;
    }
    ~ConnectionUnderWay() { under_way_->connection_ = nullptr; }
    ConnectionUnderWay(const ConnectionUnderWay&) = delete;
    ConnectionUnderWay& operator=(const ConnectionUnderWay&) = delete;

private:
    HealthCheckUnderWay* under_way_;
};

void HealthCheckUnderWay::abort() {
    if (connection_) connection_->abort(asio::error::operation_aborted);
}

std::string health_host(const config::Backend& backend, const config::Endpoint& endpoint) {
    if (backend.health && backend.health->host) return *backend.health->host;
    if (backend.host) return *backend.host;
    const bool ipv6 = endpoint.host.find(':') != std::string::npos;
    const auto host = ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return host + ":" + std::to_string(endpoint.port);
}

Awaitable<HealthResult> check_health(const Loop& loop,
                                     const HealthTarget& target,
                                     HealthCheckUnderWay& under_way) {
    const auto until = net::Clock::now() + target.check.timeout;
    auto connected = co_await connect(*loop.context, *loop.wheel, target.address, until);
    if (connected.failure != Failure::none) co_return failed(connected.failure);
    h1::ClientConnection connection(
        std::move(connected.socket), *loop.wheel, *loop.blocks, target.check.timeout);
    const ConnectionUnderWay registered(under_way, connection);
    tls::LastSession session;
    if (target.tls) {
        auto ssl = target.tls->start(target.name, session);
        const auto failure = co_await connection.secure(std::move(ssl), until);
        if (failure != Failure::none) co_return failed(failure);
    }
    connection.set_deadline(until);
    auto result = co_await ask(connection, target);
    if (connection.failure() == Failure::none) co_await drain(connection, until);
    co_return result;
}

}  // namespace crossfade::backend
