// See connector.hpp.
#include "proxy/backend/connector.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <tuple>

namespace crossfade::backend {
namespace {

using asio::ip::tcp;
using http::Failure;

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

class ConnectDeadline final : public net::Deadline {
public:
    ConnectDeadline(net::DeadlineWheel& wheel, tcp::socket& socket)
        : Deadline(wheel), socket_(&socket) {}

    [[nodiscard]] bool passed() const noexcept { return passed_; }

private:
    void expired() override {
        passed_ = true;
        Error ignored;
        socket_->close(ignored);
    }

    tcp::socket* socket_;
    bool passed_ = false;
};

Failure failure_of(const Error& error, bool timed_out) noexcept {
    if (error.value() == EMFILE || error.value() == ENFILE) return Failure::too_many_connections;
    if (timed_out || error == asio::error::timed_out) return Failure::connection_timeout;
    return Failure::connection_refused;
}

}  // namespace

Awaitable<Connected> connect(asio::io_context& context,
                             net::DeadlineWheel& wheel,
                             const tcp::endpoint& address,
                             net::Clock::time_point until,
                             std::optional<int> receive_buffer) {
    Connected result{tcp::socket(context), Failure::none};
    ConnectDeadline deadline(wheel, result.socket);
    deadline.set(until);
    Error error;
    result.socket.open(address.protocol(), error);
    // Before connecting, because the peer is told the scale of its window then (RFC 7323
    // section 2.2).
    if (!error && receive_buffer) {
        result.socket.set_option(tcp::socket::receive_buffer_size(*receive_buffer), error);
    }
    if (!error) std::tie(error) = co_await result.socket.async_connect(address, awaited);
    if (error || deadline.passed()) result.failure = failure_of(error, deadline.passed());
    co_return result;
}

}  // namespace crossfade::backend
