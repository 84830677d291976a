// The checksum of PROXY headers: CRC-32C, as in RFC 9260 appendix A.
#pragma once

#include "proxy/result.hpp"

#include <cstdint>

namespace crossfade::net {

/// Of `bytes` after what gave `before`; 0 before the first. One table look-up per byte: headers are
/// short and checked once per connection.
[[nodiscard]] std::uint32_t crc32c(std::uint32_t before, Bytes bytes) noexcept;

}  // namespace crossfade::net
