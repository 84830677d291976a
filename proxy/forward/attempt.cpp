// See attempt.hpp.
#include "proxy/forward/attempt.hpp"

#include "proxy/backend/conditions.hpp"
#include "proxy/http/method.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace crossfade::forward {

using http::Failure;
using observe::FallbackCause;

namespace {

constexpr int overload_status = 503;

bool may_be_sent_again(const Forwarding& forwarding) noexcept {
    const auto& attempts = forwarding.attempts;
    if (attempts.relayed || attempts.interim_relayed || attempts.body_consumed) return false;
    if (forwarding.watch.left || forwarding.limit.passed()) return false;
    return !attempts.request_sent || http::idempotent(forwarding.exchange->request().method);
}

observe::BackendRoleMetrics& metrics_of(const Forwarding& forwarding) noexcept {
    return *forwarding.route->metrics.live[forwarding.decision.backend];
}

bool may_reconnect(const Forwarding& forwarding) noexcept {
    const auto& attempts = forwarding.attempts;
    return forwarding.failure == Failure::connection_terminated && attempts.reused &&
           !attempts.answered && !attempts.reconnected;
}

// Attempts at the fallback are of the same number; an endpoint that could not even be connected to
// was passed over already.
bool may_retry(Forwarding& forwarding) {
    const auto& retry = forwarding.route->config->retry;
    const auto& attempts = forwarding.attempts;
    if (attempts.made >= retry.attempts || forwarding.endpoint.empty()) return false;
    if (!backend::meets(retry.on, forwarding.failure, attempts.status, attempts.answered)) {
        return false;
    }
    // Who is slow will not be quicker for being asked twice.
    if (forwarding.failure == Failure::response_timeout &&
        !forwarding.backend->has_other_than(attempts.failed)) {
        return false;
    }
    if (forwarding.route->budget->withdraw(backend::shared_time(net::Clock::now()))) {
        metrics_of(forwarding).retries.add();
        return true;
    }
    metrics_of(forwarding).retries_over_budget.add();
    return false;
}

bool has_fallback(const Forwarding& forwarding) noexcept {
    return forwarding.route->fallback && !forwarding.attempts.fallen_back &&
           forwarding.route->fallback->backend != forwarding.backend &&
           !forwarding.decision.overridden;
}

bool may_fall_back(Forwarding& forwarding) {
    if (!has_fallback(forwarding)) return false;
    const auto& fallback = *forwarding.route->config->fallback;
    const auto& attempts = forwarding.attempts;
    const auto& methods = fallback.methods;
    const auto method = forwarding.exchange->request().method;
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) return false;
    const auto& statuses = fallback.on.statuses;
    const bool overloaded =
        forwarding.failure == Failure::overload &&
        std::find(statuses.begin(), statuses.end(), overload_status) != statuses.end();
    if (!overloaded &&
        !backend::meets(fallback.on, forwarding.failure, attempts.status, attempts.answered)) {
        return false;
    }
    const bool unreachable = backend::unreachable(forwarding.failure, attempts.answered);
    metrics_of(forwarding)
        .count_fallback(unreachable ? FallbackCause::unreachable : FallbackCause::status);
    return true;
}

Next next_of(Forwarding& forwarding) {
    if (!may_be_sent_again(forwarding)) return Next::done;
    if (may_reconnect(forwarding)) {
        forwarding.attempts.reconnected = true;
        --forwarding.attempts.made;
        metrics_of(forwarding).reconnects.add();
        return Next::reconnect;
    }
    if (may_retry(forwarding)) return Next::retry;
    return may_fall_back(forwarding) ? Next::fall_back : Next::done;
}

}  // namespace

Failure failure_of(const Forwarding& forwarding, const http::Call& call) noexcept {
    if (forwarding.watch.left) return Failure::client_disconnected;
    if (forwarding.limit.passed()) return Failure::exchange_timeout;
    if (forwarding.upload.result.reading != Failure::none) return forwarding.upload.result.reading;
    return call.failure();
}

backend::Wanted wanted_of(const Forwarding& forwarding, bool fresh) noexcept {
    const auto& config = *forwarding.route->config;
    backend::Wanted wanted;
    wanted.hash = forwarding.decision.hash;
    wanted.avoid = forwarding.attempts.failed.empty() ? nullptr : &forwarding.attempts.failed;
    wanted.attempts = config.retry.attempts;
    wanted.once = !http::idempotent(forwarding.exchange->request().method);
    wanted.fresh = fresh;
    wanted.now = forwarding.now;
    if (config.timeout.count() > 0) wanted.limit = forwarding.started + config.timeout;
    return wanted;
}

Bytes first_of_body(Forwarding& forwarding) {
    auto& attempts = forwarding.attempts;
    auto& body = forwarding.exchange->request_body();
    if (!attempts.body.empty()) return attempts.body;
    const auto first = body.take();
    if (first.empty()) return first;
    forwarding.bytes_in += first.size();
    if (forwarding.tee) forwarding.tee->request_body().on_chunk(first, body.share());
    if (body.finished()) {
        attempts.body = first;
        attempts.body_memory = body.share();
    }
    return first;
}

void note_end(Forwarding& forwarding, const backend::Lease& lease) {
    auto& attempts = forwarding.attempts;
    attempts.answered = lease.call().received_any();
    attempts.reused = lease.call().reused();
    // Its other connections are as old; if the endpoint is gone without a word, so are they.
    if (forwarding.failure == Failure::response_timeout) lease.pool().close_all_idle();
    const bool closed_on_us = forwarding.failure == Failure::connection_terminated &&
                              attempts.reused && !attempts.answered;
    if (closed_on_us) lease.pool().distrust();
    // A pooled connection that had been closed says nothing of the endpoint; the next one will.
    if (may_reconnect(forwarding)) return;
    // An endpoint that is tired of waiting for the client's body has not failed.
    const bool held_back =
        attempts.body_consumed && !forwarding.exchange->request_body().finished();
    if (held_back && forwarding.failure != Failure::none) return;
    const bool failed = forwarding.failure != Failure::none || attempts.next != Next::done;
    if (failed) attempts.failed.add(&lease.pool());
    forwarding.backend->ended(lease.pool(), forwarding.failure, attempts.status, attempts.answered);
}

Next before_the_first(Forwarding& forwarding) {
    if (!has_fallback(forwarding) || forwarding.backend->available()) return Next::done;
    metrics_of(forwarding).count_fallback(FallbackCause::unavailable);
    return Next::fall_back;
}

bool replaces_response(Forwarding& forwarding) {
    auto& next = forwarding.attempts.next;
    next = next_of(forwarding);
    return next != Next::done;
}

Next after_attempt(Forwarding& forwarding) {
    const auto& attempts = forwarding.attempts;
    auto next = attempts.next;
    if (next == Next::done && forwarding.failure != Failure::none) next = next_of(forwarding);
    if (attempts.made == 1 && next != Next::reconnect && !attempts.fallen_back) {
        metrics_of(forwarding).record_first_attempt(attempts.status);
    }
    return next;
}

void fall_back(Forwarding& forwarding) {
    forwarding.backend = forwarding.route->fallback->backend;
    if (forwarding.tee) forwarding.tee->fell_back(forwarding.backend->config().name);
    forwarding.attempts.fallen_back = true;
    forwarding.attempts.reconnected = false;  // its pooled connections may be closed as well
    forwarding.attempts.failed.clear();
    forwarding.endpoint.clear();
}

void set_aside(http::Call& call, const http::ResponseHead& head) {
    if (!head.framing.has_body()) return;
    auto& body = call.response_body();
    static_cast<void>(body.take());
    if (!body.finished()) call.abort(asio::error::operation_aborted);
}

observe::DropReason drop_reason_of(Failure failure) noexcept {
    if (failure == Failure::client_disconnected) return observe::DropReason::client_left;
    if (failure == Failure::request_body_too_large) {
        return observe::DropReason::request_body_too_large;
    }
    return observe::DropReason::other;
}

}  // namespace crossfade::forward
