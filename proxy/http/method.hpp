// What a request's method promises.
#pragma once

#include <string_view>

namespace crossfade::http {

/// True if a request that was sent twice does no more than one that was sent once (RFC 9110
/// section 9.2.2). Methods nobody knows are not.
[[nodiscard]] constexpr bool idempotent(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
           method == "DELETE" || method == "TRACE";
}

/// True if a request changes nothing (RFC 9110 section 9.2.1). Methods nobody knows may.
[[nodiscard]] constexpr bool safe(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

}  // namespace crossfade::http
