// Reasons are translated here from what failed on either side into the lists of the metrics.
#include "proxy/mirror/known_verdict.hpp"

#include "proxy/observe/reason.hpp"

namespace crossfade::mirror {
namespace {

using compare::Verdict;
using http::Failure;
using observe::LiveError;
using observe::name_of;
using observe::NotCompared;
using observe::ShadowError;
using Kind = Outcome::Kind;

ShadowError shadow_error_of(Failure failure) noexcept {
    switch (failure) {
        case Failure::name_not_resolved:
        case Failure::no_endpoint:
        case Failure::connection_refused:
            return ShadowError::connection_refused;
        case Failure::connection_timeout:
            return ShadowError::connection_timeout;
        case Failure::connection_terminated:
        case Failure::response_body_incomplete:
            return ShadowError::connection_terminated;
        case Failure::tls_certificate_error:
        case Failure::tls_alert_received:
        case Failure::tls_protocol_error:
            return ShadowError::tls_error;
        case Failure::response_timeout:
        case Failure::response_body_timeout:
            return ShadowError::response_timeout;
        case Failure::response_malformed:
        case Failure::response_head_too_large:
            return ShadowError::protocol_error;
        default:
            return ShadowError::other;
    }
}

LiveError live_error_of(Failure failure) noexcept {
    switch (failure) {
        case Failure::name_not_resolved:
        case Failure::no_endpoint:
        case Failure::connection_refused:
        case Failure::connection_terminated:
        case Failure::response_body_incomplete:
        case Failure::tls_certificate_error:
        case Failure::tls_alert_received:
        case Failure::tls_protocol_error:
            return LiveError::connection_failed;
        case Failure::connection_timeout:
        case Failure::response_timeout:
        case Failure::response_body_timeout:
        case Failure::exchange_timeout:
            return LiveError::timeout;
        case Failure::response_malformed:
        case Failure::response_head_too_large:
            return LiveError::protocol_error;
        default:
            return LiveError::other;
    }
}

// A status of 500 or above is a failure of that side as much as a broken connection is.
bool failed(const Outcome& outcome, int status) noexcept {
    return outcome.kind == Kind::failed || outcome.kind == Kind::fallback ||
           (outcome.kind == Kind::complete && status >= 500);
}

}  // namespace

std::optional<KnownVerdict> known_verdict(const Tee& tee, const Copy& copy) noexcept {
    const auto& live = tee.live();
    const auto& shadow = copy.shadow;
    const auto not_compared = [](NotCompared reason) {
        return KnownVerdict{Verdict::not_compared, name_of(reason)};
    };
    if (live.kind == Kind::client_left) return not_compared(NotCompared::client_left);
    if (live.kind == Kind::upgraded) return not_compared(NotCompared::upgraded);
    if (failed(live, tee.live_response().status()) && failed(shadow, copy.head.status())) {
        return KnownVerdict{Verdict::both_failed, {}};
    }
    if (live.kind == Kind::fallback) {
        return KnownVerdict{Verdict::live_error, name_of(LiveError::fallback)};
    }
    if (live.kind == Kind::failed) {
        return KnownVerdict{Verdict::live_error, name_of(live_error_of(live.failure))};
    }
    if (shadow.kind == Kind::failed) {
        return KnownVerdict{Verdict::shadow_error, name_of(shadow_error_of(shadow.failure))};
    }
    if (!copy.plan->rules) return not_compared(NotCompared::compare_off);
    if (copy.over_memory) return not_compared(NotCompared::budget);
    return std::nullopt;
}

}  // namespace crossfade::mirror
