// The same calls as the forwarder's on pools of their own; every end is counted once.
#include "proxy/mirror/shadow_call.hpp"

#include "proxy/http/method.hpp"
#include "proxy/mirror/shadow_request.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace crossfade::mirror {
namespace {

using http::Failure;
using Kind = Outcome::Kind;

// Until one can be reached.
constexpr std::size_t endpoints_tried = 3;

// Limits the whole call. Registered with the loop's calls, so that a drain can cut it off.
class CallLimit final : public net::Link {
public:
    explicit CallLimit(Mirrors& mirrors) : deadline_(*mirrors.loop.wheel, *this) {
        insert_before(mirrors.calls);
    }
    ~CallLimit() { remove(); }

    void set_after(net::Clock::duration delay) noexcept { deadline_.set_after(delay); }
    void watch(http::Call* call) noexcept { call_ = call; }
    void cut(Error why) {
        ended_ = true;
        if (call_) call_->abort(why);
    }
    [[nodiscard]] bool ended() const noexcept { return ended_; }

private:
    class LimitDeadline final : public net::Deadline {
    public:
        LimitDeadline(net::DeadlineWheel& wheel, CallLimit& owner) noexcept
            : Deadline(wheel), owner_(&owner) {}

    private:
        void expired() override { owner_->cut(asio::error::timed_out); }

        CallLimit* owner_;
    };

    LimitDeadline deadline_;
    http::Call* call_ = nullptr;
    bool ended_ = false;
};

struct ShadowCall {
    ShadowCall(std::shared_ptr<Tee> owner, Copy& its_copy)
        : tee(std::move(owner)),
          copy(&its_copy),
          backend(its_copy.plan->shadow_of[its_copy.live_backend]),
          limit(tee->mirrors()) {}

    std::shared_ptr<Tee> tee;
    Copy* copy;
    backend::BackendPool* backend;
    CallLimit limit;
    ShadowRequest request;
    std::uint64_t declared = 0;  // length of the response's body, if it says so
    bool bulk = false;           // is received in large blocks
    Breaker::Ended ended = Breaker::Ended::answered;  // unless it failed
    net::Clock::time_point started = net::Clock::now();
};

Awaitable<Error> send_request(http::Call& call, const ShadowCall& shadow) {
    auto& writer = call.send(shadow.request.head());
    if (const auto& body = shadow.request.body()) {
        writer.queue(*body);
        co_return co_await writer.finish(nullptr);
    }
    std::vector<Bytes> pieces;
    shadow.tee->captured_request().for_each([&pieces](Bytes piece) { pieces.push_back(piece); });
    for (std::size_t index = 0; index < pieces.size(); ++index) {
        writer.queue(pieces[index]);
        if (index + 1 == pieces.size()) break;
        const auto error = co_await writer.flush();
        if (error) co_return error;
    }
    co_return co_await writer.finish(nullptr);
}

// A body over the limit is compared by its length and its hash, so one whose length shows that it
// is another body than the live one is not worth a byte more.
bool different_for_sure(const ShadowCall& shadow) noexcept {
    if (shadow.tee->live().kind == Kind::pending) return false;
    const auto live = shadow.tee->live_body().size();
    const auto size = std::max(shadow.declared, shadow.copy->body.size());
    if (size <= shadow.copy->plan->config->limits.response_body) return false;
    return size > live || (shadow.declared > 0 && shadow.declared != live);
}

// Charged with it is the block that the connection receives the next bytes of a long body into.
// What is over the budget is not kept, nor what came before it: that is not compared.
bool keep(ShadowCall& shadow, Bytes chunk, const net::Block& block) {
    auto& kept = shadow.copy->body;
    auto cost = kept.append(chunk, block);
    if (!shadow.bulk && kept.size() >= net::BlockPool::small_size / 2) {
        shadow.bulk = true;
        cost += net::BlockPool::large_size;
    }
    const bool charged = shadow.copy->charge(cost);
    if (!charged) kept.forget();
    return charged;
}

// Without memory for them: not compared.
void keep_trailers(ShadowCall& shadow, const http::FieldList& trailers) {
    if (trailers.size() == 0) return;
    auto& head = shadow.copy->head;
    const auto before = head.memory();
    head.add_trailers(trailers);
    static_cast<void>(shadow.copy->charge(head.memory() - before));
}

Awaitable<Failure> receive_body(http::Call& call, ShadowCall& shadow) {
    auto& body = call.response_body();
    auto& kept = shadow.copy->body;
    if (!shadow.copy->plan->rules) kept.forget();
    while (!body.finished()) {
        if (different_for_sure(shadow)) {
            kept.cut_off(shadow.declared);
            shadow.ended = Breaker::Ended::flooded;
            break;
        }
        const auto chunk = co_await body.read();
        if (!chunk) co_return body.failure();
        if (!keep(shadow, *chunk, body.share())) {
            // Judged as not compared; whose fault it is, the longer body says.
            const bool longer = kept.size() > shadow.tee->live_body().size();
            if (longer) shadow.ended = Breaker::Ended::failed;
            break;
        }
    }
    if (!body.finished()) co_return Failure::none;
    keep_trailers(shadow, body.trailers());
    co_return body.failure();
}

Awaitable<Failure> receive_response(http::Call& call, ShadowCall& shadow) {
    for (;;) {
        const auto head = co_await call.response();
        if (!head) co_return call.failure();
        if ((*head)->status == 101) co_return Failure::response_malformed;  // nobody asked
        if ((*head)->interim()) continue;
        auto& copy = *shadow.copy;
        copy.head.assign(**head);
        static_cast<void>(copy.charge(copy.head.memory()));  // without it: not compared
        const auto& framing = (*head)->framing;
        if (framing.kind == http::Framing::Kind::length) shadow.declared = framing.length;
        co_return co_await receive_body(call, shadow);
    }
}

struct Attempt {
    Failure failure = Failure::none;
    bool stale = false;  // a pooled connection was closed by the peer just as it was used
};

Awaitable<Attempt> attempt(ShadowCall& shadow, bool fresh) {
    Attempt result;
    backend::Wanted wanted;
    wanted.hash = shadow.tee->mirrors().random->next();
    wanted.attempts = endpoints_tried;
    wanted.once = !http::idempotent(shadow.request.head().method);
    wanted.fresh = fresh;
    wanted.limit = shadow.started + shadow.copy->plan->config->limits.timeout;
    auto lease = shadow.backend->take_idle(wanted);
    if (!lease) {
        auto opened = co_await shadow.backend->open(wanted);
        result.failure = opened.failure;
        lease = std::move(opened.lease);
    }
    if (!lease) co_return result;
    auto& call = lease.call();
    if (shadow.limit.ended()) call.abort(asio::error::timed_out);
    shadow.limit.watch(&call);
    const auto error = co_await send_request(call, shadow);
    shadow.copy->sent = net::Clock::now();
    // A shadow that closed early may have answered before it did.
    result.failure = co_await receive_response(call, shadow);
    if (result.failure == Failure::none && error && !call.received_any()) {
        result.failure = Failure::connection_terminated;
    }
    result.stale =
        result.failure == Failure::connection_terminated && call.reused() && !call.received_any();
    shadow.limit.watch(nullptr);
    if (result.stale) {
        lease.pool().distrust();
    } else {
        shadow.backend->ended(
            lease.pool(), result.failure, shadow.copy->head.status(), call.received_any());
    }
    co_return result;
}

// Nothing for what never reached the shadow because of our own limits.
std::optional<Breaker::Ended> said_of_shadow(const ShadowCall& shadow, Failure failure) noexcept {
    switch (failure) {
        case Failure::none:
            return shadow.ended;
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

Awaitable<void> run(std::shared_ptr<ShadowCall> shadow) {
    auto result = co_await attempt(*shadow, false);
    const bool again = result.stale && http::idempotent(shadow->request.head().method);
    if (again) result = co_await attempt(*shadow, true);
    auto& copy = *shadow->copy;
    Outcome outcome;
    outcome.kind = result.failure == Failure::none ? Kind::complete : Kind::failed;
    outcome.failure = result.failure;
    const auto elapsed = net::Clock::now() - shadow->started;
    if (const auto ended = said_of_shadow(*shadow, result.failure)) {
        copy.plan->state->breaker().ended(*ended, copy.plan->config->breaker, net::Clock::now());
    }
    const int status = outcome.kind == Kind::complete ? copy.head.status() : 0;
    copy.plan->metrics_of[copy.live_backend]->record(status, elapsed);
    Tee::shadow_ended(shadow->tee, copy, outcome);
}

}  // namespace

std::optional<observe::DropReason> start_shadow_call(const std::shared_ptr<Tee>& tee, Copy& copy) {
    auto shadow = std::make_shared<ShadowCall>(tee, copy);
    auto& mirrors = tee->mirrors();
    const auto reason = shadow->request.prepare(
        *copy.plan, *shadow->backend, tee->request(), tee->captured_request(), *mirrors.random);
    if (reason) return reason;
    copy.mirrored = true;
    copy.plan->metrics.accounting->count_mirrored();
    shadow->limit.set_after(copy.plan->config->limits.timeout);
    // Posted, so that the live exchange, in whose turn this is, goes on first.
    auto& context = *mirrors.loop.context;
    asio::post(context, [&context, shadow = std::move(shadow)]() mutable {
        asio::co_spawn(context, run(std::move(shadow)), asio::detached);
    });
    return std::nullopt;
}

void abort_shadow_calls(Mirrors& mirrors) {
    for (auto* link = mirrors.calls.next; link != &mirrors.calls;) {
        auto& call = static_cast<CallLimit&>(*link);
        link = link->next;
        call.cut(asio::error::operation_aborted);
    }
}

}  // namespace crossfade::mirror
