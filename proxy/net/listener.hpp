// Listening sockets: one per event loop and address, shared through SO_REUSEPORT, so that the
// kernel spreads connections and no loop waits for another.
#pragma once

#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::net {

/// A bound and listening descriptor that no event loop owns yet; closed when destroyed.
class ListeningSocket {
public:
    ListeningSocket(int descriptor, int family) noexcept
        : descriptor_(descriptor), family_(family) {}
    ListeningSocket(ListeningSocket&& other) noexcept;
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// Hands the descriptor over to an acceptor of that loop.
    [[nodiscard]] asio::ip::tcp::acceptor adopt(asio::io_context& context) &&;

private:
    int descriptor_;
    int family_;
};

/// `count` sockets on one address; `host` is an IP address. Fails if somebody else listens there,
/// even somebody who would share.
[[nodiscard]] Result<std::vector<ListeningSocket>> listen(const std::string& host,
                                                          std::uint16_t port,
                                                          std::size_t count);

}  // namespace crossfade::net
