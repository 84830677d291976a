// TCP, with or without TLS. The ready set says once when something can be read; whether it still
// can is remembered here, and forgotten when a read empties the kernel's buffer.
#include "proxy/net/transport.hpp"

#include "proxy/net/address_bytes.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
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

// A single part needs no list of them, which the kernel would have to fetch.
ssize_t send_parts(int descriptor, std::span<const iovec> parts, int flags) noexcept {
    if (parts.size() == 1) {
        return ::send(descriptor, parts.front().iov_base, parts.front().iov_len, flags);
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());  // sendmsg only reads it
    message.msg_iovlen = parts.size();
    return ::sendmsg(descriptor, &message, flags);
}

constexpr std::uint32_t leaving = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

asio::io_context& context_of(asio::ip::tcp::socket& socket) {
    return static_cast<asio::io_context&>(socket.get_executor().context());
}

Socket released(asio::ip::tcp::socket& socket) {
    Error ignored;
    const auto peer = socket.remote_endpoint(ignored);
    socket.native_non_blocking(true, ignored);
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    return {socket.release(ignored), peer};
}

}  // namespace

Transport::Transport(Socket socket, asio::io_context& context, DeadlineWheel& wheel)
    : Deadline(wheel),
      socket_(std::move(socket)),
      ready_set_(&asio::use_service<ReadySet>(context)),
      peer_(bytes_of(socket_.peer().address())),
      address_(peer_),
      write_limit_(wheel, *this) {
    failure_ = ready_set_->add(socket_.descriptor(), *this);
}

Transport::Transport(asio::ip::tcp::socket socket, DeadlineWheel& wheel)
    : Transport(released(socket), context_of(socket), wheel) {}

// A stream that ends as it should says so, as far as that is possible without waiting (RFC 8446
// section 6.1); one that was cut must not.
Transport::~Transport() {
    if (self_) *self_ = nullptr;
    if (tls_ && !failure_) static_cast<void>(tls_->close_notify());
    ready_set_->remove(*this);
}

std::size_t Transport::try_read(std::span<char> room, Error& error) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    if (tls_) return read_tls(room, error);
    ssize_t count = 0;
    do count = ::recv(socket_.descriptor(), room.data(), room.size(), 0);
    while (count < 0 && errno == EINTR);
    if (count > 0) {
        error.clear();
        const auto received = static_cast<std::size_t>(count);
        // A short read emptied the kernel's buffer; what arrives from now on is told.
        if (received < room.size()) emptied();
        return received;
    }
    error = count == 0 ? Error(asio::error::eof) : last_error();
    if (error == asio::error::would_block) emptied();
    return 0;
}

std::size_t Transport::try_write(std::span<const iovec> parts, Error& error, End end) noexcept {
    if (failure_) {
        error = failure_;
        return 0;
    }
    if (tls_) return tls_->write(parts, error);
    const int flags = end == End::follows ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;
    ssize_t count = 0;
    do count = send_parts(socket_.descriptor(), parts, flags);
    while (count < 0 && errno == EINTR);
    if (count >= 0) {
        error.clear();
        return static_cast<std::size_t>(count);
    }
    error = last_error();
    return 0;
}

void Transport::fill(Pipe& pipe, std::size_t most, Error& error) noexcept {
    error = failure_;
    if (!error) pipe.fill(socket_.descriptor(), most, error);
    // The pipe was empty, so that it is the socket that has nothing.
    if (error == asio::error::would_block) emptied();
}

std::size_t Transport::drain(Pipe& pipe, Error& error) noexcept {
    error = failure_;
    return error ? 0 : pipe.drain(socket_.descriptor(), error);
}

// What is left in the kernel, or in a record that was received already, is told of at once.
std::size_t Transport::read_tls(std::span<char> room, Error& error) noexcept {
    const auto count = tls_->read(room, error);
    ready_ = tls_->pending() || peer_left_;
    return count;
}

Awaitable<Error> Transport::handshake(tls::Ssl ssl) {
    tls_ = std::make_unique<TlsStream>(std::move(ssl), socket_.descriptor());
    for (;;) {
        auto error = tls_->handshake();
        ready_ = tls_->pending() || peer_left_;
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

std::shared_ptr<Transport*> Transport::self() {
    if (!self_) self_ = std::make_shared<Transport*>(this);
    return self_;
}

// Posted: whoever asks may sit in the very coroutine that would be resumed, or destroyed.
template <class Action>
void Transport::later(Action action) {
    asio::post(context(), [self = self(), action = std::move(action)] {
        if (*self) action(**self);
    });
}

void Transport::watch() {
    if (failure_) return;
    watched_ = true;
    watched_since_ = ready_set_->turn();
    if (!ready_) return;
    ask_again();
    ready_ = true;  // until it was looked at
}

// Whether what was ready still is; the kernel has nothing to tell about what left it already.
void Transport::ask_again() {
    ready_ = false;
    if (tls_ && tls_->pending()) {
        later([](Transport& transport) { transport.on_ready(EPOLLIN); });
    } else {
        ask(ReadySet::For::reading);
    }
}

// What is asked for replaces what was: a writer that waits is not to be forgotten.
void Transport::ask(ReadySet::For what) noexcept {
    const bool writing = write_waiter_.awaited() || closing_;
    ready_set_->ask(socket_.descriptor(), *this, writing ? ReadySet::For::writing_too : what);
}

// Whoever is woken may destroy this transport.
void Transport::on_ready(std::uint32_t events) {
    const bool left = (events & leaving) != 0;
    // That a peer sends no more says nothing about what can be sent to it.
    const bool can_write = (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
    peer_left_ = peer_left_ || left;
    peer_gone_ = peer_gone_ || (events & (EPOLLHUP | EPOLLERR)) != 0;
    ready_ = ready_ || left || (events & EPOLLIN) != 0 ||
             (tls_ && tls_->reading() == TlsStream::Wants::write);
    if (closing_ && can_write) shutdown_send();
    // With TLS, sending may have to wait for a record to arrive.
    const bool record = tls_ && ready_ && tls_->writing() == TlsStream::Wants::read;
    const bool writer = write_waiter_.awaited() && (can_write || record);
    const bool reader = read_waiter_.awaited() && ready_;
    if (writer && reader) {
        wake_all();
    } else if (writer) {
        write_waiter_.notify();
    } else if (reader) {
        read_waiter_.notify();
    } else if (watched_ && observer_ && ready_ && (left || !silent())) {
        watched_ = false;
        observer_->on_activity();
    }
}

void Transport::wake_all() {
    const auto same = self();
    read_waiter_.notify();
    if (*same) write_waiter_.notify();
}

bool Transport::must_wait() {
    // What a look took from the kernel already is not told of.
    if (tls_ && !ready_) ready_ = tls_->pending();
    if (++reads_in_turn_ > max_reads_in_turn && ready_ && !failure_) ask_again();
    if (failure_ || read_ended_ || ready_) return false;
    reads_in_turn_ = 0;
    if (tls_ && tls_->reading() == TlsStream::Wants::write) ask(ReadySet::For::writing_too);
    return true;
}

Awaitable<Error> Transport::readable() {
    if (must_wait()) co_await arrival();
    co_return read_error();
}

// The waiter may destroy the transport.
void Transport::end_read(Error why) {
    if (!read_waiter_.awaited()) return;
    read_ended_ = why;
    read_waiter_.notify();
}

Awaitable<Error> Transport::writable(Clock::duration limit) {
    if (failure_) co_return failure_;
    if (limit != Clock::duration::max()) write_limit_.set_after(limit);
    const bool read_first = tls_ && tls_->writing() == TlsStream::Wants::read;
    ask(read_first ? ReadySet::For::reading : ReadySet::For::writing_too);
    co_await write_waiter_.wait();
    write_limit_.clear();
    co_return failure_;
}

void Transport::set_observer(Observer* observer) noexcept { observer_ = observer; }

Transport::PeerState Transport::peer_state() const noexcept {
    if (failure_ || peer_gone_) return PeerState::gone;
    if (tls_) return state_of(tls_->look());
    char byte = 0;
    const auto count = ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 0) return PeerState::half_closed;
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return PeerState::gone;
    return PeerState::open;
}

// A reader that waits had all that TLS holds, and has to hear of the rest from the kernel.
bool Transport::silent() const noexcept {
    if (failure_) return false;
    if (tls_ && !read_waiter_.awaited()) return tls_->look() == asio::error::would_block;
    char byte = 0;
    const auto count = ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Transport::abort(Error why) {
    if (failure_) return;
    failure_ = why;
    Deadline::clear();
    write_limit_.clear();
    later([](Transport& transport) {
        const bool awaited = transport.read_waiter_.awaited() || transport.write_waiter_.awaited();
        if (awaited) {
            transport.wake_all();
        } else if (transport.observer_) {
            transport.observer_->on_activity();
        }
    });
}

void Transport::shutdown_send() noexcept {
    // Without close_notify the peer could not tell a body that ends here from one that was cut.
    closing_ = tls_ && !failure_ && !tls_->close_notify();
    if (closing_) {
        ask(ReadySet::For::writing_too);
    } else {
        ::shutdown(socket_.descriptor(), SHUT_WR);
    }
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
    ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// A reader that waited too long may still have something to say to its peer, so only its wait
// fails.
void Transport::expired() {
    if (read_waiter_.awaited()) {
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
