// The messages of a gRPC body (grpc.io, "gRPC over HTTP2": each is a flag, four bytes of length and
// that many bytes) as a JSON array.
#pragma once

#include "proxy/body/reading.hpp"

#include <string_view>

namespace crossfade::body {

/// `coding` is the value of grpc-encoding, `json` whether the messages are JSON rather than
/// Protocol Buffers. Trailers that gRPC-Web puts into the body are an object of strings. A message
/// that is neither is {"#bytes": hex digits}. Malformed if the frames do not add up.
[[nodiscard]] Reading read_grpc(std::string_view bytes, std::string_view coding, bool json);

}  // namespace crossfade::body
