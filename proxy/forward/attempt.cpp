// See attempt.hpp.
#include "proxy/forward/attempt.hpp"

namespace crossfade::forward {

using http::Failure;

namespace {

bool idempotent(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
           method == "DELETE" || method == "TRACE";
}

}  // namespace

Failure failure_of(const Forwarding& forwarding, const http::Call& call) noexcept {
    if (forwarding.watch.left) return Failure::client_disconnected;
    if (forwarding.limit.passed()) return Failure::exchange_timeout;
    if (forwarding.upload.result.reading != Failure::none) return forwarding.upload.result.reading;
    return call.failure();
}

bool may_retry(const Forwarding& forwarding, const http::Call& call) noexcept {
    const auto& request = forwarding.exchange->request();
    return forwarding.failure == Failure::connection_terminated && call.reused() &&
           !call.received_any() && idempotent(request.method) && !request.framing.has_body();
}

observe::DropReason drop_reason_of(Failure failure) noexcept {
    if (failure == Failure::client_disconnected) return observe::DropReason::client_left;
    if (failure == Failure::request_body_too_large) {
        return observe::DropReason::request_body_too_large;
    }
    return observe::DropReason::other;
}

}  // namespace crossfade::forward
