// What a message may carry from one side to the other (RFC 9110 section 7.6): hop-by-hop fields
// stay behind, the intermediary's own fields are added.
#pragma once

#include "proxy/http/head.hpp"

#include <string_view>

namespace crossfade::http {

/// The end-to-end fields of a request, in order, appended to `to`: without hop-by-hop and framing
/// fields, without Host (the head says it apart), without Via, X-Request-Id, X-Forwarded-*,
/// X-Real-IP and Forwarded, which the caller sets anew, and without x-crossfade-* except the
/// mirror's marker.
void copy_request_fields(const RequestHead& from, FieldList& to);

/// The end-to-end fields of a response. Content-Length is kept where it describes a body that is
/// not sent (HEAD, 304).
void copy_response_fields(const ResponseHead& from, std::string_view method, FieldList& to);

/// Fields that must not arrive as trailers (RFC 9110 section 6.5.1) are left out.
void copy_trailers(const FieldList& from, FieldList& to);

inline constexpr std::string_view mirror_marker = "x-crossfade-mirror";

}  // namespace crossfade::http
