// See grpc.hpp.
#include "proxy/body/grpc.hpp"

#include "proxy/body/protobuf.hpp"
#include "proxy/coding/decode.hpp"
#include "proxy/json/string.hpp"
#include "proxy/json/values.hpp"
#include "routing/ascii.hpp"

#include <algorithm>
#include <string>

namespace crossfade::body {
namespace {

constexpr std::size_t frame_head = 5;
constexpr unsigned compressed_flag = 0x01;
constexpr unsigned trailers_flag = 0x80;

struct Frame {
    unsigned flags = 0;
    std::string_view message;
};

/// False if the rest does not begin with a whole frame.
bool take_frame(std::string_view& rest, Frame& frame) noexcept {
    if (rest.size() < frame_head) return false;
    std::size_t size = 0;
    for (std::size_t i = 1; i < frame_head; ++i) {
        size = size << 8U | static_cast<unsigned char>(rest[i]);
    }
    frame.flags = static_cast<unsigned char>(rest[0]);
    rest.remove_prefix(frame_head);
    if (size > rest.size() || (frame.flags & ~(compressed_flag | trailers_flag)) != 0) return false;
    frame.message = rest.substr(0, size);
    rest.remove_prefix(size);
    return true;
}

void append_trailers(std::string& out, std::string_view block) {
    out += '{';
    while (!block.empty()) {
        const std::string_view line = block.substr(0, block.find("\r\n"));
        block.remove_prefix(std::min(line.size() + 2, block.size()));
        const std::size_t colon = std::min(line.find(':'), line.size());
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), routing::to_lower);
        std::string_view value = line.substr(std::min(colon + 1, line.size()));
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        if (out.back() != '{') out += ',';
        json::append_string(out, name);
        out += ':';
        json::append_string(out, value);
    }
    out += '}';
}

void append_message(std::string& out, std::string_view message, bool json) {
    if (json) {
        if (json::is_json(message)) {
            out += message;
        } else {
            json::append_string(out, message);
        }
    } else if (!append_protobuf(out, message)) {
        append_hex(out, message);
    }
}

/// `so_far` is how much all messages before it took.
coding::Decoded decompressed(const Frame& frame, std::string_view coding, std::size_t& so_far) {
    if ((frame.flags & compressed_flag) == 0) return {std::string(frame.message), {}};
    if (coding::is_identity(coding)) return {{}, "encoding"};
    coding::DecodeLimits limits;
    limits.output -= std::min(limits.output, so_far);
    coding::Decoded plain = coding::decode(frame.message, coding, limits);
    so_far += plain.bytes.size();
    return plain;
}

}  // namespace

Reading read_grpc(std::string_view bytes, std::string_view coding, bool json) {
    Reading reading;
    std::string out = "[";
    std::size_t decoded_size = 0;
    while (!bytes.empty()) {
        Frame frame;
        if (!take_frame(bytes, frame)) return reading;
        if (out.size() > 1) out += ',';
        const coding::Decoded plain = decompressed(frame, coding, decoded_size);
        if (!plain.good()) {
            const bool bomb = plain.reason == "budget";
            reading.status = bomb ? Reading::Status::over_budget : Reading::Status::coded;
            return reading;
        }
        if ((frame.flags & trailers_flag) != 0) {
            append_trailers(out, plain.bytes);
        } else {
            append_message(out, plain.bytes, json);
        }
    }
    reading.status = Reading::Status::good;
    reading.json = std::move(out) + "]";
    return reading;
}

}  // namespace crossfade::body
