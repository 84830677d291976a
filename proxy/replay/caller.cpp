// The proxy's own client connection; only safe requests come here, so that one which met a
// connection just being closed may be sent again.
#include "proxy/replay/caller.hpp"

#include "proxy/backend/connector.hpp"
#include "proxy/mirror/capture.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace crossfade::replay {
namespace {

using http::Failure;

/// Ends the whole call, wherever it waits.
class CallLimit final : public net::Deadline {
public:
    CallLimit(net::DeadlineWheel& wheel, h1::ClientConnection& connection) noexcept
        : Deadline(wheel), connection_(&connection) {}

    [[nodiscard]] bool passed() const noexcept { return passed_; }

private:
    void expired() override {
        passed_ = true;
        connection_->abort(asio::error::timed_out);
    }

    h1::ClientConnection* connection_;
    bool passed_ = false;
};

Awaitable<Failure> receive_body(h1::ClientConnection& connection, mirror::Capture& body) {
    auto& reader = connection.response_body();
    while (!reader.finished()) {
        const auto chunk = co_await reader.read();
        if (!chunk) co_return reader.failure();
        static_cast<void>(body.append(*chunk, reader.share()));
    }
    co_return reader.failure();
}

Awaitable<Failure> receive(h1::ClientConnection& connection,
                           compare::RecordedResponse& response,
                           mirror::Capture& body) {
    for (;;) {
        const auto head = co_await connection.response();
        if (!head) co_return connection.failure();
        if ((*head)->status == 101) co_return Failure::response_malformed;  // nobody asked
        if ((*head)->interim()) continue;
        mirror::ResponseCopy copy;
        copy.assign(**head);
        response.status = copy.status();
        response.headers = copy.headers();
        const auto failure = co_await receive_body(connection, body);
        copy.add_trailers(connection.response_body().trailers());
        response.trailers = copy.trailers();
        co_return failure;
    }
}

void keep(const mirror::Capture& body, compare::RecordedResponse& response) {
    response.body = body.text();
    response.truncated = body.truncated();
    response.body_size = body.size();
    if (response.truncated) response.body_hash = body.hash();
}

}  // namespace

Caller::Caller(const backend::Loop& loop, const Place& place) : loop_(loop), place_(&place) {}

Awaitable<Failure> Caller::open() {
    auto failure = Failure::name_not_resolved;
    for (const auto& address : place_->addresses) {
        failure = co_await open(address);
        if (failure == Failure::none) break;
    }
    co_return failure;
}

Awaitable<Failure> Caller::open(const asio::ip::tcp::endpoint& address) {
    connection_.reset();
    const auto until = net::Clock::now() + place_->timeout;
    auto connected = co_await backend::connect(*loop_.context, *loop_.wheel, address, until);
    if (connected.failure != Failure::none) co_return connected.failure;
    connection_ = std::make_unique<h1::ClientConnection>(
        std::move(connected.socket), *loop_.wheel, *loop_.blocks, place_->timeout);
    if (!place_->tls) co_return Failure::none;
    auto ssl = place_->tls->start(place_->target.host, session_);
    const auto failure = co_await connection_->secure(std::move(ssl), until);
    if (failure != Failure::none) connection_.reset();
    co_return failure;
}

Awaitable<Answer> Caller::ask(const Request& request, std::size_t limit) {
    if (connection_ && (!connection_->reusable() || !connection_->silent(true)))
        connection_.reset();
    if (!connection_) {
        Answer unreached;
        unreached.failure = co_await open();
        if (unreached.failure != Failure::none) co_return unreached;
    }
    auto answer = co_await ask_once(request, limit);
    const bool stale = answer.failure == Failure::connection_terminated && connection_->reused() &&
                       !connection_->received_any();
    if (stale) {
        answer.failure = co_await open();
        if (answer.failure == Failure::none) answer = co_await ask_once(request, limit);
    }
    co_return answer;
}

Awaitable<Answer> Caller::ask_once(const Request& request, std::size_t limit) {
    const auto started = net::Clock::now();
    CallLimit call_limit(*loop_.wheel, *connection_);
    call_limit.set_after(place_->timeout);
    auto& writer = connection_->send(request.head());
    if (!request.body().empty()) writer.queue(request.body());
    // An answer may be there even if not all of the request went out.
    static_cast<void>(co_await writer.finish(nullptr));
    Answer answer;
    mirror::Capture body(limit);
    answer.failure = co_await receive(*connection_, answer.response, body);
    if (call_limit.passed()) answer.failure = Failure::response_timeout;
    keep(body, answer.response);
    answer.time =
        std::chrono::duration_cast<std::chrono::microseconds>(net::Clock::now() - started);
    co_return answer;
}

}  // namespace crossfade::replay
