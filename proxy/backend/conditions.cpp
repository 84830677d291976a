// See conditions.hpp.
#include "proxy/backend/conditions.hpp"

#include <algorithm>

namespace crossfade::backend {

using http::Failure;

bool unreachable(Failure failure, bool answered) noexcept {
    switch (failure) {
        case Failure::no_endpoint:
        case Failure::name_not_resolved:
        case Failure::connection_refused:
        case Failure::connection_timeout:
        case Failure::tls_certificate_error:
        case Failure::tls_alert_received:
        case Failure::tls_protocol_error:
            return true;
        case Failure::connection_terminated:
            return !answered;
        default:
            return false;
    }
}

bool backends_fault(Failure failure) noexcept {
    switch (failure) {
        case Failure::response_timeout:
        case Failure::response_malformed:
        case Failure::response_head_too_large:
        case Failure::response_body_incomplete:
        case Failure::response_body_timeout:
        case Failure::connection_terminated:
            return true;
        default:
            return unreachable(failure, true);
    }
}

bool meets(const config::FailureConditions& conditions,
           Failure failure,
           int status,
           bool answered) noexcept {
    if (failure != Failure::none) {
        if (!backends_fault(failure)) return false;
        if (conditions.unreachable && unreachable(failure, answered)) return true;
        status = http::entry_of(failure).status;
    }
    const auto& statuses = conditions.statuses;
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

}  // namespace crossfade::backend
