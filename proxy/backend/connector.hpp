// Opens a TCP connection to an endpoint: resolves a name if it is one, tries its addresses in
// order, all within one deadline.
#pragma once

#include "config/config.hpp"
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
                                           const config::Endpoint& endpoint,
                                           net::Clock::time_point until);

}  // namespace crossfade::backend
