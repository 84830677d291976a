// Names are resolved by the system; addresses need no resolving at all.
#include "proxy/backend/connector.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace crossfade::backend {
namespace {

using asio::ip::tcp;
using http::Failure;

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// Cancels whatever step is under way.
class ConnectDeadline final : public net::Deadline {
public:
    ConnectDeadline(net::DeadlineWheel& wheel, tcp::resolver& resolver, tcp::socket& socket)
        : Deadline(wheel), resolver_(&resolver), socket_(&socket) {}

    [[nodiscard]] bool passed() const noexcept { return passed_; }

private:
    void expired() override {
        passed_ = true;
        resolver_->cancel();
        Error ignored;
        socket_->close(ignored);
    }

    tcp::resolver* resolver_;
    tcp::socket* socket_;
    bool passed_ = false;
};

// Literal addresses need no resolver, and the resolver needs a thread.
Awaitable<std::vector<tcp::endpoint>> addresses_of(tcp::resolver& resolver,
                                                   const config::Endpoint& endpoint) {
    Error error;
    const auto literal = asio::ip::make_address(endpoint.host, error);
    std::vector<tcp::endpoint> addresses;
    if (!error) {
        addresses.emplace_back(literal, endpoint.port);
        co_return addresses;
    }
    const auto port = std::to_string(endpoint.port);
    const auto flags = tcp::resolver::numeric_service;
    const auto [failed, results] =
        co_await resolver.async_resolve(endpoint.host, port, flags, awaited);
    for (const auto& entry : results) addresses.push_back(entry.endpoint());
    co_return addresses;
}

Failure failure_of(const Error& error, bool timed_out) noexcept {
    if (error.value() == EMFILE || error.value() == ENFILE) return Failure::too_many_connections;
    if (timed_out || error == asio::error::timed_out) return Failure::connection_timeout;
    return Failure::connection_refused;
}

}  // namespace

Awaitable<Connected> connect(asio::io_context& context,
                             net::DeadlineWheel& wheel,
                             const config::Endpoint& endpoint,
                             net::Clock::time_point until) {
    Connected result{tcp::socket(context), Failure::name_not_resolved};
    tcp::resolver resolver(context);
    ConnectDeadline deadline(wheel, resolver, result.socket);
    deadline.set(until);
    const auto addresses = co_await addresses_of(resolver, endpoint);
    for (const auto& address : addresses) {
        if (deadline.passed()) break;
        Error error;
        result.socket.close(error);
        result.socket.open(address.protocol(), error);
        if (!error) std::tie(error) = co_await result.socket.async_connect(address, awaited);
        result.failure = error ? failure_of(error, deadline.passed()) : Failure::none;
        if (!error) break;
    }
    if (deadline.passed()) result.failure = Failure::connection_timeout;
    co_return result;
}

}  // namespace crossfade::backend
