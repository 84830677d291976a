// How an attempt at a backend ended, and what comes next: a retry, the fallback, or the answer.
// Nothing is tried again after a byte of a response went out, nor after a byte of a request was
// sent unless its method is idempotent (RFC 9110 section 9.2.2) and all of it is still at hand.
#pragma once

#include "proxy/forward/forwarding.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/observe/reason.hpp"

namespace crossfade::forward {

/// Why there is no response; asked once the call failed.
[[nodiscard]] http::Failure failure_of(const Forwarding& forwarding,
                                       const http::Call& call) noexcept;

/// What the next attempt asks of the backend.
[[nodiscard]] backend::Wanted wanted_of(const Forwarding& forwarding, bool fresh) noexcept;

/// The part of the request's body that is here, told to the mirrors once; the whole body again if
/// it was sent before.
[[nodiscard]] Bytes first_of_body(Forwarding& forwarding);

/// Tells the backend how its endpoint did. The lease is still held.
void note_end(Forwarding& forwarding, const backend::Lease& lease);

/// fall_back if the chosen backend is out of service; else done, nothing needs to be done.
[[nodiscard]] Next before_the_first(Forwarding& forwarding);

/// True if another attempt, which is decided on here, stands in for the response that came.
[[nodiscard]] bool replaces_response(Forwarding& forwarding);
[[nodiscard]] Next after_attempt(Forwarding& forwarding);

/// From here on the fallback is the backend.
void fall_back(Forwarding& forwarding);

/// Leaves a response unread; its connection serves again if that was all of it.
void set_aside(http::Call& call, const http::ResponseHead& head);

/// Why a request that will never be complete is not mirrored.
[[nodiscard]] observe::DropReason drop_reason_of(http::Failure failure) noexcept;

}  // namespace crossfade::forward
