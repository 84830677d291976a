// Where a body ends (RFC 9112 section 6), decided once per message and only where there is no
// doubt. Whatever two readers could take differently is refused, never repaired.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/http/head.hpp"

#include <optional>
#include <string_view>

namespace crossfade::http {

/// Completes a parsed request head: target, framing, persistence, Expect, Upgrade, Host.
[[nodiscard]] Failure check_request(RequestHead& head) noexcept;

/// Completes a parsed response head: framing and persistence, given the method that was asked.
[[nodiscard]] Failure check_response(ResponseHead& head, std::string_view method) noexcept;

/// How often an OPTIONS request may still be forwarded; nothing: without limit.
[[nodiscard]] std::optional<std::uint64_t> max_forwards(const RequestHead& head) noexcept;

/// 1*DIGIT without leading zeros, below 2^63 (RFC 9110 section 8.6).
[[nodiscard]] std::optional<std::uint64_t> parse_content_length(std::string_view text) noexcept;

}  // namespace crossfade::http
