// Compresses for tests, by zlib itself.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace crossfade::compare {

inline constexpr int gzip_format = 15 + 16;
inline constexpr int zlib_format = 15;
inline constexpr int raw_format = -15;

inline std::string deflated(std::string bytes, int format) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("deflateInit2");
    }
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace crossfade::compare
