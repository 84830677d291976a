// The same calls as the forwarder's on pools of their own; every end is counted once.
#include "proxy/mirror/shadow_call.hpp"

#include "proxy/mirror/shadow_request.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace crossfade::mirror {
namespace {

using http::Failure;
using Kind = Outcome::Kind;

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

// Past the limit the body is only hashed, and once it is longer than the live one it cannot be
// equal any more: the rest is not worth a byte.
bool different_for_sure(const ShadowCall& shadow) noexcept {
    return shadow.copy->body.truncated() && shadow.tee->live().kind != Kind::pending &&
           shadow.copy->body.size() > shadow.tee->live_body().size();
}

Awaitable<Failure> receive_body(http::Call& call, ShadowCall& shadow) {
    auto& body = call.response_body();
    while (!body.finished()) {
        const auto chunk = co_await body.read();
        if (!chunk) co_return body.failure();
        if (!shadow.copy->charge(shadow.copy->body.append(*chunk, body.share()))) {
            co_return Failure::none;  // judged as not compared
        }
        if (different_for_sure(shadow)) co_return Failure::none;
    }
    co_return body.failure();
}

Awaitable<Failure> receive_response(http::Call& call, ShadowCall& shadow) {
    for (;;) {
        const auto head = co_await call.response();
        if (!head) co_return call.failure();
        if ((*head)->status == 101) co_return Failure::response_malformed;  // nobody asked
        if ((*head)->interim()) continue;
        shadow.copy->head.assign(**head);
        co_return co_await receive_body(call, shadow);
    }
}

struct Attempt {
    Failure failure = Failure::none;
    bool stale = false;  // a pooled connection was closed by the peer just as it was used
};

Awaitable<Attempt> attempt(ShadowCall& shadow, bool fresh) {
    Attempt result;
    const auto endpoint = shadow.backend->next_endpoint();
    const auto limit = shadow.started + shadow.copy->plan->config->limits.timeout;
    auto opened = co_await backend::open(*shadow.backend, endpoint, fresh, limit);
    result.failure = opened.failure;
    if (!opened.lease) co_return result;
    auto& call = opened.lease.call();
    if (shadow.limit.ended()) call.abort(asio::error::timed_out);
    shadow.limit.watch(&call);
    const auto error = co_await send_request(call, shadow);
    // A shadow that closed early may have answered before it did.
    result.failure = co_await receive_response(call, shadow);
    if (result.failure == Failure::none && error && !call.received_any()) {
        result.failure = Failure::connection_terminated;
    }
    result.stale =
        result.failure == Failure::connection_terminated && call.reused() && !call.received_any();
    shadow.limit.watch(nullptr);
    co_return result;
}

Awaitable<void> run(std::shared_ptr<ShadowCall> shadow) {
    auto result = co_await attempt(*shadow, false);
    if (result.stale) result = co_await attempt(*shadow, true);
    auto& copy = *shadow->copy;
    Outcome outcome;
    outcome.kind = result.failure == Failure::none ? Kind::complete : Kind::failed;
    outcome.failure = result.failure;
    const auto elapsed = net::Clock::now() - shadow->started;
    const int status = outcome.kind == Kind::complete ? copy.head.status() : 0;
    copy.plan->metrics_of[copy.live_backend]->record(status, elapsed);
    Tee::shadow_ended(shadow->tee, copy, outcome);
}

}  // namespace

std::optional<observe::DropReason> start_shadow_call(const std::shared_ptr<Tee>& tee, Copy& copy) {
    auto shadow = std::make_shared<ShadowCall>(tee, copy);
    if (shadow->backend->endpoints.empty()) return observe::DropReason::no_endpoint;
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
