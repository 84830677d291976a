// See decode.hpp.
#include "proxy/compare/decode.hpp"

#include "proxy/compare/text.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace crossfade::compare {
namespace {

constexpr std::size_t max_layers = 4;
constexpr int detect_gzip_or_zlib = 15 + 32;
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

    [[nodiscard]] Decoded run(std::string_view input, const DecodeLimits& limits);

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

bool over(std::size_t output, std::size_t input, const DecodeLimits& limits) noexcept {
    return output > limits.output || (output > limits.ratio_from && output / limits.ratio > input);
}

Decoded Inflater::run(std::string_view input, const DecodeLimits& limits) {
    if (!ready_) return {{}, "encoding"};
    if (input.size() > std::numeric_limits<uInt>::max()) return {{}, "budget"};
    std::vector<Bytef> in(input.begin(), input.end());
    stream_.next_in = in.data();
    stream_.avail_in = static_cast<uInt>(in.size());
    std::array<Bytef, 16384> chunk;
    Decoded result;
    while (true) {
        stream_.next_out = chunk.data();
        stream_.avail_out = static_cast<uInt>(chunk.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        const std::size_t produced = chunk.size() - stream_.avail_out;
        if (over(result.bytes.size() + produced, input.size(), limits)) return {{}, "budget"};
        result.bytes.append(chunk.data(), chunk.data() + produced);
        if (status == Z_STREAM_END) {
            if (stream_.avail_in == 0) return result;
            if (!begin_next_member()) return {{}, "encoding"};
        } else if (status != Z_OK) {
            return {{}, "encoding"};  // Z_BUF_ERROR too: the stream ends too early
        }
    }
}

// "deflate" is the zlib format, but some servers send the bare stream (RFC 9110 section 8.4.1.2).
bool has_zlib_header(std::string_view body) noexcept {
    if (body.size() < 2) return false;
    const unsigned first = static_cast<unsigned char>(body[0]);
    const unsigned second = static_cast<unsigned char>(body[1]);
    return (first & 0x0fU) == 8 && (first * 256 + second) % 31 == 0;
}

Decoded take_off(std::string_view body, std::string_view coding, const DecodeLimits& limits) {
    const bool gzip = same_letters(coding, "gzip") || same_letters(coding, "x-gzip");
    if (!gzip && !same_letters(coding, "deflate")) return {{}, "encoding"};
    const bool raw = !gzip && !has_zlib_header(body);
    return Inflater(raw ? raw_deflate : detect_gzip_or_zlib).run(body, limits);
}

std::vector<std::string_view> layers_of(std::string_view codings) {
    std::vector<std::string_view> layers = split_list(codings);
    std::erase_if(layers, [](std::string_view layer) { return same_letters(layer, "identity"); });
    return layers;
}

}  // namespace

bool is_identity(std::string_view codings) noexcept {
    codings = trimmed(codings);
    return codings.empty() || same_letters(codings, "identity");
}

Decoded decode(std::string_view body, std::string_view codings, const DecodeLimits& limits) {
    const std::vector<std::string_view> layers = layers_of(codings);
    if (body.empty() || layers.empty()) return {std::string(body), {}};
    if (layers.size() > max_layers) return {{}, "encoding"};
    Decoded result = take_off(body, layers.back(), limits);
    for (auto layer = std::next(layers.rbegin()); layer != layers.rend() && result.good();
         ++layer) {
        result = take_off(result.bytes, *layer, limits);
    }
    return result;
}

}  // namespace crossfade::compare
