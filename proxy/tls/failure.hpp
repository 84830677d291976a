// Why TLS failed, as a closed list: the value of an error code, and the label of a metric. Never
// more than that, because what a peer sent belongs in no log.
#pragma once

#include "proxy/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace crossfade::tls {

enum class Failure : std::uint8_t {
    timeout,               // the handshake took too long
    disconnected,          // the peer left in the middle of it
    plain_http,            // the peer speaks HTTP without TLS
    protocol_version,      // no version in common
    cipher,                // no cipher, group or signature algorithm in common
    application_protocol,  // ALPN: nothing in common (RFC 7301 section 3.2)
    certificate_missing,   // the peer had to show one
    certificate_rejected,  // the peer's did not verify
    alert,                 // the peer refused
    truncated,             // the stream ended without close_notify (RFC 8446 section 6.1)
    renegotiation,         // asked for, and refused
    protocol_error,        // the peer sent what TLS does not allow
    other
};

/// In the order of the enumerators.
inline constexpr std::array<std::string_view, static_cast<std::size_t>(Failure::other) + 1>
    failure_names{"timeout",
                  "disconnected",
                  "plain_http",
                  "protocol_version",
                  "cipher",
                  "application_protocol",
                  "certificate_missing",
                  "certificate_rejected",
                  "alert",
                  "truncated",
                  "renegotiation",
                  "protocol_error",
                  "other"};

[[nodiscard]] constexpr std::string_view name_of(Failure failure) noexcept {
    return failure_names[static_cast<std::size_t>(failure)];
}

/// Of an error that a handshake ended with.
[[nodiscard]] Failure failure_of(const Error& error) noexcept;

/// Of errors whose value is a Failure.
[[nodiscard]] const boost::system::error_category& category() noexcept;

[[nodiscard]] inline Error make_error_code(Failure failure) noexcept {
    return {static_cast<int>(failure) + 1, category()};
}

/// Takes the oldest entry off the thread's error queue of OpenSSL and empties it.
[[nodiscard]] Failure take_failure() noexcept;

}  // namespace crossfade::tls

template <>
struct boost::system::is_error_code_enum<crossfade::tls::Failure> : std::true_type {};
