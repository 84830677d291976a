// One content coding taken off: what the decoders of this folder share.
#pragma once

#include "proxy/coding/decode.hpp"

#include <cstddef>
#include <string_view>

namespace crossfade::coding {

struct Layer {
    std::string_view input;
    const DecodeLimits& limits;
    bool prefix = false;  // the input may end anywhere

    /// False if `output` is beyond the limits.
    [[nodiscard]] bool allows(std::size_t output) const noexcept {
        return output <= limits.output &&
               (output <= limits.ratio_from || output / limits.ratio <= input.size());
    }

    /// What comes of it if the input ends before the coding does.
    [[nodiscard]] Decoded cut(Decoded so_far) const {
        if (!prefix) return {{}, "encoding"};
        return so_far;
    }
};

inline constexpr std::size_t chunk_size = 32 * 1024;  // bytes decoded at a time

/// gzip (RFC 1952), of one or several members; or deflate, which is the zlib format (RFC 1950), but
/// some servers send the bare stream (RFC 9110 section 8.4.1.2).
[[nodiscard]] Decoded take_off_gzip(const Layer& layer);
[[nodiscard]] Decoded take_off_deflate(const Layer& layer);
[[nodiscard]] Decoded take_off_brotli(const Layer& layer);
/// One or several frames; windows over 8 MiB are refused (RFC 9659).
[[nodiscard]] Decoded take_off_zstandard(const Layer& layer);

}  // namespace crossfade::coding
