// A checked raw head -> fields as views, stored flat, without a copy or an allocation of their own.
// Start lines and connection options are read by Beast's basic_parser, which is used here alone.
#pragma once

#include "proxy/http/failure.hpp"
#include "proxy/http/head.hpp"
#include "proxy/result.hpp"

namespace crossfade::h1 {

/// `raw` must have passed a HeadScan; the head's views point into it.
[[nodiscard]] http::Failure parse_request(Bytes raw, http::RequestHead& head);

/// The same for a response; framing is decided with the method of its request.
[[nodiscard]] http::Failure parse_response(Bytes raw,
                                           std::string_view method,
                                           http::ResponseHead& head);

/// A trailer section without its final blank line: field lines, each ending in CRLF.
[[nodiscard]] bool parse_trailers(Bytes raw, http::FieldList& fields);

}  // namespace crossfade::h1
