// A byte stream to one peer: try first, wait only if that would block. The attempts are plain
// non-blocking calls without a coroutine behind them; waiting is the only thing that suspends.
#pragma once

#include "proxy/net/deadline.hpp"
#include "proxy/net/pipe.hpp"
#include "proxy/net/ready_set.hpp"
#include "proxy/net/signal.hpp"
#include "proxy/net/socket.hpp"
#include "proxy/net/tls_stream.hpp"
#include "proxy/result.hpp"
#include "routing/address_text.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <sys/uio.h>
#include <utility>

namespace crossfade::net {

/// Owns the socket; lives on one event loop. At most one coroutine waits for reading and one for
/// writing. After abort() every call fails with the reason given there.
class Transport final : private Deadline, private ReadySet::Member {
public:
    /// On the event loop of that context, whose thread this is. The socket sends without delay
    /// (TCP_NODELAY), as all that are accepted do.
    Transport(Socket socket, asio::io_context& context, DeadlineWheel& wheel);
    /// The same for a socket of Asio's, which must be connected; taken away from its context's
    /// reactor.
    Transport(asio::ip::tcp::socket socket, DeadlineWheel& wheel);
    ~Transport() override;

    /// Bytes received; asio::error::would_block if there are none yet, asio::error::eof at the end.
    [[nodiscard]] std::size_t try_read(std::span<char> room, Error& error) noexcept;

    /// The first bytes that the peer sent, which stay to be read; before the handshake, if there is
    /// to be one. would_block if they are not more than `known`: then readable() waits for another
    /// one. eof if there will be none.
    [[nodiscard]] std::size_t try_peek(std::span<char> room,
                                       std::size_t known,
                                       Error& error) noexcept;
    /// After the last try_peek(): readable() waits for a single byte again.
    void end_peeking() noexcept;

    /// Speaks TLS from now on, once there is no error; else the transport is of no use any more but
    /// to discard().
    /// The deadline is the caller's. `ssl` may be null, for want of memory.
    [[nodiscard]] Awaitable<Error> handshake(tls::Ssl ssl);
    /// Null without TLS.
    [[nodiscard]] const TlsStream* tls() const noexcept { return tls_.get(); }

    /// Whether these are the last bytes, which leave with the end of the stream: the kernel may
    /// hold them back until shutdown_send() or the destructor, one of which must follow at once.
    enum class End { later, follows };
    /// Bytes accepted by the kernel, perhaps fewer than given; would_block if none could be.
    [[nodiscard]] std::size_t try_write(std::span<const iovec> parts,
                                        Error& error,
                                        End end = End::later) noexcept;

    /// The same from and into a pipe, without TLS; would_block if nothing could be moved.
    void fill(Pipe& pipe, std::size_t most, Error& error) noexcept;
    [[nodiscard]] std::size_t drain(Pipe& pipe, Error& error) noexcept;

    /// Waits until try_read() may succeed. Returns at once if the peer was seen to have sent, but
    /// not for ever: whoever reads on and on gives others a turn here.
    [[nodiscard]] Awaitable<Error> readable();
    /// The same without a coroutine frame, for where every message passes:
    ///     if (transport.must_wait()) co_await transport.arrival();
    ///     auto error = transport.read_error();
    /// Or, where trying again is the same as trying first:
    ///     if (transport.must_wait()) return would_block;  // and arrival() is awaited elsewhere
    ///     auto error = transport.read_error();
    [[nodiscard]] bool must_wait();
    [[nodiscard]] Signal::Wait arrival() noexcept { return read_waiter_.wait(); }
    /// Why the wait ended, if not by an arrival; says so once.
    [[nodiscard]] Error read_error() noexcept {
        const auto ended = std::exchange(read_ended_, Error());
        return ended ? ended : failure_;
    }
    /// Waits until try_write() may succeed; after `limit` abort(timed_out) happens. Apart from the
    /// deadline, so that neither direction lifts the other's limit.
    [[nodiscard]] Awaitable<Error> writable(Clock::duration limit = Clock::duration::max());

    /// Fails a readable() that waits; the transport stays usable.
    void end_read(Error why);

    /// Asks the kernel now to tell when the peer sends or leaves, so that a later readable() costs
    /// nothing more, and the observer hears of it while nobody waits.
    void watch();
    /// Told on the loop when something can be read, or the stream ended, and nobody waits. May
    /// destroy the transport.
    struct Observer {
        virtual void on_activity() = 0;

    protected:
        ~Observer() = default;
    };
    void set_observer(Observer* observer) noexcept;

    /// What the peer did, without consuming data. A TLS peer that closed without saying so is gone.
    enum class PeerState { open, half_closed, gone };
    [[nodiscard]] PeerState peer_state() const noexcept;
    /// True if the peer neither sent anything that was not read yet, nor closed.
    [[nodiscard]] bool silent() const noexcept;
    /// The same without asking the kernel, if it told of a batch since watch(): what a peer says
    /// more than it was asked for comes right behind the answer. False: not known, ask.
    [[nodiscard]] bool known_silent() const noexcept {
        return !ready_ && !failure_ && ready_set_->quiet_since(watched_since_, *this);
    }
    /// True if the peer was seen to have sent, or to have left, and that was not read.
    [[nodiscard]] bool unread() const noexcept { return ready_; }

    /// Fails what waits and everything after with `why`. Idempotent: the first reason stays.
    void abort(Error why);
    [[nodiscard]] bool aborted() const noexcept { return failure_.failed(); }
    [[nodiscard]] const Error& failure() const noexcept { return failure_; }

    /// No more will be sent (FIN, and close_notify before it).
    void shutdown_send() noexcept;
    /// Sends no more and throws away what arrives, until the peer closes or has sent that much, for
    /// `limit` at most. Closing with unread bytes would send RST, which can destroy what was said
    /// last on its way (RFC 9112 section 9.6).
    [[nodiscard]] Awaitable<void> discard(std::size_t most, Clock::duration limit);
    /// The next close sends RST and discards what is unsent.
    void reset_on_close() noexcept;

    /// After this time a waiting readable() fails with timed_out; if nobody reads, abort(timed_out)
    /// happens.
    void set_deadline(Clock::time_point at) noexcept { Deadline::set(at); }
    void set_deadline_after(Clock::duration delay) noexcept { Deadline::set_after(delay); }
    void clear_deadline() noexcept { Deadline::clear(); }

    /// The peer's IP address; as text an IPv4 one plainly, even on an IPv6 socket.
    [[nodiscard]] const routing::AddressBytes& peer() const noexcept { return peer_; }
    [[nodiscard]] std::string_view peer_address() const noexcept { return address_.view(); }
    [[nodiscard]] asio::io_context& context() const noexcept { return ready_set_->context(); }

private:
    class WriteLimit final : public Deadline {
    public:
        WriteLimit(DeadlineWheel& wheel, Transport& owner) noexcept
            : Deadline(wheel), owner_(&owner) {}

    private:
        void expired() override;

        Transport* owner_;
    };

    void expired() override;
    void on_ready(std::uint32_t events) override;
    void ask_again();
    void wake_all();
    [[nodiscard]] std::shared_ptr<Transport*> self();
    template <class Action>
    void later(Action action);
    void ask(ReadySet::For what) noexcept;
    [[nodiscard]] std::size_t read_tls(std::span<char> room, Error& error) noexcept;
    void emptied() noexcept { ready_ = peer_left_; }
    [[nodiscard]] bool sending_ended() noexcept;
    void set_receive_minimum(std::size_t bytes) noexcept;

    Socket socket_;
    ReadySet* ready_set_;
    routing::AddressBytes peer_;
    routing::AddressText address_;
    std::unique_ptr<TlsStream> tls_;  // null: plain
    Signal read_waiter_;
    Signal write_waiter_;
    WriteLimit write_limit_;
    Observer* observer_ = nullptr;
    Error failure_;
    Error read_ended_;
    unsigned reads_in_turn_ = 0;  // since it last waited
    std::size_t receive_minimum_ = 1;
    std::uint64_t watched_since_ = 0;  // the set's turn at the last watch()
    bool ready_ = false;               // a read may give something
    bool watched_ = false;             // the observer is to hear of it
    bool peer_left_ = false;           // it sends no more: the kernel says so once
    bool peer_gone_ = false;  // in both directions: the error that says so is given out once
    bool closing_ = false;    // close_notify is still to be sent
    std::shared_ptr<Transport*> self_;  // of what was posted, if anything; null in there once gone
};

/// Sends all parts, waiting as needed, each time for `limit` at most; changes `parts` as it goes.
[[nodiscard]] Awaitable<Error> write_all(Transport& transport,
                                         std::span<iovec> parts,
                                         Clock::duration limit = Clock::duration::max());

/// Drops the first `count` bytes of `parts`.
[[nodiscard]] std::span<iovec> advance(std::span<iovec> parts, std::size_t count) noexcept;

}  // namespace crossfade::net
