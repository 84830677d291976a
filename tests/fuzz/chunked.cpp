// The chunked coding with its trailers: however the bytes arrive, the same body comes out, and
// what came out can be coded and decoded again.
#include "proxy/h1/chunked.hpp"

#include "tests/fuzz/heads.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crossfade::fuzz {
namespace {

using Decoder = h1::ChunkedDecoder;

struct Message {
    Decoder::State state = Decoder::State::more;
    std::string body;
    std::vector<std::pair<std::string, std::string>> trailers;
    std::size_t size = 0;  // of the coded bytes, once finished

    bool operator==(const Message&) const = default;
};

constexpr std::size_t most_to_wait_for =
    std::max(Decoder::max_line, Decoder::max_trailer_section) + 2;

class Receiver {
public:
    explicit Receiver(bool puts_back) : puts_back_(puts_back) {}

    /// Looks at everything that arrived so far; `received` begins where the message does.
    void receive(Bytes received) {
        while (message_.state == Decoder::State::more) {
            const auto input = received.substr(used_);
            const auto step = decoder_.next(input);
            check(step.consumed <= input.size(), "no more is consumed than there is");
            check(lies_in(step.data, input), "a body is a view of what arrived");
            message_.state = step.state;
            take(step);
            if (step.consumed == 0) break;
        }
        const bool waits = message_.state == Decoder::State::more;
        check(!waits || received.size() - used_ <= most_to_wait_for, "what is kept is bounded");
    }

    [[nodiscard]] Message finish() && {
        if (message_.state != Decoder::State::finished) return std::move(message_);
        message_.size = used_;
        std::size_t bytes = 0;
        for (const auto& field : decoder_.trailers().view()) {
            message_.trailers.emplace_back(field.name, field.value);
            bytes += field.name.size() + field.value.size();
        }
        check(one_line_each(decoder_.trailers()), "a trailer is one line");
        check(bytes <= Decoder::max_trailer_section, "trailers are bounded");
        return std::move(message_);
    }

private:
    void take(const Decoder::Step& step) {
        std::size_t back = 0;
        if (puts_back_ && step.state == Decoder::State::more) back = step.data.size() / 2;
        if (back > 0) decoder_.put_back(back);
        message_.body.append(step.data.substr(0, step.data.size() - back));
        used_ += step.consumed - back;
    }

    Decoder decoder_;
    Message message_;
    std::size_t used_ = 0;
    bool puts_back_;
};

Message decode(Bytes input, std::size_t piece_size, bool puts_back = false) {
    Receiver receiver(puts_back);
    for (std::size_t end = 0; end < input.size();) {
        end = std::min(input.size(), end + piece_size);
        receiver.receive(input.substr(0, end));
    }
    return std::move(receiver).finish();
}

std::string encode(const Message& message, std::size_t chunk_size) {
    std::string text;
    for (std::size_t at = 0; at < message.body.size(); at += chunk_size) {
        const auto chunk = message.body.substr(at, chunk_size);
        text.append(h1::ChunkHeader(chunk.size()).text()).append(chunk).append("\r\n");
    }
    text += "0\r\n";
    for (const auto& [name, value] : message.trailers) text += name + ": " + value + "\r\n";
    return text + "\r\n";
}

void run(Bytes input) {
    const auto whole = decode(input, input.size());
    check(whole.body.size() + whole.size <= 2 * input.size(), "a coded body is longer than plain");
    // A line is looked at again with each piece of it, so long inputs come in larger ones.
    const std::size_t drop = 1 + input.size() / 512;
    check(decode(input, drop) == whole, "a body that drips in is the same body");
    check(decode(input, 13 * drop) == whole, "a body in pieces is the same body");
    check(decode(input, 13 * drop, true) == whole, "what was put back comes again");
    if (whole.state != Decoder::State::finished) return;
    check(decode(input.substr(0, whole.size), input.size()) == whole, "what follows is left alone");
    for (const std::size_t chunk_size : {5U, 4096U}) {
        const auto text = encode(whole, chunk_size);
        auto again = decode(text, text.size());
        check(again.size == text.size(), "a coded body ends where it ends");
        again.size = whole.size;
        check(again == whole, "a body coded again is the same body");
    }
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(crossfade::fuzz::text_of(data, size));
    return 0;
}
