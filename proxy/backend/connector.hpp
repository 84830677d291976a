// Opens a TCP connection to an address, within a deadline.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/net/deadline.hpp"
#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace crossfade::backend {

struct Connected {
    asio::ip::tcp::socket socket;
    http::Failure failure = http::Failure::none;  // the socket is of use only if none
};

[[nodiscard]] Awaitable<Connected> connect(asio::io_context& context,
                                           net::DeadlineWheel& wheel,
                                           const asio::ip::tcp::endpoint& address,
                                           net::Clock::time_point until);

}  // namespace crossfade::backend
