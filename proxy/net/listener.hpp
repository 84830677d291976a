// Listening sockets: one per event loop and address, shared through SO_REUSEPORT, so that the
// kernel spreads connections and no loop waits for another.
#pragma once

#include "proxy/net/socket.hpp"
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
    ListeningSocket(int descriptor, int family, bool may_grow = true) noexcept
        : descriptor_(descriptor), family_(family), may_grow_(may_grow) {}
    ListeningSocket(ListeningSocket&& other) noexcept;
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// False for a supervisor's: what waits in a queue beside it would not outlive this process.
    [[nodiscard]] bool may_grow() const noexcept { return may_grow_; }
    /// The same socket and queue through another descriptor.
    [[nodiscard]] Result<ListeningSocket> duplicate() const;
    /// Hands the descriptor over to an acceptor of that loop; non-blocking from then on.
    [[nodiscard]] asio::ip::tcp::acceptor adopt(asio::io_context& context) &&;

private:
    int descriptor_;
    int family_;
    bool may_grow_;
};

/// `count` sockets on one address; `host` is an IP address. Fails if somebody else listens there,
/// even somebody who would share.
[[nodiscard]] Result<std::vector<ListeningSocket>> listen(const std::string& host,
                                                          std::uint16_t port,
                                                          std::size_t count);

/// One more, beside this process's own on the same address, or those of the process before it.
[[nodiscard]] Result<ListeningSocket> listen_too(const std::string& host, std::uint16_t port);

/// A connection from the queue of a listening descriptor; would_block if there is none.
[[nodiscard]] Result<Socket> accept(int listening) noexcept;

}  // namespace crossfade::net
