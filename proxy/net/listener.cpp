// A probe without SO_REUSEPORT comes first, so that another process's port is not shared unseen.
#include "proxy/net/listener.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace crossfade::net {
namespace {

using asio::ip::tcp;

constexpr int backlog = 4096;

Error last_error() { return {errno, boost::system::system_category()}; }

void set(int descriptor, int level, int option) {
    const int on = 1;
    ::setsockopt(descriptor, level, option, &on, sizeof on);
}

Result<ListeningSocket> open(const tcp::endpoint& address, bool shared) {
    const int family = address.protocol().family();
    ListeningSocket socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), family);
    const int descriptor = socket.descriptor();
    if (descriptor < 0) return last_error();
    set(descriptor, SOL_SOCKET, SO_REUSEADDR);
    if (shared) set(descriptor, SOL_SOCKET, SO_REUSEPORT);
    const auto size = static_cast<socklen_t>(address.size());
    if (::bind(descriptor, address.data(), size) != 0) return last_error();
    if (shared && ::listen(descriptor, backlog) != 0) return last_error();
    return socket;
}

}  // namespace

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      family_(other.family_),
      may_grow_(other.may_grow_) {}

ListeningSocket::~ListeningSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<ListeningSocket> ListeningSocket::duplicate() const {
    ListeningSocket same(::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0), family_, may_grow_);
    if (same.descriptor_ < 0) return last_error();
    return same;
}

tcp::acceptor ListeningSocket::adopt(asio::io_context& context) && {
    const auto protocol = family_ == AF_INET6 ? tcp::v6() : tcp::v4();
    tcp::acceptor acceptor(context, protocol, std::exchange(descriptor_, -1));
    Error ignored;
    acceptor.native_non_blocking(true, ignored);
    acceptor.set_option(tcp::no_delay(true), ignored);  // what it accepts inherits that
    return acceptor;
}

// Not through Asio, which would register each socket with a reactor that never waits for it.
Result<Socket> accept(int listening) noexcept {
    tcp::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    const int descriptor = ::accept4(listening, peer.data(), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK) return Error(asio::error::would_block);
        return last_error();
    }
    peer.resize(size);
    return Socket(descriptor, peer);
}

Result<std::vector<ListeningSocket>> listen(const std::string& host,
                                            std::uint16_t port,
                                            std::size_t count) {
    Error error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return error;
    const tcp::endpoint endpoint(address, port);
    // With SO_REUSEPORT two proxies would silently share a port; a bind without it tells.
    if (const auto probe = open(endpoint, false); !probe) return probe.error();
    std::vector<ListeningSocket> sockets;
    for (std::size_t index = 0; index < count; ++index) {
        auto socket = open(endpoint, true);
        if (!socket) return socket.error();
        sockets.push_back(std::move(*socket));
    }
    return sockets;
}

Result<ListeningSocket> listen_too(const std::string& host, std::uint16_t port) {
    Error error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return error;
    return open(tcp::endpoint(address, port), true);
}

}  // namespace crossfade::net
