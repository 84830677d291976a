// The waist: where protocols meet. Above it nobody knows one HTTP version from another; below it
// nobody knows what a proxy is. Everything is pulled, so not reading is what slows a peer down.
//
//   Exchange  a request that we must answer      Call  a request that we make
//   BodyReader  the receiving side of one body   BodyWriter  the sending side of one
//
// All of it lives on one event loop. Heads and chunks are views; each says how long it stays valid.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/http/forwarded.hpp"
#include "proxy/http/head.hpp"
#include "proxy/net/block_pool.hpp"
#include "proxy/net/pipe.hpp"
#include "proxy/net/transport.hpp"
#include "proxy/result.hpp"

namespace crossfade::http {

class BodyReader {
public:
    /// A chunk that is there already, empty if reading would wait. Valid until the next call here.
    [[nodiscard]] virtual Bytes take() = 0;
    /// The next chunk; empty at the end. Valid until the next call here.
    [[nodiscard]] virtual Awaitable<Result<Bytes>> read() = 0;
    /// True if what follows is long, and nothing has to be done to it: it need not be read, but may
    /// be passed on by fill().
    [[nodiscard]] virtual bool fills_pipes() const noexcept = 0;
    /// Instead of read(): the next bytes, into an empty pipe that stays empty at the end.
    /// operation_not_supported if this system has no way to do that; the body is as it was.
    [[nodiscard]] virtual Awaitable<Error> fill(net::Pipe& pipe) = 0;
    /// True once the last byte was handed out and the message's end was seen.
    [[nodiscard]] virtual bool finished() const noexcept = 0;
    /// Trailer fields (RFC 9110 section 6.5); complete once finished, valid as long as the reader.
    [[nodiscard]] virtual const FieldList& trailers() const noexcept = 0;
    /// A share of the memory that the last chunk lies in.
    [[nodiscard]] virtual net::Block share() const noexcept = 0;
    /// Why take() or read() failed.
    [[nodiscard]] virtual Failure failure() const noexcept = 0;
    /// Ends a read() that waits; the body counts as failed.
    virtual void cancel() = 0;

protected:
    ~BodyReader() = default;
};

class BodyWriter {
public:
    /// Notes a chunk to be sent; its bytes must stay valid until flush() or finish() returns.
    /// At most one chunk may wait.
    virtual void queue(Bytes chunk) = 0;
    /// Sends what waits, the head included, as far as that goes at once. True if that is over, with
    /// or without an error; else rest() is to be awaited.
    [[nodiscard]] virtual bool try_flush(Error& error) = 0;
    /// The same, and ends the message. Trailers are dropped where the framing has no place for
    /// them.
    [[nodiscard]] virtual bool try_finish(const FieldList* trailers, Error& error) = 0;
    /// What the last attempt left.
    [[nodiscard]] virtual Awaitable<Error> rest() = 0;
    /// True if drain() may send what follows.
    [[nodiscard]] virtual bool drains_pipes() const noexcept = 0;
    /// Sends all that the pipe holds, once nothing is queued any more.
    [[nodiscard]] virtual Awaitable<Error> drain(net::Pipe& pipe) = 0;

    [[nodiscard]] Awaitable<Error> flush();
    [[nodiscard]] Awaitable<Error> finish(const FieldList* trailers);

protected:
    ~BodyWriter() = default;
};

/// A head to be sent. Framing, Connection and version are the codec's business.
struct OutgoingRequest {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    bool has_query = false;
    std::string_view host;
    Framing framing;
    std::string_view upgrade;  // the protocols asked for; empty: none
    bool te_trailers = false;  // the client takes trailers (RFC 9110 section 10.1.4)
    routing::Fields fields;
};

struct OutgoingResponse {
    int status = 200;
    std::string_view reason;
    Framing framing;  // until_close means: of unknown length, however the codec delimits that
    std::string_view upgrade;  // the protocol of a 101
    routing::Fields fields;
};

/// A connection that stopped speaking HTTP: the socket, and what was received on it beyond the
/// last message. Both belong to the exchange or call that handed them out.
struct Tunnel {
    net::Transport* transport = nullptr;
    Bytes early;
};

class Exchange {
public:
    [[nodiscard]] virtual const RequestHead& request() const noexcept = 0;
    [[nodiscard]] virtual BodyReader& request_body() noexcept = 0;
    /// The other end of the client's connection; who the client is, the request may say.
    [[nodiscard]] virtual const Peer& peer() const noexcept = 0;
    /// True if the request came over TLS.
    [[nodiscard]] bool secure() const noexcept { return request().secure; }
    /// Where the client connected to.
    [[nodiscard]] virtual std::string_view listener() const noexcept = 0;

    /// Sends an interim response (1xx); dropped for HTTP/1.0 clients (RFC 9110 section 15.2).
    [[nodiscard]] virtual Awaitable<Error> inform(const OutgoingResponse& head) = 0;
    /// Notes the final head; it leaves with the first flush() or finish(). Not once responded().
    [[nodiscard]] virtual BodyWriter& respond(const OutgoingResponse& head) = 0;
    [[nodiscard]] virtual bool responded() const noexcept = 0;  // a byte of it left
    /// The response cannot be completed: the client must see that it is cut.
    virtual void abort() = 0;
    /// After a 101 went out: the raw connection.
    [[nodiscard]] virtual Tunnel tunnel() = 0;
    /// Told when the client sends more or leaves; null for nobody. Once the request is complete.
    virtual void set_observer(net::Transport::Observer* observer) = 0;
    [[nodiscard]] virtual net::Transport::PeerState client_state() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t bytes_sent() const noexcept = 0;

protected:
    ~Exchange() = default;
};

class Call {
public:
    /// Notes the head; it leaves with the first flush() or finish(). Once per call.
    [[nodiscard]] virtual BodyWriter& send(const OutgoingRequest& head) = 0;
    /// The next response head: interim ones (1xx) first. would_block if it is not here yet; then
    /// arrival() is to be awaited, and this called again. Valid until the next call of this.
    [[nodiscard]] virtual Result<const ResponseHead*> try_response() = 0;
    [[nodiscard]] virtual net::Signal::Wait arrival() noexcept = 0;
    /// The same, once it is here.
    [[nodiscard]] Awaitable<Result<const ResponseHead*>> response();
    [[nodiscard]] virtual BodyReader& response_body() noexcept = 0;
    /// Why response() failed.
    [[nodiscard]] virtual Failure failure() const noexcept = 0;
    /// Fails whatever waits; the connection will not be used again.
    virtual void abort(Error why) = 0;
    /// Of the response head; without effect once that is here, as it may be before the request
    /// ends.
    virtual void set_deadline(net::Clock::time_point at) = 0;
    virtual void clear_deadline() = 0;
    [[nodiscard]] virtual Tunnel tunnel() = 0;
    /// True if the connection had served a request before this one.
    [[nodiscard]] virtual bool reused() const noexcept = 0;
    /// True if the peer sent at least one byte in answer.
    [[nodiscard]] virtual bool received_any() const noexcept = 0;

protected:
    ~Call() = default;
};

/// Whoever answers exchanges: the forwarder, the admin API, the demo's backends.
class Handler {
public:
    /// Must respond() and finish, or abort().
    [[nodiscard]] virtual Awaitable<void> handle(Exchange& exchange) = 0;
    /// A request that never became an exchange was answered by the codec.
    virtual void refused(Failure failure, std::string_view client_address) = 0;

protected:
    ~Handler() = default;
};

}  // namespace crossfade::http
