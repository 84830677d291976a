// The request target (RFC 9112 section 3.2) and the authority: taken apart and checked, never
// normalised, so that routing decides on the very bytes that a backend will see.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/http/head.hpp"

#include <string_view>

namespace crossfade::http {

/// Fills path, query and authority from the target. Refuses what RFC 9112 section 3.2 does not
/// define, fragments, bytes outside visible ASCII, and CONNECT.
[[nodiscard]] Failure parse_target(RequestHead& head) noexcept;

/// A name or address with an optional port (RFC 3986 section 3.2.2); no userinfo.
[[nodiscard]] bool valid_authority(std::string_view authority) noexcept;

/// The host of an authority: without port and trailing dot; of "[::1]:80" it is "::1".
[[nodiscard]] std::string_view host_of(std::string_view authority) noexcept;

}  // namespace crossfade::http
