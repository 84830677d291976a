// gzip and deflate by zlib; see layer.hpp.
#include "proxy/coding/layer.hpp"

#include <zlib.h>

#include <array>
#include <limits>
#include <utility>

namespace crossfade::coding {
namespace {

constexpr int gzip_format = 15 + 16;
constexpr int zlib_format = 15;
constexpr int raw_deflate = -15;

class Inflater {
public:
    explicit Inflater(int window_bits) noexcept
        : ready_(inflateInit2(&stream_, window_bits) == Z_OK) {}
    ~Inflater() {
        if (ready_) inflateEnd(&stream_);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    [[nodiscard]] Decoded run(const Layer& layer);

private:
    // Several members may follow each other (RFC 1952 section 2.2); anything else that goes on
    // behind the end makes the body corrupt.
    [[nodiscard]] bool begin_next_member() noexcept {
        return stream_.avail_in >= 2 && stream_.next_in[0] == 0x1f && stream_.next_in[1] == 0x8b &&
               inflateReset(&stream_) == Z_OK;
    }

    z_stream stream_{};
    bool ready_;
};

Decoded Inflater::run(const Layer& layer) {
    if (!ready_) return {{}, "encoding"};
    if (layer.input.size() > std::numeric_limits<uInt>::max()) return {{}, "budget"};
    // zlib's input is not const for the sake of old compilers; it is not written to.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(layer.input.data()));
    stream_.avail_in = static_cast<uInt>(layer.input.size());
    std::array<Bytef, chunk_size> chunk;
    Decoded result;
    while (true) {
        stream_.next_out = chunk.data();
        stream_.avail_out = static_cast<uInt>(chunk.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        const std::size_t produced = chunk.size() - stream_.avail_out;
        if (!layer.allows(result.bytes.size() + produced)) return {{}, "budget"};
        result.bytes.append(chunk.data(), chunk.data() + produced);
        if (status == Z_STREAM_END) {
            if (stream_.avail_in == 0) return result;
            if (!begin_next_member()) return {{}, "encoding"};
        } else if (status == Z_BUF_ERROR) {
            return layer.cut(std::move(result));  // the stream ends too early
        } else if (status != Z_OK) {
            return {{}, "encoding"};
        }
    }
}

bool has_zlib_header(std::string_view body) noexcept {
    if (body.size() < 2) return false;
    const unsigned first = static_cast<unsigned char>(body[0]);
    const unsigned second = static_cast<unsigned char>(body[1]);
    return (first & 0x0fU) == 8 && (first * 256 + second) % 31 == 0;
}

}  // namespace

Decoded take_off_gzip(const Layer& layer) { return Inflater(gzip_format).run(layer); }

Decoded take_off_deflate(const Layer& layer) {
    return Inflater(has_zlib_header(layer.input) ? zlib_format : raw_deflate).run(layer);
}

}  // namespace crossfade::coding
