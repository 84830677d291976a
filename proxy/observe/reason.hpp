// The closed lists of reasons that label a metric, and their names. A reason that is not listed is
// counted as "other", so that sums still add up and the number of series stays bounded.
#pragma once

#include "proxy/tls/failure.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crossfade::observe {

/// Why an eligible and sampled request was not mirrored.
enum class DropReason : std::uint8_t {
    in_flight,
    rate,
    memory,
    request_body_too_large,
    require_failed,
    rewrite_failed,
    no_endpoint,
    loop,
    shutdown,
    client_left,
    suspended,  // the shadow only times out
    backoff,    // the shadow only fails
    other
};

/// Methods of live requests, as far as they are told apart where a mirror does not copy them.
enum class Uncopied : std::uint8_t { get, head, options, post, put, patch, remove, other };

/// What went wrong at the shadow while the live response was fine.
enum class ShadowError : std::uint8_t {
    connection_refused,
    connection_timeout,
    connection_terminated,
    tls_error,
    response_timeout,
    protocol_error,
    server_error,
    other
};

/// What went wrong at live while the shadow's response was fine.
enum class LiveError : std::uint8_t {
    server_error,
    connection_failed,
    timeout,
    protocol_error,
    client_left,
    fallback,
    other
};

/// Why two responses were not compared.
enum class NotCompared : std::uint8_t {
    compare_off,
    client_left,
    queue,
    budget,
    encoding,
    shutdown,
    upgraded,
    other
};

/// Why an accepted connection was closed at once.
enum class Refusal : std::uint8_t {
    connection_limit,
    address_limit,
    proxy_header,
    draining,
    descriptors,
    memory,
    other
};

template <typename Reason>
inline constexpr std::size_t reason_count = static_cast<std::size_t>(Reason::other) + 1;

template <typename Reason>
using ReasonNames = std::array<std::string_view, reason_count<Reason>>;

/// Names in the order of the enumerators; specialised for each list.
template <typename Reason>
inline constexpr ReasonNames<Reason> reason_names;

template <>
inline constexpr ReasonNames<DropReason> reason_names<DropReason>{"in_flight",
                                                                  "rate",
                                                                  "memory",
                                                                  "request_body_too_large",
                                                                  "require_failed",
                                                                  "rewrite_failed",
                                                                  "no_endpoint",
                                                                  "loop",
                                                                  "shutdown",
                                                                  "client_left",
                                                                  "suspended",
                                                                  "backoff",
                                                                  "other"};
template <>
inline constexpr ReasonNames<Uncopied> reason_names<Uncopied>{
    "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "other"};
template <>
inline constexpr ReasonNames<ShadowError> reason_names<ShadowError>{"connection_refused",
                                                                    "connection_timeout",
                                                                    "connection_terminated",
                                                                    "tls_error",
                                                                    "response_timeout",
                                                                    "protocol_error",
                                                                    "server_error",
                                                                    "other"};
template <>
inline constexpr ReasonNames<LiveError> reason_names<LiveError>{"server_error",
                                                                "connection_failed",
                                                                "timeout",
                                                                "protocol_error",
                                                                "client_left",
                                                                "fallback",
                                                                "other"};
template <>
inline constexpr ReasonNames<NotCompared> reason_names<NotCompared>{
    "compare_off", "client_left", "queue", "budget", "encoding", "shutdown", "upgraded", "other"};
template <>
inline constexpr ReasonNames<Refusal> reason_names<Refusal>{"connection_limit",
                                                            "address_limit",
                                                            "proxy_header",
                                                            "draining",
                                                            "descriptors",
                                                            "memory",
                                                            "other"};

template <>
inline constexpr ReasonNames<tls::Failure> reason_names<tls::Failure>{tls::failure_names};

template <typename Reason>
[[nodiscard]] constexpr std::string_view name_of(Reason reason) noexcept {
    return reason_names<Reason>[static_cast<std::size_t>(reason)];
}

/// The reason of that name, or `other`.
template <typename Reason>
[[nodiscard]] constexpr Reason reason_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < reason_count<Reason>; ++i) {
        if (reason_names<Reason>[i] == name) return static_cast<Reason>(i);
    }
    return Reason::other;
}

/// Tokens of answers that the proxy gives by itself, as in Proxy-Status (RFC 9209 section 2.3) and
/// the access log; the last one stands for all that are not listed.
inline constexpr std::array<std::string_view, 43> local_reply_reasons{
    "client_left",
    "client_timeout",
    "client_write_timeout",
    "connection_limit_reached",
    "connection_read_timeout",
    "connection_refused",
    "connection_terminated",
    "connection_timeout",
    "connection_write_timeout",
    "destination_ip_prohibited",
    "destination_ip_unroutable",
    "destination_not_found",
    "destination_unavailable",
    "dns_error",
    "dns_timeout",
    "draining",
    "http_protocol_error",
    "http_request_denied",
    "http_request_error",
    "http_response_body_size",
    "http_response_content_coding",
    "http_response_header_section_size",
    "http_response_header_size",
    "http_response_incomplete",
    "http_response_timeout",
    "http_response_trailer_section_size",
    "http_response_trailer_size",
    "http_response_transfer_coding",
    "http_upgrade_failed",
    "no_route",
    "overload",
    "proxy_configuration_error",
    "proxy_internal_error",
    "proxy_internal_response",
    "proxy_loop_detected",
    "request_body_too_large",
    "request_head_too_large",
    "request_target_too_long",
    "route_timeout",
    "tls_alert_received",
    "tls_certificate_error",
    "tls_protocol_error",
    "other"};

}  // namespace crossfade::observe
