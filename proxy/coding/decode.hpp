// Takes the content codings off a body (RFC 9110 section 8.4.1): gzip, x-gzip, deflate, br (RFC
// 7932), zstd (RFC 8878) and identity, within a limit that no compression bomb passes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::coding {

struct DecodeLimits {
    std::size_t output = std::size_t{16} << 20U;     // bytes, of each layer of coding
    std::size_t ratio = 500;                         // output : input ...
    std::size_t ratio_from = std::size_t{1} << 20U;  // ... of outputs over this size
};

struct Decoded {
    std::string bytes;
    std::string_view reason;  // empty: decoded; "encoding": unknown or corrupt; "budget": a bomb

    [[nodiscard]] bool good() const noexcept { return reason.empty(); }
};

/// `codings` is the value of content-encoding, in the order in which they were applied; at most
/// four. An empty body is empty in every coding, as in the answer to a HEAD. Besides the output a
/// layer takes up to 17 MiB while it is decoded, the largest window that br and zstd may have
/// (RFC 9659).
[[nodiscard]] Decoded decode(std::string_view body,
                             std::string_view codings,
                             const DecodeLimits& limits = {});

/// The same for the front part of a body, the rest of which is not at hand: as far as it goes.
[[nodiscard]] Decoded decode_prefix(std::string_view body,
                                    std::string_view codings,
                                    const DecodeLimits& limits = {});

/// True if nothing is to be taken off: no coding, or identity only.
[[nodiscard]] bool is_identity(std::string_view codings) noexcept;

}  // namespace crossfade::coding
