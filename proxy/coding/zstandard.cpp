// zstd; see layer.hpp.
#include "proxy/coding/layer.hpp"

#include <array>
#include <memory>
#include <utility>
#include <zstd.h>

namespace crossfade::coding {
namespace {

constexpr int window_bits = 23;

}  // namespace

Decoded take_off_zstandard(const Layer& layer) {
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> decoder(ZSTD_createDCtx(),
                                                                          ZSTD_freeDCtx);
    if (!decoder) return {{}, "budget"};
    ZSTD_DCtx_setParameter(decoder.get(), ZSTD_d_windowLogMax, window_bits);
    ZSTD_inBuffer in{layer.input.data(), layer.input.size(), 0};
    std::array<char, chunk_size> chunk;
    Decoded result;
    while (true) {
        ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
        const std::size_t before = in.pos;
        const std::size_t wanted = ZSTD_decompressStream(decoder.get(), &out, &in);
        if (ZSTD_isError(wanted) != 0) return {{}, "encoding"};
        if (!layer.allows(result.bytes.size() + out.pos)) return {{}, "budget"};
        result.bytes.append(chunk.data(), out.pos);
        // 0: a frame ended and is written out whole; another one may follow.
        if (wanted == 0 && in.pos == in.size) return result;
        const bool stuck = in.pos == before && out.pos == 0;
        if (wanted != 0 && (stuck || (in.pos == in.size && out.pos < out.size))) {
            return layer.cut(std::move(result));
        }
    }
}

}  // namespace crossfade::coding
