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
    // A link-local address comes with its zone (RFC 4007 section 11), which no rule knows.
    const auto text = transport.peer_address();
    const auto address = routing::parse_address(text.substr(0, text.find('%')));
    if (address) set_peer(*address);
    sender_.set_pace(settings.pace);
}

void ServerSession::set_peer(const routing::AddressBytes& address) noexcept {
    peer_ = http::Peer(address, settings_->trusted_proxies);
    peer_.socket_address = transport_->peer_address();
}

Awaitable<void> ServerSession::serve() {
    for (;;) {
        const auto next = co_await receive_head();
        if (next == Next::close) break;
        co_await handler_->handle(*this);
        transport_->set_observer(nullptr);
        if (!may_continue()) break;
        shrink();
    }
    note_passed_limit();
    if (aborted_) {
        transport_->reset_on_close();
    } else if (!upgraded_ && !transport_->aborted() && (transport_->tls() || !client_ended())) {
        co_await linger();
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

Awaitable<ServerSession::Next> ServerSession::receive_head() {
    std::optional<HeadScan> scan;
    bool first = true;
    for (;;) {
        const auto state = scan_head(scan);
        const bool to_head = buffer_.data().starts_with("HEAD ");
        auto failure = Failure::none;
        if (state == HeadScan::State::complete) failure = accept_head(scan->size());
        if (state == HeadScan::State::refused) failure = scan->failure();
        if (failure != Failure::none) {
            co_await refuse(failure, to_head);
            co_return Next::close;
        }
        if (state == HeadScan::State::complete) co_return Next::exchange;
        await_more(first);
        // A TLS record without data, such as a key update, is no sign of a request.
        Error error;
        do {
            if (transport_->must_wait()) co_await transport_->arrival();
            error = transport_->read_error();
            if (!error) buffer_.received(transport_->try_read(buffer_.room(), error));
        } while (error == asio::error::would_block);
        if (idle_ && !error) transport_->set_deadline_after(settings_->header_timeout);
        idle_ = false;
        if (error == asio::error::timed_out) {
            passed_limit_ = buffer_.empty() ? TimeLimit::idle_timeout : TimeLimit::header_timeout;
            if (!buffer_.empty()) co_await refuse(Failure::request_head_timeout, to_head);
        }
        if (error) co_return Next::close;
        first = first && buffer_.empty();
    }
}

// One empty line before the request line is forgiven (RFC 9112 section 2.2).
HeadScan::State ServerSession::scan_head(std::optional<HeadScan>& scan) {
    if (!scan) {
        if (buffer_.empty()) return HeadScan::State::incomplete;
        if (buffer_.data() == "\r") return HeadScan::State::incomplete;
        if (buffer_.data().starts_with("\r\n")) buffer_.consume(2);
        scan.emplace(HeadKind::request, settings_->head);
    }
    return scan->scan(buffer_.data());
}

// The header timeout runs from the first byte of the head, however often a byte arrives.
void ServerSession::await_more(bool first) {
    idle_ = first && buffer_.empty();
    if (idle_) {
        transport_->set_deadline_after(settings_->idle_timeout);
    } else if (first) {
        transport_->set_deadline_after(settings_->header_timeout);
    }
}

Failure ServerSession::accept_head(std::size_t size) {
    transport_->clear_deadline();
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

Awaitable<void> ServerSession::refuse(Failure failure, bool to_head) {
    transport_->clear_deadline();
    handler_->refused(failure, peer_.text.view());
    close_ = true;
    responded_ = false;  // to this one, whatever was answered before
    head_.minor_version = 1;
    head_.keep_alive = true;  // whatever it said of its end: its body may be on the way
    head_.method = to_head ? "HEAD" : "";  // whatever is wrong with it: no content comes back
    sent_before_ = sender_.bytes_sent();
    co_await http::reply(*this, failure);
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
    transport_->shutdown_send();
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
    if (!idle_ || !transport_->silent()) return;
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
