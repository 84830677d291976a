// Opens a TCP connection to an address, within a deadline.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/net/deadline.hpp"
#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>

namespace crossfade::backend {

struct Connected {
    asio::ip::tcp::socket socket;
    http::Failure failure = http::Failure::none;  // the socket is of use only if none
};

/// `receive_buffer`: bytes that the kernel takes before anybody reads; nothing: as many as it
/// likes.
[[nodiscard]] Awaitable<Connected> connect(asio::io_context& context,
                                           net::DeadlineWheel& wheel,
                                           const asio::ip::tcp::endpoint& address,
                                           net::Clock::time_point until,
                                           std::optional<int> receive_buffer = std::nullopt);

}  // namespace crossfade::backend
