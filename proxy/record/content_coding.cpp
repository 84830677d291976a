// See content_coding.hpp.
#include "proxy/record/content_coding.hpp"

#include "proxy/compare/text.hpp"

#include <zlib.h>

#include <limits>
#include <vector>

namespace crossfade::record {
namespace {

constexpr int gzip_wrapper = 15 + 16;  // zlib's window bits; +16 asks for gzip's wrapper
constexpr int zlib_wrapper = 15;       // "deflate" is zlib's wrapper, RFC 9110 section 8.4.1.2
constexpr int fastest = 1;             // read again at once; size does not matter
constexpr int memory_level = 8;        // zlib's default

int wrapper_of(std::string_view coding) noexcept {
    if (compare::same_letters(coding, "gzip") || compare::same_letters(coding, "x-gzip")) {
        return gzip_wrapper;
    }
    return compare::same_letters(coding, "deflate") ? zlib_wrapper : 0;
}

}  // namespace

bool can_encode(std::string_view coding) noexcept { return wrapper_of(coding) != 0; }

std::optional<std::string> encoded(std::string_view body, std::string_view coding) {
    z_stream stream{};
    const int wrapper = wrapper_of(coding);
    if (wrapper == 0 || body.size() > std::numeric_limits<uInt>::max() / 2) return std::nullopt;
    if (deflateInit2(&stream, fastest, Z_DEFLATED, wrapper, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return std::nullopt;
    }
    std::vector<Bytef> in(body.begin(), body.end());
    std::vector<Bytef> out(deflateBound(&stream, static_cast<uLong>(in.size())));
    stream.next_in = in.data();
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const bool ended = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    const std::size_t size = out.size() - stream.avail_out;
    deflateEnd(&stream);
    if (!ended) return std::nullopt;
    return std::string(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace crossfade::record
