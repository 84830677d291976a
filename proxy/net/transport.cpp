// TCP, with or without TLS. Waiting for readability goes through one pending asynchronous wait per
// socket, which stays pending across messages: one epoll_ctl per message instead of a read that
// finds nothing.
#include "proxy/net/transport.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <poll.h>
#include <string>
#include <sys/socket.h>

namespace crossfade::net {
namespace {

// A peer that sends faster than it is read would keep the loop from all the others: this often the
// kernel is asked anew, which lets them have their turn.
constexpr unsigned max_reads_in_turn = 8;

Error last_error() noexcept {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return asio::error::would_block;
    return {errno, boost::system::system_category()};
}

Transport::PeerState state_of(const Error& error) noexcept {
    if (!error || error == asio::error::would_block) return Transport::PeerState::open;
    return error == asio::error::eof ? Transport::PeerState::half_closed
                                     : Transport::PeerState::gone;
}

std::string text_of(const asio::ip::address& address) {
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    if (!mapped) return address.to_string();
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
}

}  // namespace

Transport::Transport(Socket socket, DeadlineWheel& wheel)
    : Deadline(wheel),
      socket_(std::move(socket)),
      readiness_(std::make_shared<Readiness>()),
      write_limit_(wheel, *this) {
    Error ignored;
    socket_.native_non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto text = text_of(socket_.remote_endpoint(ignored).address());
    text.copy(address_.data(), address_.size() - 1);
    readiness_->transport = this;
}

// A stream that ends as it should says so, as far as that is possible without waiting (RFC 8446
// section 6.1); one that was cut must not.
Transport::~Transport() {
    readiness_->transport = nullptr;
    if (tls_ && !failure_) static_cast<void>(tls_->close_notify());
}

std::size_t Transport::try_read(std::span<char> room, Error& error) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    if (tls_) return read_tls(room, error);
    ssize_t count = 0;
    do count = ::recv(socket_.native_handle(), room.data(), room.size(), 0);
    while (count < 0 && errno == EINTR);
    if (count > 0) {
        error.clear();
        const auto received = static_cast<std::size_t>(count);
        // A short read emptied the kernel's buffer: ask again before the next one. What arrived
        // meanwhile, the end included, is reported when asking.
        if (received < room.size()) readiness_->ready = false;
        return received;
    }
    error = count == 0 ? Error(asio::error::eof) : last_error();
    if (error == asio::error::would_block) readiness_->ready = false;
    return 0;
}

// Bytes that were peeked at keep the socket readable: without a minimum, waiting for more of them
// would spin.
std::size_t Transport::try_peek(std::span<char> room, std::size_t known, Error& error) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    readiness_->ready = false;
    error.clear();
    const auto count = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_PEEK);
    const auto peeked = count > 0 ? static_cast<std::size_t>(count) : 0;
    if (peeked > known) return peeked;
    if (count < 0) {
        error = last_error();
    } else {
        error = sending_ended() ? Error(asio::error::eof) : Error(asio::error::would_block);
    }
    if (error == asio::error::would_block) set_receive_minimum(known + 1);
    return peeked;
}

bool Transport::sending_ended() noexcept {
    pollfd asked{socket_.native_handle(), POLLRDHUP, 0};
    return ::poll(&asked, 1, 0) > 0;
}

void Transport::end_peeking() noexcept { set_receive_minimum(1); }

void Transport::set_receive_minimum(std::size_t bytes) noexcept {
    if (bytes == receive_minimum_) return;
    receive_minimum_ = bytes;
    const int value = static_cast<int>(bytes);
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value);
}

std::size_t Transport::try_write(std::span<const iovec> parts, Error& error) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    if (tls_) return tls_->write(parts, error);
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());  // sendmsg only reads it
    message.msg_iovlen = parts.size();
    ssize_t count = 0;
    do count = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count >= 0) {
        error.clear();
        return static_cast<std::size_t>(count);
    }
    error = last_error();
    return 0;
}

// What is left in the kernel, or in a record that was received already, is told of at once.
std::size_t Transport::read_tls(std::span<char> room, Error& error) noexcept {
    const auto count = tls_->read(room, error);
    readiness_->ready = tls_->pending();
    return count;
}

Awaitable<Error> Transport::handshake(tls::Ssl ssl) {
    tls_ = std::make_unique<TlsStream>(std::move(ssl), socket_.native_handle());
    for (;;) {
        auto error = tls_->handshake();
        readiness_->ready = tls_->pending();
        if (error != asio::error::would_block) {
            if (error) tls_.reset();
            co_return error;
        }
        if (tls_->reading() == TlsStream::Wants::write) {
            error = co_await writable();
        } else {
            error = co_await readable();
        }
        if (error) co_return error;
    }
}

void Transport::watch() {
    if (failure_ || readiness_->armed) return;
    readiness_->armed = true;
    readiness_->ready = false;
    wait_to_read();
}

void Transport::wait_to_read() {
    const auto answered = [readiness = readiness_](Error error) {
        readiness->armed = false;
        if (readiness->transport) readiness->transport->on_readable(error);
    };
    if (!tls_) {
        socket_.async_wait(Socket::wait_read, answered);
    } else if (tls_->pending()) {
        // The kernel has nothing to tell about what left it already.
        asio::post(socket_.get_executor(), [answered] { answered(Error()); });
    } else if (tls_->reading() == TlsStream::Wants::write) {
        socket_.async_wait(Socket::wait_write, answered);
    } else {
        socket_.async_wait(Socket::wait_read, answered);
    }
}

// True if all that arrived concerns TLS alone, such as session tickets.
bool Transport::only_records() noexcept { return tls_ && tls_->look() == asio::error::would_block; }

void Transport::on_readable(Error error) {
    readiness_->ready = true;
    if (error && !failure_) failure_ = error;
    if (!readiness_->waiter.awaited() && !failure_ && only_records()) {
        watch();
        return;
    }
    if (readiness_->waiter.awaited()) {
        // The waiter may destroy this transport; it keeps its own hold on the readiness.
        const auto kept = readiness_;
        kept->waiter.notify();
    } else if (observer_) {
        observer_->on_activity();
    }
}

Awaitable<Error> Transport::readable() {
    read_ended_.clear();
    if (++reads_in_turn_ > max_reads_in_turn) readiness_->ready = false;
    while (!failure_ && !readiness_->ready) {
        reads_in_turn_ = 0;
        watch();
        co_await readiness_->waiter.wait();
        if (read_ended_) co_return read_ended_;
    }
    co_return failure_;
}

// The waiter may destroy the transport; it keeps its own hold on the readiness.
void Transport::end_read(Error why) {
    read_ended_ = why;
    const auto kept = readiness_;
    kept->waiter.notify();
}

Awaitable<Error> Transport::writable(Clock::duration limit) {
    if (failure_) co_return failure_;
    if (limit != Clock::duration::max()) write_limit_.set_after(limit);
    // An error of the wait itself shows again at the next try_write().
    const bool read_first = tls_ && tls_->writing() == TlsStream::Wants::read;
    const auto what = read_first ? Socket::wait_read : Socket::wait_write;
    auto answered = [readiness = readiness_](Error /*error*/) {
        if (readiness->transport) readiness->transport->write_waiter_.notify();
    };
    socket_.async_wait(what, std::move(answered));
    co_await write_waiter_.wait();
    write_limit_.clear();
    co_return failure_;
}

void Transport::set_observer(Observer* observer) noexcept { observer_ = observer; }

Transport::PeerState Transport::peer_state() const noexcept {
    if (failure_) return PeerState::gone;
    if (tls_) return state_of(tls_->look());
    char byte = 0;
    const auto count =
        ::recv(const_cast<Socket&>(socket_).native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 0) return PeerState::half_closed;
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return PeerState::gone;
    return PeerState::open;
}

bool Transport::silent() const noexcept {
    if (failure_) return false;
    if (tls_) return tls_->look() == asio::error::would_block;
    char byte = 0;
    const auto count =
        ::recv(const_cast<Socket&>(socket_).native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Transport::abort(Error why) {
    if (failure_) return;
    failure_ = why;
    Deadline::clear();
    write_limit_.clear();
    // Posted: whoever aborts may sit in the very coroutine that would be resumed.
    asio::post(socket_.get_executor(), [readiness = readiness_] {
        auto*& transport = readiness->transport;
        const bool awaited =
            readiness->waiter.awaited() || (transport && transport->write_waiter_.awaited());
        readiness->waiter.notify();
        if (transport) transport->write_waiter_.notify();
        if (!awaited && transport && transport->observer_) transport->observer_->on_activity();
    });
}

void Transport::shutdown_send() noexcept {
    Error ignored;
    // Without close_notify the peer could not tell a body that ends here from one that was cut.
    if (tls_ && !failure_ && !tls_->close_notify()) {
        socket_.async_wait(Socket::wait_write, [readiness = readiness_](Error error) {
            if (!error && readiness->transport) readiness->transport->shutdown_send();
        });
        return;
    }
    socket_.shutdown(Socket::shutdown_send, ignored);
}

Awaitable<void> Transport::discard(std::size_t most, Clock::duration limit) {
    shutdown_send();
    set_deadline_after(limit);
    std::array<char, 512> room{};
    for (std::size_t discarded = 0; discarded < most;) {
        auto error = co_await readable();
        if (error) co_return;
        discarded += try_read(room, error);
        if (error && error != asio::error::would_block) co_return;
    }
}

// Not through Asio, whose destructor takes back a linger option that it knows of.
void Transport::reset_on_close() noexcept {
    const ::linger at_once{1, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// A reader that waited too long may still have something to say to its peer, so only its wait
// fails.
void Transport::expired() {
    if (readiness_->waiter.awaited()) {
        end_read(asio::error::timed_out);
        return;
    }
    abort(asio::error::timed_out);
}

void Transport::WriteLimit::expired() { owner_->abort(asio::error::timed_out); }

std::span<iovec> advance(std::span<iovec> parts, std::size_t count) noexcept {
    while (!parts.empty() && count >= parts.front().iov_len) {
        count -= parts.front().iov_len;
        parts = parts.subspan(1);
    }
    if (count > 0) {
        parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + count;
        parts.front().iov_len -= count;
    }
    return parts;
}

Awaitable<Error> write_all(Transport& transport, std::span<iovec> parts, Clock::duration limit) {
    while (!parts.empty()) {
        Error error;
        const auto count = transport.try_write(parts, error);
        if (error == asio::error::would_block) {
            error = co_await transport.writable(limit);
            if (error) co_return error;
            continue;
        }
        if (error) co_return error;
        parts = advance(parts, count);
    }
    co_return Error();
}

}  // namespace crossfade::net
