// The part of a transport that looks at a connection's first bytes, where something may stand in
// front of the protocol.
#include "proxy/net/transport.hpp"

#include <boost/asio/error.hpp>

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace crossfade::net {

// Bytes that were peeked at keep the socket readable: without a minimum, waiting for more of them
// would spin.
std::size_t Transport::try_peek(std::span<char> room, std::size_t known, Error& error) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    ready_ = false;
    error.clear();
    const auto count = ::recv(socket_.descriptor(), room.data(), room.size(), MSG_PEEK);
    const auto peeked = count > 0 ? static_cast<std::size_t>(count) : 0;
    if (peeked > known) return peeked;
    if (count < 0) {
        const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK;
        error = nothing ? Error(asio::error::would_block)
                        : Error(errno, boost::system::system_category());
    } else {
        error = sending_ended() ? Error(asio::error::eof) : Error(asio::error::would_block);
    }
    if (error == asio::error::would_block) {
        set_receive_minimum(known + 1);
        ask(ReadySet::For::reading);  // what is there already counts anew
    }
    return peeked;
}

bool Transport::sending_ended() noexcept {
    pollfd asked{socket_.descriptor(), POLLRDHUP, 0};
    return ::poll(&asked, 1, 0) > 0;
}

// The bytes that were looked at are not told of again.
void Transport::end_peeking() noexcept {
    set_receive_minimum(1);
    ready_ = true;
}

void Transport::set_receive_minimum(std::size_t bytes) noexcept {
    if (bytes == receive_minimum_) return;
    receive_minimum_ = bytes;
    const int value = static_cast<int>(bytes);
    ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value);
}

}  // namespace crossfade::net
