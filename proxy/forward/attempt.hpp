// How an attempt at a backend ended: what failed, whether another one is allowed, and what that
// means for the copies.
#pragma once

#include "proxy/forward/forwarding.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/observe/reason.hpp"

namespace crossfade::forward {

/// Why there is no response; asked once the call failed.
[[nodiscard]] http::Failure failure_of(const Forwarding& forwarding,
                                       const http::Call& call) noexcept;

/// A pooled connection that the peer closed just as it was used: nothing came back, and doing the
/// request twice is harmless (RFC 9110 section 9.2.2).
[[nodiscard]] bool may_retry(const Forwarding& forwarding, const http::Call& call) noexcept;

/// Why a request that will never be complete is not mirrored.
[[nodiscard]] observe::DropReason drop_reason_of(http::Failure failure) noexcept;

}  // namespace crossfade::forward
