// The same calls as the forwarder's on pools of their own; every end is counted once. What is here
// already is taken without a coroutine, which is nearly all of it.
#include "proxy/mirror/shadow_exchange.hpp"

#include "proxy/http/method.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace crossfade::mirror {

using http::Failure;
using Kind = Outcome::Kind;

namespace {

// Until one can be reached.
constexpr std::size_t endpoints_tried = 3;

}  // namespace

void CallLimit::LimitDeadline::expired() { owner_->cut(asio::error::timed_out); }

std::optional<observe::DropReason> ShadowExchange::prepare(const std::shared_ptr<Tee>& tee,
                                                           Copy& copy) {
    backend_ = copy.plan->shadow_of[copy.live_backend];
    const auto reason = request_.prepare(
        *copy.plan, *backend_, tee->request(), tee->captured_request(), *tee->mirrors().random);
    if (reason) return reason;
    tee_ = tee;
    copy_ = &copy;
    declared_ = 0;
    bulk_ = false;
    ended_ = Breaker::Ended::answered;
    return std::nullopt;
}

void ShadowExchange::begin() {
    limit_.begin(tee_->mirrors(), tee_->requested() + copy_->plan->config->limits.timeout);
}

void ShadowExchange::finish(Failure failure) {
    limit_.end();
    const auto now = net::Clock::now();
    auto& copy = *copy_;
    const auto& plan = *copy.plan;
    if (const auto ended = said_of_shadow(failure)) {
        plan.state->breaker().ended(*ended, plan.config->breaker, now);
    }
    Outcome outcome;
    outcome.kind = failure == Failure::none ? Kind::complete : Kind::failed;
    outcome.failure = failure;
    const int status = outcome.kind == Kind::complete ? copy.head.status() : 0;
    plan.metrics_of[copy.live_backend]->record(status, now - tee_->requested());
    const auto tee = std::move(tee_);
    Tee::shadow_ended(tee, copy, outcome, now);
}

backend::Wanted ShadowExchange::wanted(bool fresh) const noexcept {
    backend::Wanted wanted;
    wanted.hash = tee_->mirrors().random->next();
    wanted.attempts = endpoints_tried;
    wanted.once = !http::idempotent(request_.head().method);
    wanted.fresh = fresh;
    wanted.limit = tee_->requested() + copy_->plan->config->limits.timeout;
    return wanted;
}

// One coroutine for all of it: each more would cost as much as what it does.
Awaitable<bool> ShadowExchange::attempt(bool fresh) {
    const auto what = wanted(fresh);
    auto lease = backend_->take_idle(what);
    auto failure = Failure::none;
    if (!lease) {
        auto opened = co_await backend_->open(what);
        failure = opened.failure;
        lease = std::move(opened.lease);
    }
    if (!lease) {
        finish(failure);
        co_return false;
    }
    auto& call = lease.call();
    if (limit_.was_cut()) call.abort(asio::error::timed_out);
    limit_.watch(&call);
    auto& writer = call.send(request_.head());
    Error error;
    if (request_.head().framing.has_body()) {
        error = co_await send_body(writer);
    } else if (!writer.try_finish(nullptr, error)) {
        error = co_await writer.rest();
    }
    copy_->sent = net::Clock::now();
    // A shadow that closed early may have answered before it did.
    std::optional<Failure> answered;
    while (!answered) {
        const auto head = call.try_response();
        if (!head && head.error() == asio::error::would_block) {
            co_await call.arrival();
        } else {
            answered = take_head(call, head);
        }
    }
    failure = *answered;
    if (failure == Failure::none) {
        auto& body = call.response_body();
        if (!take_what_is_here(body)) co_await receive_rest(body);
        if (body.finished()) keep_trailers(body.trailers());
        failure = body.failure();
    }
    if (failure == Failure::none && error && !call.received_any()) {
        failure = Failure::connection_terminated;
    }
    limit_.watch(nullptr);
    const bool stale = was_stale(lease, failure);
    lease.give_back();
    if (stale && !fresh && http::idempotent(request_.head().method)) co_return true;
    finish(failure);
    co_return false;
}

// A pooled connection that had been closed says nothing of the shadow.
bool ShadowExchange::was_stale(const backend::Lease& lease, Failure failure) const {
    const auto& call = lease.call();
    const bool stale =
        failure == Failure::connection_terminated && call.reused() && !call.received_any();
    if (stale) {
        lease.pool().distrust();
    } else {
        backend_->ended(lease.pool(), failure, copy_->head.status(), call.received_any());
    }
    return stale;
}

Awaitable<Error> ShadowExchange::send_body(http::BodyWriter& writer) {
    pieces_.clear();
    if (const auto& body = request_.body()) {
        pieces_.emplace_back(*body);
    } else {
        tee_->captured_request().for_each([this](Bytes piece) { pieces_.push_back(piece); });
    }
    for (std::size_t index = 0; index < pieces_.size(); ++index) {
        writer.queue(pieces_[index]);
        if (index + 1 == pieces_.size()) break;
        const auto error = co_await writer.flush();
        if (error) co_return error;
    }
    co_return co_await writer.finish(nullptr);
}

// Nothing if another one follows.
std::optional<Failure> ShadowExchange::take_head(http::Call& call,
                                                 const Result<const http::ResponseHead*>& head) {
    if (!head) return call.failure();
    const auto& received = **head;
    if (received.status == 101) return Failure::response_malformed;  // nobody asked
    if (received.interim()) return std::nullopt;
    auto& copy = *copy_;
    if (copy.plan->rules || !copy.plan->config->build_header.empty()) {
        copy.head.assign(received);
        static_cast<void>(copy.charge(copy.head.memory()));  // without it: not compared
    } else {
        copy.head.assign_status(received.status);
    }
    if (received.framing.kind == http::Framing::Kind::length) declared_ = received.framing.length;
    return Failure::none;
}

// True once no more of it is wanted, or will come.
bool ShadowExchange::take_what_is_here(http::BodyReader& body) {
    while (!body.finished()) {
        if (different_for_sure()) {
            copy_->body.cut_off(declared_);
            ended_ = Breaker::Ended::flooded;
            return true;
        }
        const auto chunk = body.take();
        if (body.failure() != Failure::none) return true;
        if (chunk.empty()) return body.finished();
        if (!keep(chunk, body.share())) return true;
    }
    return true;
}

Awaitable<void> ShadowExchange::receive_rest(http::BodyReader& body) {
    do {
        const auto chunk = co_await body.read();
        if (!chunk || !keep(*chunk, body.share())) co_return;
    } while (!take_what_is_here(body));
}

// A body over the limit is compared by its length and its hash, so one whose length shows that it
// is another body than the live one is not worth a byte more.
bool ShadowExchange::different_for_sure() const noexcept {
    if (tee_->live().kind == Kind::pending) return false;
    const auto live = tee_->live_body().size();
    const auto size = std::max(declared_, copy_->body.size());
    if (size <= copy_->plan->config->limits.response_body) return false;
    return size > live || (declared_ > 0 && declared_ != live);
}

// Charged with it is the block that the connection receives the next bytes of a long body into.
// What is over the budget is not kept, nor what came before it: that is judged as not compared.
// Whose fault it is, the longer body says.
bool ShadowExchange::keep(Bytes chunk, const net::Block& block) {
    auto& kept = copy_->body;
    auto cost = kept.append(chunk, block);
    if (!bulk_ && kept.size() >= net::BlockPool::small_size / 2) {
        bulk_ = true;
        cost += net::BlockPool::large_size;
    }
    if (copy_->charge(cost)) return true;
    kept.forget();
    if (kept.size() > tee_->live_body().size()) ended_ = Breaker::Ended::failed;
    return false;
}

// Without memory for them: not compared.
void ShadowExchange::keep_trailers(const http::FieldList& trailers) {
    if (trailers.size() == 0 || !copy_->plan->rules) return;
    auto& head = copy_->head;
    const auto before = head.memory();
    head.add_trailers(trailers);
    static_cast<void>(copy_->charge(head.memory() - before));
}

// Nothing for what never reached the shadow because of our own limits.
std::optional<Breaker::Ended> ShadowExchange::said_of_shadow(Failure failure) const noexcept {
    switch (failure) {
        case Failure::none:
            return ended_;
        case Failure::connection_timeout:
        case Failure::response_timeout:
        case Failure::response_body_timeout:
        case Failure::exchange_timeout:
            return Breaker::Ended::timed_out;
        case Failure::overload:
        case Failure::too_many_connections:
        case Failure::draining:
            return std::nullopt;
        default:
            return Breaker::Ended::failed;
    }
}

}  // namespace crossfade::mirror
