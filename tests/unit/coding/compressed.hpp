// Compresses for tests, by the libraries themselves.
#pragma once

#include <brotli/encode.h>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <zstd.h>

namespace crossfade::coding {

inline std::string with_brotli(const std::string& plain) {
    std::string out(BrotliEncoderMaxCompressedSize(plain.size()) + 16, '\0');
    std::size_t size = out.size();
    const bool done = BrotliEncoderCompress(5,
                                            BROTLI_DEFAULT_WINDOW,
                                            BROTLI_MODE_TEXT,
                                            plain.size(),
                                            reinterpret_cast<const std::uint8_t*>(plain.data()),
                                            &size,
                                            reinterpret_cast<std::uint8_t*>(out.data())) != 0;
    if (!done) throw std::runtime_error("BrotliEncoderCompress");
    out.resize(size);
    return out;
}

inline std::string with_zstandard(const std::string& plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3);
    if (ZSTD_isError(size) != 0) throw std::runtime_error("ZSTD_compress");
    out.resize(size);
    return out;
}

}  // namespace crossfade::coding
