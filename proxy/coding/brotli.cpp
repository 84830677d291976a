// br; see layer.hpp. The window is 16 MiB at most, unless the decoder were told to take the "large
// window" format, which is no part of RFC 7932.
#include "proxy/coding/layer.hpp"

#include <array>
#include <brotli/decode.h>
#include <cstdint>
#include <memory>
#include <utility>

namespace crossfade::coding {

Decoded take_off_brotli(const Layer& layer) {
    const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> decoder(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
    if (!decoder) return {{}, "budget"};
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(layer.input.data());
    std::size_t left = layer.input.size();
    std::array<std::uint8_t, chunk_size> chunk;
    Decoded result;
    while (true) {
        std::uint8_t* next_out = chunk.data();
        std::size_t room = chunk.size();
        const BrotliDecoderResult status = BrotliDecoderDecompressStream(
            decoder.get(), &left, &next_in, &room, &next_out, nullptr);
        const std::size_t produced = chunk.size() - room;
        if (!layer.allows(result.bytes.size() + produced)) return {{}, "budget"};
        result.bytes.append(chunk.data(), chunk.data() + produced);
        if (status == BROTLI_DECODER_RESULT_ERROR) return {{}, "encoding"};
        if (status == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return layer.cut(std::move(result));
        if (status != BROTLI_DECODER_RESULT_SUCCESS) continue;
        if (left != 0) return {{}, "encoding"};
        return result;
    }
}

}  // namespace crossfade::coding
