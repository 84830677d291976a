// What is known about header fields before anybody configures anything: which are never compared,
// which change with every response, which hold a list whose order means nothing.
#pragma once

#include <string_view>

namespace crossfade::compare {

// Names are lower case in all of these.

/// Hop-by-hop, framing, and what this proxy adds by itself: connection, keep-alive,
/// transfer-encoding, te, trailer, upgrade, proxy-*, content-length, via, x-crossfade-*. Also
/// content-encoding: the bodies are compared decoded, and a body that cannot be decoded is
/// not_compared; the coding alone is between each server and its clients.
[[nodiscard]] bool never_compared(std::string_view name) noexcept;

/// The value is not compared: dates, ids of one request, validators, rate-limit counters, server
/// software.
[[nodiscard]] bool is_volatile(std::string_view name) noexcept;

/// Of the volatile ones, those whose presence is not compared either, because a proxy or the server
/// software in front of an API adds them by itself: date, server, age, x-powered-by, x-runtime,
/// x-served-by, cf-ray, and ids of requests and traces (among them *-request-id and *-trace-id).
/// Presence of the others is compared: etag, last-modified, expires and rate limits are promises of
/// the API.
[[nodiscard]] bool may_be_absent(std::string_view name) noexcept;

/// The value is a list without order: vary, allow, access-control-*, accept-ranges, link,
/// cache-control (its directives).
[[nodiscard]] bool is_list_valued(std::string_view name) noexcept;

/// Of the lists, those whose items are names in which letter case means nothing.
[[nodiscard]] bool is_list_of_names(std::string_view name) noexcept;

/// The value is a credential, which is never stored.
[[nodiscard]] bool is_credential(std::string_view name) noexcept;

}  // namespace crossfade::compare
