// The fields that an intermediary adds to a request it passes on.
#pragma once

#include "proxy/http/head.hpp"

#include <string>

namespace crossfade::http {

/// What a proxy of that name adds to Via (RFC 9110 section 7.6.3).
[[nodiscard]] std::string via_of(std::string_view pseudonym);

/// The Via value to send: what came, and ourselves.
[[nodiscard]] std::string continued_via(const FieldList& received, std::string_view own);

/// True if Via names a proxy of that name. A mirror's copy is no loop: nobody mirrors it again.
[[nodiscard]] bool passed_through(const FieldList& received, std::string_view pseudonym) noexcept;

/// A request id from a client is continued if it is short and plain, else there is none.
[[nodiscard]] std::string_view usable_request_id(const FieldList& received) noexcept;

}  // namespace crossfade::http
