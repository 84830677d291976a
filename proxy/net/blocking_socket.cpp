// Plain system calls with the socket's own timeouts.
#include "proxy/net/blocking_socket.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

// The kernel says "would block" or "in progress" when a socket's own timeout has passed.
Error last_error() noexcept {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS) {
        return asio::error::timed_out;
    }
    return {errno, boost::system::system_category()};
}

void set_timeouts(int descriptor, std::chrono::milliseconds timeout) noexcept {
    timeval limit{};
    limit.tv_sec = timeout.count() / 1000;
    limit.tv_usec = (timeout.count() % 1000) * 1000;
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Result<BlockingSocket> BlockingSocket::connect(const std::string& host,
                                               std::uint16_t port,
                                               std::chrono::milliseconds timeout) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        return Error(asio::error::host_not_found);
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    Error error = asio::error::host_not_found;
    for (const auto* each = found; each != nullptr; each = each->ai_next) {
        const int descriptor =
            ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol);
        if (descriptor < 0) {
            error = last_error();
            continue;
        }
        BlockingSocket socket(descriptor);
        set_timeouts(descriptor, timeout);
        if (::connect(descriptor, each->ai_addr, each->ai_addrlen) == 0) return socket;
        error = last_error();
    }
    return error;
}

BlockingSocket::~BlockingSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Error BlockingSocket::send(Bytes bytes) noexcept {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return last_error();
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Result<std::size_t> BlockingSocket::receive(std::span<char> room) noexcept {
    for (;;) {
        const auto received = ::recv(descriptor_, room.data(), room.size(), 0);
        if (received > 0) return static_cast<std::size_t>(received);
        if (received == 0) return Error(asio::error::eof);
        if (errno != EINTR) return last_error();
    }
}

}  // namespace crossfade::net
