// Whatever the backend says out of turn makes the connection useless, never a response.
#include "proxy/h1/client_connection.hpp"

#include "proxy/h1/head_parser.hpp"
#include "proxy/h1/head_writer.hpp"
#include "proxy/net/memory_reserve.hpp"
#include "proxy/tls/failure.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace crossfade::h1 {

using http::Failure;

namespace {

// In the words of RFC 9209 section 2.3. A refusal may come as late as with the response: with TLS
// 1.3 the client's certificate is judged after the handshake (RFC 8446 section 4.4.2.4).
Failure tls_failure_of(const Error& error) noexcept {
    if (error == tls::Failure::certificate_rejected) return Failure::tls_certificate_error;
    if (error == tls::Failure::alert) return Failure::tls_alert_received;
    if (error == tls::Failure::truncated || error == tls::Failure::disconnected) {
        return Failure::connection_terminated;
    }
    return Failure::tls_protocol_error;
}

}  // namespace

ClientConnection::ClientConnection(asio::ip::tcp::socket socket,
                                   net::DeadlineWheel& wheel,
                                   net::BlockPool& pool,
                                   net::Clock::duration idle_timeout)
    : transport_(std::move(socket), wheel),
      idle_timeout_(idle_timeout),
      buffer_(pool),
      receiver_(transport_, buffer_, response_body_failures),
      sender_(transport_),
      response_deadline_(wheel, transport_) {}

Awaitable<Failure> ClientConnection::secure(tls::Ssl ssl, net::Clock::time_point until) {
    transport_.set_deadline(until);
    const auto error = co_await transport_.handshake(std::move(ssl));
    transport_.clear_deadline();
    if (!error) co_return Failure::none;
    if (error == asio::error::timed_out) co_return Failure::connection_timeout;
    co_return failure_of(error);
}

void ClientConnection::ResponseDeadline::expired() { transport_->abort(asio::error::timed_out); }

// The watch begun here is the one that the next response will be awaited with.
void ClientConnection::park(Owner& owner, net::Clock::time_point now) {
    owner_ = &owner;
    head_block_ = net::Block();
    buffer_.release();
    transport_.set_observer(this);
    transport_.watch();
    transport_.set_deadline(std::min(now + idle_timeout_, until_));
}

void ClientConnection::unpark() noexcept {
    owner_ = nullptr;
    transport_.set_observer(nullptr);
    transport_.clear_deadline();
}

// Whatever a parked connection says, it is not the answer to a later request (RFC 9112
// section 6.3).
void ClientConnection::on_activity() {
    if (owner_) owner_->on_lost(*this);
}

bool ClientConnection::worn_out() const noexcept {
    if (requests_ >= most_requests_) return true;
    return until_ != net::Clock::time_point::max() && net::Clock::now() >= until_;
}

bool ClientConnection::reusable() const noexcept {
    return !worn_out() && final_head_received_ && head_.keep_alive && head_.status != 101 &&
           receiver_.finished() && sender_.finished() && buffer_.empty() &&
           failure_ == Failure::none && receiver_.failure() == Failure::none &&
           !transport_.aborted();
}

http::BodyWriter& ClientConnection::send(const http::OutgoingRequest& head) {
    ++requests_;
    method_.assign(head.method);
    failure_ = Failure::none;
    final_head_received_ = received_any_ = false;
    interim_responses_ = 0;
    sender_.begin(head.framing, idle_timeout_);
    if (!write_request(head, sender_.head())) abort(asio::error::fault);
    return sender_;
}

Result<const http::ResponseHead*> ClientConnection::try_response() {
    while (!take_head()) {
        if (transport_.must_wait()) return Error(asio::error::would_block);
        receive_head();
    }
    scan_ = HeadScan(HeadKind::response, response_head_limits);
    if (failure_ != Failure::none) return Error(asio::error::fault);
    return &head_;
}

void ClientConnection::receive_head() {
    auto error = transport_.read_error();
    if (!error) {
        const auto count = transport_.try_read(buffer_.room(usual_size()), error);
        buffer_.received(count);
        received_any_ = received_any_ || count > 0;
    }
    if (error && error != asio::error::would_block) failure_ = failure_of(error);
}

// True once there is a head, or a reason why there will be none.
bool ClientConnection::take_head() {
    if (failure_ != Failure::none) return true;
    if (buffer_.empty()) return false;
    const auto state = scan_.scan(buffer_.data());
    if (state == HeadScan::State::incomplete) return false;
    if (state == HeadScan::State::complete) {
        const auto raw = buffer_.data().substr(0, scan_.size());
        failure_ = parse_response(raw, method_, head_);
        head_block_ = buffer_.share();
        buffer_.consume(raw.size());
    } else {
        failure_ = scan_.failure() == Failure::request_malformed ? Failure::response_malformed
                                                                 : Failure::response_head_too_large;
    }
    if (failure_ == Failure::none) accept_head();
    return true;
}

// A response like the last one comes in one piece with its head.
std::size_t ClientConnection::usual_size() const noexcept {
    const bool large = head_.framing.kind == http::Framing::Kind::length &&
                       head_.framing.length > net::BlockPool::small_size / 2 &&
                       !net::short_of_memory();
    return large ? net::BlockPool::large_size : net::BlockPool::small_size;
}

void ClientConnection::accept_head() {
    final_head_received_ = !head_.interim() || head_.status == 101;
    if (final_head_received_) {
        response_deadline_.clear();
        receiver_.begin(head_.framing, idle_timeout_);
    } else if (++interim_responses_ > max_interim_responses) {
        failure_ = Failure::response_malformed;
    }
}

Failure ClientConnection::failure_of(const Error& error) const noexcept {
    if (error == asio::error::timed_out) return Failure::response_timeout;
    if (error == asio::error::operation_aborted) return Failure::client_disconnected;
    return error.category() == tls::category() ? tls_failure_of(error)
                                               : Failure::connection_terminated;
}

http::Tunnel ClientConnection::tunnel() {
    const auto early = buffer_.data();
    buffer_.consume(early.size());
    return {&transport_, early};
}

}  // namespace crossfade::h1
