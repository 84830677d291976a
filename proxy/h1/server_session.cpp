// One request at a time: its head, the handler, then what is left of it, and on to the next.
#include "proxy/h1/server_session.hpp"

#include "proxy/h1/head_parser.hpp"
#include "proxy/http/local_reply.hpp"

#include <boost/asio/error.hpp>

namespace crossfade::h1 {

using http::Failure;
using http::TimeLimit;
using Kind = http::Framing::Kind;

namespace {

// After a response that closes: how much a client may still send before it is cut off.
constexpr auto linger_time = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = std::size_t{256} * 1024;

// Of a response head; what a connection keeps between requests is multiplied by many thousands.
constexpr std::size_t usual_head = 2 * 1024;

}  // namespace

ServerSession::ServerSession(net::Transport& transport,
                             net::BlockPool& pool,
                             const ServerSettings& settings,
                             http::Handler& handler,
                             const bool& draining)
    : transport_(&transport),
      settings_(&settings),
      handler_(&handler),
      draining_(&draining),
      buffer_(pool),
      receiver_(transport, buffer_, request_body_failures),
      sender_(transport) {
    set_peer(transport.peer());
    sender_.set_pace(settings.pace);
}

void ServerSession::set_peer(const routing::AddressBytes& address) noexcept {
    peer_ = http::Peer(address, settings_->trusted_proxies);
    peer_.socket_address = transport_->peer_address();
}

Awaitable<void> ServerSession::serve() {
    for (;;) {
        begin_head();
        auto next = try_head();
        // Not in a coroutine of its own: every message passes here.
        while (next == Next::wait) {
            co_await transport_->arrival();
            next = try_head();
        }
        if (next == Next::refuse) co_await refuse();
        if (next != Next::exchange) break;
        co_await handler_->handle(*this);
        transport_->set_observer(nullptr);
        if (!may_continue()) break;
        shrink();
    }
    note_passed_limit();
    if (aborted_) {
        transport_->reset_on_close();
    } else if (!upgraded_ && !transport_->aborted()) {
        // First of all, because closing with unread bytes would discard what is held back.
        transport_->shutdown_send();
        if (transport_->tls() || !client_ended()) co_await linger();
    }
}

// Nothing is kept for a client of which nothing is known but that it is idle.
void ServerSession::shrink() noexcept {
    head_block_ = net::Block();
    buffer_.release();
    head_.fields.shrink();
    if (sender_.head().capacity() > usual_head) sender_.head() = std::string();
}

void ServerSession::note_passed_limit() noexcept {
    if (passed_limit_ != TimeLimit::none || upgraded_) return;
    const bool waited_in_vain = receiver_.failure() == Failure::request_body_timeout ||
                                transport_->failure() == asio::error::timed_out;
    if (receiver_.too_slow() || sender_.too_slow()) {
        passed_limit_ = TimeLimit::body_rate;
    } else if (waited_in_vain) {
        passed_limit_ = TimeLimit::idle_timeout;
    }
}

void ServerSession::begin_head() noexcept {
    scan_.reset();
    awaiting_ = Awaiting::nothing;
}

ServerSession::Next ServerSession::try_head() {
    for (;;) {
        const auto state = scan_head();
        if (state == HeadScan::State::refused) return refused_as(scan_->failure());
        if (state == HeadScan::State::complete) {
            refused_head_request_ = buffer_.data().starts_with("HEAD ");
            refusal_ = accept_head(scan_->size());
            return refusal_ == Failure::none ? Next::exchange : Next::refuse;
        }
        await_more();
        if (transport_->must_wait()) {
            buffer_.release();  // a look that found nothing had taken a block
            return Next::wait;
        }
        auto error = transport_->read_error();
        if (!error) buffer_.received(transport_->try_read(buffer_.room(), error));
        if (error && error != asio::error::would_block) return end_head(error);
    }
}

// One empty line before the request line is forgiven (RFC 9112 section 2.2).
HeadScan::State ServerSession::scan_head() {
    if (!scan_) {
        if (buffer_.empty()) return HeadScan::State::incomplete;
        if (buffer_.data() == "\r") return HeadScan::State::incomplete;
        if (buffer_.data().starts_with("\r\n")) buffer_.consume(2);
        scan_.emplace(HeadKind::request, settings_->head);
    }
    return scan_->scan(buffer_.data());
}

// The header timeout runs from the first byte of the head, however often a byte arrives. A TLS
// record without data, such as a key update, is no sign of a request.
void ServerSession::await_more() {
    const bool begun = scan_ || !buffer_.empty();
    const auto awaited = begun ? Awaiting::rest_of_head : Awaiting::request;
    if (awaited == awaiting_) return;
    awaiting_ = awaited;
    transport_->set_deadline_after(begun ? settings_->header_timeout : settings_->idle_timeout);
}

ServerSession::Next ServerSession::end_head(const Error& error) {
    awaiting_ = Awaiting::nothing;
    if (error != asio::error::timed_out) return Next::close;
    passed_limit_ = buffer_.empty() ? TimeLimit::idle_timeout : TimeLimit::header_timeout;
    return buffer_.empty() ? Next::close : refused_as(Failure::request_head_timeout);
}

ServerSession::Next ServerSession::refused_as(Failure failure) {
    refused_head_request_ = buffer_.data().starts_with("HEAD ");
    refusal_ = failure;
    return Next::refuse;
}

Failure ServerSession::accept_head(std::size_t size) {
    transport_->clear_deadline();
    awaiting_ = Awaiting::nothing;
    responded_ = aborted_ = upgraded_ = false;
    sent_before_ = sender_.bytes_sent();
    const auto failure = parse_request(buffer_.data().substr(0, size), head_);
    head_.secure = transport_->tls() != nullptr;
    head_block_ = buffer_.share();
    buffer_.consume(size);
    if (failure != Failure::none) return failure;
    close_ = !head_.keep_alive;
    if (head_.framing.length > settings_->request_body) return Failure::request_body_too_large;
    receiver_.begin(head_.framing, settings_->idle_timeout, settings_->request_body);
    receiver_.set_pace(settings_->pace);
    receiver_.hold_pace(head_.expects_continue);
    return Failure::none;
}

Awaitable<void> ServerSession::refuse() {
    transport_->clear_deadline();
    awaiting_ = Awaiting::nothing;
    handler_->refused(refusal_, peer_.text.view());
    close_ = true;
    responded_ = false;  // to this one, whatever was answered before
    head_.minor_version = 1;
    head_.keep_alive = true;  // whatever it said of its end: its body may be on the way
    head_.method =
        refused_head_request_ ? "HEAD" : "";  // whatever is wrong with it: no content comes back
    sent_before_ = sender_.bytes_sent();
    co_await http::reply(*this, refusal_);
}

bool ServerSession::may_continue() const noexcept {
    return responded_ && !aborted_ && !upgraded_ && !close_ && sender_.finished() &&
           receiver_.finished() && receiver_.failure() == Failure::none && !transport_->aborted();
}

// A client that said that this was its last request sends nothing more (RFC 9112 section 9.6).
bool ServerSession::client_ended() const noexcept {
    return responded_ && !head_.keep_alive && sender_.finished() && receiver_.finished() &&
           receiver_.failure() == Failure::none && buffer_.empty() && !transport_->unread();
}

// Closing with unread bytes would send RST, which can destroy the response on its way (RFC 9112
// section 9.6): so half-close, then read on for a little.
Awaitable<void> ServerSession::linger() {
    transport_->set_deadline_after(linger_time);
    std::size_t discarded = 0;
    while (discarded < linger_bytes) {
        buffer_.consume(buffer_.data().size());
        auto error = co_await transport_->readable();
        if (error) co_return;
        discarded += transport_->try_read(buffer_.room(), error);
        if (error && error != asio::error::would_block) co_return;
    }
}

void ServerSession::close_if_idle() {
    if (awaiting_ != Awaiting::request || !transport_->silent()) return;
    transport_->shutdown_send();  // its end is no accident (RFC 8446 section 6.1)
    transport_->abort(asio::error::operation_aborted);
}

Awaitable<Error> ServerSession::inform(const http::OutgoingResponse& head) {
    if (head_.minor_version == 0) co_return Error();
    sender_.begin({}, settings_->idle_timeout);
    const ConnectionFields connection{.upgrade = head.upgrade};
    if (!write_response(head, connection, sender_.head())) co_return asio::error::fault;
    if (head.status == 100) receiver_.hold_pace(false);
    upgraded_ = head.status == 101;
    responded_ = upgraded_;
    co_return co_await sender_.finish(nullptr);
}

// A body of unknown length goes out chunked, to an HTTP/1.0 client until close.
http::Framing ServerSession::response_framing(const http::OutgoingResponse& head) const noexcept {
    const bool delimited = head.framing.kind == Kind::none || head.framing.kind == Kind::length;
    if (delimited) return head.framing;
    return {head_.minor_version == 1 ? Kind::chunked : Kind::until_close, 0};
}

http::BodyWriter& ServerSession::respond(const http::OutgoingResponse& head) {
    const auto framing = response_framing(head);
    close_ = close_ || framing.kind == Kind::until_close || !receiver_.finished() || *draining_;
    responded_ = true;
    sender_.begin(framing, settings_->idle_timeout);
    if (close_ && receiver_.finished()) sender_.set_last();
    http::OutgoingResponse framed = head;
    framed.framing = framing;
    const ConnectionFields connection{.close = close_, .say_keep_alive = head_.minor_version == 0};
    if (!write_response(framed, connection, sender_.head())) abort();
    return sender_;
}

void ServerSession::abort() {
    aborted_ = true;
    transport_->abort(asio::error::connection_aborted);
}

http::Tunnel ServerSession::tunnel() {
    const auto early = buffer_.data();
    buffer_.consume(early.size());
    return {transport_, early};
}

void ServerSession::set_observer(net::Transport::Observer* observer) {
    transport_->set_observer(observer);
    transport_->watch();
    // A client that was cut off before is not heard of again.
    if (observer && transport_->aborted()) observer->on_activity();
}

}  // namespace crossfade::h1
