// A connected socket that nothing waits on yet: what is accepted natively, before a transport takes
// it over.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <unistd.h>
#include <utility>

namespace crossfade::net {

/// Owns the descriptor, which is non-blocking.
class Socket {
public:
    Socket(int descriptor, const boost::asio::ip::tcp::endpoint& peer) noexcept
        : descriptor_(descriptor), peer_(peer) {}
    Socket(Socket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), peer_(other.peer_) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        peer_ = other.peer_;
        return *this;
    }
    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] const boost::asio::ip::tcp::endpoint& peer() const noexcept { return peer_; }

private:
    int descriptor_;
    boost::asio::ip::tcp::endpoint peer_;
};

}  // namespace crossfade::net
