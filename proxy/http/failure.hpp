// Every way in which a request can fail, in one table: the status that the client gets, and the
// word that the access log, the metrics and Proxy-Status say (RFC 9209 section 2.3 names).
#pragma once

#include <cstdint>
#include <string_view>

namespace crossfade::http {

enum class Failure : std::uint8_t {
    none,
    // the client's fault
    request_malformed,
    request_body_malformed,
    request_head_too_large,
    target_too_long,
    request_body_too_large,
    request_head_timeout,
    request_body_timeout,
    method_not_allowed,
    expectation_failed,
    version_not_supported,
    loop_detected,
    client_disconnected,
    client_write_timeout,
    // ours
    route_not_found,
    no_endpoint,
    too_many_connections,
    overload,
    draining,
    // the backend's
    name_not_resolved,
    connection_refused,
    connection_timeout,
    connection_terminated,
    tls_certificate_error,
    tls_alert_received,
    tls_protocol_error,
    response_timeout,
    response_malformed,
    response_head_too_large,
    response_body_incomplete,
    response_body_timeout,
    exchange_timeout,
    count,
};

struct FailureEntry {
    int status;               // 0: nothing can be said any more, the connection closes
    std::string_view reason;  // token; RFC 9209 where it has one
    std::string_view detail;  // one sentence for the client; names no address
};

[[nodiscard]] const FailureEntry& entry_of(Failure failure) noexcept;

[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace crossfade::http
