// A simpler sister of the shadow call: safe methods only, and nobody to be told how it ended.
#include "proxy/mirror/question.hpp"

#include <boost/asio/error.hpp>

#include <vector>

namespace crossfade::mirror {
namespace {

using http::Failure;

// Until one can be reached.
constexpr std::size_t endpoints_tried = 3;

}  // namespace

Question::Question(Repeat& repeat, SecondAnswer& answer, backend::BackendPool& backend)
    : repeat_(&repeat),
      answer_(&answer),
      backend_(&backend),
      limit_(*repeat.tee->mirrors().loop.wheel, *this) {}

void Question::Limit::expired() { owner_->cut(asio::error::timed_out); }

void Question::cut(Error why) {
    cut_ = true;
    if (call_) call_->abort(why);
}

Awaitable<void> Question::ask() {
    until_ = net::Clock::now() + repeat_->of().plan->config->limits.timeout;
    limit_.set(until_);
    auto result = co_await attempt(false);
    if (result.stale && !cut_) result = co_await attempt(true);
    limit_.clear();
    answer_->complete = result.failure == Failure::none;
}

Awaitable<Question::Attempt> Question::attempt(bool fresh) {
    Attempt result;
    backend::Wanted wanted;
    wanted.hash = repeat_->tee->mirrors().random->next();
    wanted.attempts = endpoints_tried;
    wanted.fresh = fresh;
    wanted.limit = until_;
    auto lease = backend_->take_idle(wanted);
    if (!lease) {
        auto opened = co_await backend_->open(wanted);
        result.failure = opened.failure;
        lease = std::move(opened.lease);
    }
    if (!lease) co_return result;
    auto& call = lease.call();
    call_ = &call;
    if (cut_) call.abort(asio::error::timed_out);
    const auto error = co_await send(call);
    // Who closed early may have answered before that.
    result.failure = co_await receive(call);
    if (result.failure == Failure::none && error && !call.received_any()) {
        result.failure = Failure::connection_terminated;
    }
    call_ = nullptr;
    result.stale =
        result.failure == Failure::connection_terminated && call.reused() && !call.received_any();
    if (result.stale) {
        lease.pool().distrust();
    } else {
        backend_->ended(lease.pool(), result.failure, answer_->head.status(), call.received_any());
    }
    co_return result;
}

Awaitable<Error> Question::send(http::Call& call) {
    auto& writer = call.send(request.head());
    std::vector<Bytes> pieces;
    if (request.body()) {
        pieces.emplace_back(*request.body());
    } else {
        repeat_->tee->captured_request().for_each(
            [&pieces](Bytes piece) { pieces.push_back(piece); });
    }
    for (std::size_t index = 0; index < pieces.size(); ++index) {
        writer.queue(pieces[index]);
        if (index + 1 == pieces.size()) break;
        const auto error = co_await writer.flush();
        if (error) co_return error;
    }
    co_return co_await writer.finish(nullptr);
}

Awaitable<Failure> Question::receive(http::Call& call) {
    for (;;) {
        const auto head = co_await call.response();
        if (!head) co_return call.failure();
        if ((*head)->status == 101) co_return Failure::response_malformed;  // nobody asked
        if ((*head)->interim()) continue;
        answer_->head.assign(**head);
        if (!repeat_->charge(answer_->head.memory())) co_return Failure::overload;
        co_return co_await receive_body(call);
    }
}

// An answer that there is no memory for is none.
Awaitable<Failure> Question::receive_body(http::Call& call) {
    auto& body = call.response_body();
    while (!body.finished()) {
        const auto chunk = co_await body.read();
        if (!chunk) co_return body.failure();
        if (repeat_->charge(answer_->body.append(*chunk, body.share()))) continue;
        answer_->body.forget();
        co_return Failure::overload;
    }
    if (body.trailers().size() > 0) answer_->head.add_trailers(body.trailers());
    co_return body.failure();
}

}  // namespace crossfade::mirror
