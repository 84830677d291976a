// The fields that an intermediary adds to a request it passes on.
#pragma once

#include "proxy/http/head.hpp"

#include <string>

namespace crossfade::http {

/// The Via value to send: what came, and ourselves (RFC 9110 section 7.6.3).
[[nodiscard]] std::string continued_via(const FieldList& received);

/// A request id from a client is continued if it is short and plain, else there is none.
[[nodiscard]] std::string_view usable_request_id(const FieldList& received) noexcept;

}  // namespace crossfade::http
