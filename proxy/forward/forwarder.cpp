// The steps in the order in which the header lists them.
#include "proxy/forward/forwarder.hpp"

#include "proxy/forward/attempt.hpp"
#include "proxy/forward/record.hpp"
#include "proxy/forward/request_head.hpp"
#include "proxy/forward/tunnel.hpp"
#include "proxy/http/date.hpp"
#include "proxy/http/forwarding.hpp"
#include "proxy/http/framing.hpp"
#include "proxy/http/local_reply.hpp"
#include "proxy/http/request_fields.hpp"
#include "proxy/http/target.hpp"
#include "proxy/net/memory_reserve.hpp"

#include <boost/asio/error.hpp>

namespace crossfade::forward {

using http::Failure;
using mirror::Outcome;
using mirror::Tee;

namespace {

constexpr std::size_t forwardings_kept = 256;

// What the fallback answered is no evidence about the backend that the mirror stands beside.
Tee* observing_tee(const Forwarding& forwarding) noexcept {
    return forwarding.attempts.fallen_back ? nullptr : forwarding.tee.get();
}

}  // namespace

Forwarder::Forwarder(mirror::Mirrors& mirrors,
                     observe::LoopMetrics& metrics,
                     observe::AccessRing* log)
    : mirrors_(&mirrors), metrics_(&metrics), log_(log) {}

Awaitable<void> Forwarder::handle(http::Exchange& exchange) {
    if (unused_.empty()) unused_.push_back(std::make_unique<Forwarding>(*mirrors_->loop.wheel));
    auto owned = std::move(unused_.back());
    unused_.pop_back();
    auto& forwarding = *owned;
    forwarding.begin(exchange, plan_);  // (1)
    describe(forwarding);
    if (http::max_forwards(exchange.request()) == 0U) {
        forwarding.status = 200;
        co_await http::reply_as_last_recipient(exchange);
    } else if (net::short_of_memory()) {
        forwarding.failure = Failure::overload;
    } else if (match(forwarding)) {
        decide(forwarding);
        auto next = begin_attempts(forwarding);
        do {
            co_await attempt(forwarding, next);
            next = after_attempt(forwarding);
        } while (next != Next::done);
    }
    if (forwarding.failure != Failure::none) co_await fail(forwarding);
    record(forwarding);  // (10)
    forwarding.end();
    if (unused_.size() < forwardings_kept) unused_.push_back(std::move(owned));
}

void Forwarder::describe(Forwarding& forwarding) {
    const auto& request = forwarding.exchange->request();
    forwarding.origin.find(forwarding.exchange->peer(), request);
    forwarding.facts = {.method = request.method,
                        .host = http::host_of(request.authority),
                        .path = request.path == "*" ? "/" : request.path,
                        .query = request.query,
                        .fields = request.fields.view(),
                        .client_address = forwarding.origin.client_address()};
    forwarding.request_id = http::usable_request_id(request.fields);
    if (forwarding.request_id.empty()) {
        forwarding.request_id_text = observe::make_request_id(*mirrors_->random);
        forwarding.request_id = {forwarding.request_id_text.data(),
                                 forwarding.request_id_text.size()};
    }
}

// (2)
bool Forwarder::match(Forwarding& forwarding) {
    const auto& request = forwarding.exchange->request();
    if (request.fields.has(http::FieldName::via) &&
        http::passed_through(request.fields, forwarding.plan->snapshot->config.pseudonym)) {
        forwarding.failure = Failure::loop_detected;
        return false;
    }
    const auto found = forwarding.plan->snapshot->table.find(forwarding.facts);
    if (found) {
        forwarding.route = &forwarding.plan->routes[*found];
    } else {
        forwarding.failure = Failure::route_not_found;
    }
    return found.has_value();
}

// (3) and (4)
void Forwarder::decide(Forwarding& forwarding) {
    const auto& route = *forwarding.route;
    auto& decision = forwarding.decision;
    decision = forward::decide(*forwarding.plan->snapshot,
                               *route.config,
                               route.split->current(),
                               forwarding.facts,
                               *mirrors_->random);
    forwarding.backend = route.backends[decision.backend];
    if (route.mirrors.empty() || decision.overridden) return;  // testers are no evidence
    const mirror::LiveRequest live{.head = &forwarding.exchange->request(),
                                   .forwarded = &forwarding.origin.fields(),
                                   .backend = decision.backend,
                                   .sample = decision.sample,
                                   .user = decision.key,
                                   .request_id = forwarding.request_id,
                                   .arrived = forwarding.started};
    forwarding.tee = Tee::decide(*mirrors_, forwarding.plan, route.mirrors, live);
}

// Before (5) to (8), which are repeated until one attempt is final.
Next Forwarder::begin_attempts(Forwarding& forwarding) {
    const auto timeout = forwarding.route->config->timeout;
    if (timeout.count() > 0) forwarding.limit.set(forwarding.started + timeout);
    forwarding.route->budget->deposit(backend::shared_time(forwarding.started));
    return before_the_first(forwarding);
}

// (5) to (8), once. What every exchange passes is in this one coroutine, since another would cost
// as much as what it does.
Awaitable<void> Forwarder::attempt(Forwarding& forwarding, Next why) {
    if (why != Next::done) forwarding.now = net::Clock::now();
    if (why == Next::fall_back) fall_back(forwarding);
    if (why == Next::fall_back || why == Next::done) prepare_head(forwarding, *mirrors_->random);
    forwarding.failure = Failure::none;
    forwarding.attempts.begin();
    const auto wanted = wanted_of(forwarding, why == Next::reconnect || why == Next::retry);
    auto lease = forwarding.backend->take_idle(wanted);
    if (!lease) lease = co_await open(forwarding, wanted);
    if (!lease) co_return;
    begin_call(forwarding, lease);
    auto& call = lease.call();
    if (auto* unsent = send(forwarding, call)) {
        static_cast<void>(co_await unsent->rest());
        forwarding.now = net::Clock::now();
        request_sent(forwarding, call);
    }
    Relay relay;
    auto step = take_response(forwarding, call, relay);
    while (step == Step::response || step == Step::inform) {
        if (step == Step::response) co_await call.arrival();
        if (step == Step::inform) co_await inform(forwarding, call, *relay.head);
        step = take_response(forwarding, call, relay);
    }
    if (step == Step::tunnel) co_await tunnel(forwarding, call, *relay.head);
    if (step == Step::relay) {
        co_await http::pump_rest(call.response_body(), *relay.writer, relay.observer, relay.result);
        end_relay(forwarding, relay.result);
    }
    if (forwarding.upload.running) co_await end_upload(forwarding, call);
    forwarding.watch.call = nullptr;
    forwarding.limit.watch(nullptr);
    note_end(forwarding, lease);
}

// A new connection, or one that came back meanwhile.
Awaitable<backend::Lease> Forwarder::open(Forwarding& forwarding, const backend::Wanted& wanted) {
    auto opened = co_await forwarding.backend->open(wanted);
    forwarding.now = net::Clock::now();
    forwarding.failure = opened.failure;
    // That may have taken its time, and nobody may be there for the answer any more.
    if (forwarding.exchange->client_state() == net::Transport::PeerState::gone) {
        forwarding.failure = Failure::client_disconnected;
        co_return backend::Lease();
    }
    if (!opened.lease && forwarding.now >= wanted.limit) {
        forwarding.failure = Failure::exchange_timeout;
    }
    co_return std::move(opened.lease);
}

void Forwarder::begin_call(Forwarding& forwarding, const backend::Lease& lease) {
    auto& call = lease.call();
    forwarding.endpoint = lease.pool().name();
    forwarding.watch.call = &call;
    forwarding.limit.watch(&call);
    if (forwarding.limit.passed()) call.abort(asio::error::timed_out);
    forwarding.exchange->set_observer(&forwarding.watch);
}

// (6)
http::BodyWriter* Forwarder::send(Forwarding& forwarding, http::Call& call) {
    auto& writer = call.send(forwarding.head);
    auto& body = forwarding.exchange->request_body();
    forwarding.attempts.request_sent = true;
    http::FieldList trailers;
    if (forwarding.exchange->request().framing.has_body()) {
        const auto first = first_of_body(forwarding);
        if (!first.empty()) writer.queue(first);
        if (!body.finished()) {
            forwarding.attempts.body_consumed = true;
            start_upload(forwarding, call, writer);
            return nullptr;
        }
        if (body.trailers().size() > 0) http::copy_trailers(body.trailers(), trailers);
    }
    // A backend that closed early may have answered all the same; the response tells.
    Error ignored;
    if (!writer.try_finish(&trailers, ignored)) return &writer;
    request_sent(forwarding, call);
    return nullptr;
}

void Forwarder::request_sent(Forwarding& forwarding, http::Call& call) {
    call.set_deadline(forwarding.now + forwarding.backend->config().timeouts.response);
    if (forwarding.tee) Tee::request_complete(forwarding.tee);
}

// (7)
Forwarder::Step Forwarder::take_response(Forwarding& forwarding, http::Call& call, Relay& relay) {
    const auto head = call.try_response();
    if (!head) {
        if (head.error() == asio::error::would_block) return Step::response;
        forwarding.failure = failure_of(forwarding, call);
        return Step::none;
    }
    if (forwarding.first_byte == net::Clock::time_point()) {
        forwarding.first_byte = net::Clock::now();
    }
    relay.head = *head;
    forwarding.attempts.status = relay.head->status;
    if (relay.head->status == 101) {
        forwarding.attempts.relayed = true;
        return Step::tunnel;
    }
    if (relay.head->interim()) return Step::inform;
    if (!replaces_response(forwarding)) return begin_relay(forwarding, call, relay);
    set_aside(call, *relay.head);
    return Step::none;
}

Awaitable<void> Forwarder::inform(Forwarding& forwarding,
                                  http::Call& call,
                                  const http::ResponseHead& head) {
    forwarding.attempts.interim_relayed = true;
    forwarding.fields.clear();
    http::copy_response_fields(head, forwarding.head.method, forwarding.fields);
    http::OutgoingResponse informing;
    informing.status = head.status;
    informing.reason = head.reason;
    informing.fields = forwarding.fields.view();
    const auto error = co_await forwarding.exchange->inform(informing);
    if (error) call.abort(asio::error::operation_aborted);  // for nobody
}

// (8), as far as the body is here
Forwarder::Step Forwarder::begin_relay(Forwarding& forwarding, http::Call& call, Relay& relay) {
    auto& exchange = *forwarding.exchange;
    auto& fields = forwarding.fields;
    const auto& head = *relay.head;
    fields.clear();
    http::copy_response_fields(head, exchange.request().method, fields);
    http::DateText date;
    if (!head.fields.find(http::FieldName::date)) {
        date = http::http_date();
        fields.add(http::FieldName::date, "date", date.view());
    }
    fields.add(http::FieldName::via, "via", forwarding.plan->via);
    http::OutgoingResponse response;
    response.status = head.status;
    response.reason = head.reason;
    response.framing = head.framing;
    response.fields = fields.view();
    relay.writer = &exchange.respond(response);
    forwarding.status = head.status;
    forwarding.attempts.relayed = true;
    if (auto* tee = observing_tee(forwarding)) {
        tee->live_head(head);
        relay.observer = &tee->response_body();
    }
    if (!http::try_pump(call.response_body(), *relay.writer, relay.observer, relay.result)) {
        return Step::relay;
    }
    end_relay(forwarding, relay.result);
    return Step::none;
}

void Forwarder::end_relay(Forwarding& forwarding, const http::PumpResult& result) {
    forwarding.bytes_out = result.bytes;
    if (result.reading != Failure::none) {
        forwarding.failure = forwarding.limit.passed() ? Failure::exchange_timeout : result.reading;
    }
    if (result.writing || forwarding.watch.left) {
        const bool slow = result.writing == asio::error::timed_out;
        forwarding.failure = slow ? Failure::client_write_timeout : Failure::client_disconnected;
    }
}

// Opens only after the backend agreed to what the client asked for (RFC 9110 section 7.8).
Awaitable<void> Forwarder::tunnel(Forwarding& forwarding,
                                  http::Call& call,
                                  const http::ResponseHead& head) {
    const auto protocol = head.fields.find(http::FieldName::upgrade);
    if (forwarding.head.upgrade.empty() || !protocol ||
        !routing::same_name(forwarding.head.upgrade, *protocol) ||
        !http::connection_lists(head.fields, "upgrade")) {
        forwarding.failure = Failure::response_malformed;
        co_return;
    }
    forwarding.fields.clear();
    http::copy_response_fields(head, forwarding.head.method, forwarding.fields);
    http::OutgoingResponse switching;
    switching.status = 101;
    switching.reason = head.reason;
    switching.upgrade = *protocol;
    switching.fields = forwarding.fields.view();
    forwarding.exchange->set_observer(nullptr);
    forwarding.limit.reset();
    forwarding.status = 101;
    const auto error = co_await forwarding.exchange->inform(switching);
    if (error) {
        forwarding.failure = Failure::client_disconnected;
        co_return;
    }
    const auto client = forwarding.exchange->tunnel();
    const auto bytes = co_await run_tunnel(
        client, call.tunnel(), *mirrors_->loop.blocks, forwarding.backend->config().timeouts.idle);
    forwarding.bytes_in = bytes.from_client;
    forwarding.bytes_out = bytes.to_client;
}

// A request that live never got is sent to its shadows all the same, if it is here as a whole.
void Forwarder::end_copies(Forwarding& forwarding) {
    if (forwarding.exchange->request_body().finished()) {
        Tee::request_complete(forwarding.tee);
    } else {
        forwarding.tee->request_failed(drop_reason_of(forwarding.failure));
    }
}

// (9)
Awaitable<void> Forwarder::fail(Forwarding& forwarding) {
    const auto& entry = http::entry_of(forwarding.failure);
    if (forwarding.tee) end_copies(forwarding);
    metrics_->count_local_reply(entry.reason);
    if (!forwarding.exchange->responded()) forwarding.status = entry.status;
    co_await http::reply(*forwarding.exchange, forwarding.failure);
}

void Forwarder::record(Forwarding& forwarding) {
    const auto elapsed = net::Clock::now() - forwarding.started;
    const bool left = forwarding.failure == Failure::client_disconnected ||
                      forwarding.failure == Failure::client_write_timeout;
    const bool fallen_back = forwarding.attempts.fallen_back;
    if (forwarding.route) {
        auto& metrics = fallen_back ? *forwarding.route->fallback->metrics
                                    : *forwarding.route->metrics.live[forwarding.decision.backend];
        metrics.record(left ? 0 : forwarding.status, elapsed);
    }
    if (forwarding.tee) {
        Outcome outcome;
        outcome.failure = forwarding.failure;
        outcome.kind = left                                  ? Outcome::Kind::client_left
                       : fallen_back                         ? Outcome::Kind::fallback
                       : forwarding.status == 101            ? Outcome::Kind::upgraded
                       : forwarding.failure != Failure::none ? Outcome::Kind::failed
                                                             : Outcome::Kind::complete;
        Tee::live_ended(forwarding.tee, outcome);
    }
    if (!log_) return;
    if (auto* entry = log_->claim()) {
        fill(*entry, forwarding, elapsed);
        log_->publish();
    }
}

void Forwarder::refused(Failure failure, std::string_view client_address) {
    const auto& entry = http::entry_of(failure);
    metrics_->count_local_reply(entry.reason);
    if (!log_) return;
    if (auto* line = log_->claim()) {
        line->time = std::chrono::system_clock::now();
        line->client_address = client_address;
        line->status = entry.status;
        line->reason = entry.reason;
        log_->publish();
    }
}

}  // namespace crossfade::forward
