// The chunked coding (RFC 9112 section 7.1), one step at a time and without I/O. Strict: one CRLF
// is the only line end, sizes are plain hex, extensions are checked and dropped.
#pragma once

#include "proxy/http/head.hpp"
#include "proxy/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace crossfade::h1 {

class ChunkedDecoder {
public:
    static constexpr std::size_t max_line = 4'096;  // size and extensions of one chunk
    // Of a whole message. RFC 9112 section 7.1.1 leaves the limit to the recipient; nothing that is
    // in use sends any, and whatever comes is dropped.
    static constexpr std::size_t max_extensions = 4'096;
    static constexpr std::size_t max_trailer_section = 8'192;

    enum class State : std::uint8_t { more, finished, malformed };

    struct Step {
        Bytes data;                // body bytes, a view into the input; may be empty
        std::size_t consumed = 0;  // of the input, data included
        State state = State::more;
    };

    /// Looks at the input up to the end of the first run of body bytes. Nothing consumed and `more`
    /// means that more input is needed.
    [[nodiscard]] Step next(Bytes input);

    /// Takes back the last `count` data bytes handed out: the next input begins with them.
    void put_back(std::size_t count) noexcept;

    void reset();

    /// Complete once finished; views into memory of the decoder.
    [[nodiscard]] const http::FieldList& trailers() const noexcept { return trailers_; }

private:
    enum class Phase : std::uint8_t { size_line, data, data_end, trailer, done };

    Step size_line(Bytes input);
    Step data(Bytes input);
    Step data_end(Bytes input);
    Step trailer(Bytes input);

    Phase phase_ = Phase::size_line;
    std::uint64_t remaining_ = 0;
    std::size_t extension_bytes_ = 0;
    std::string trailer_text_;
    http::FieldList trailers_;
};

/// A chunk's size line: hex digits and CRLF.
struct ChunkHeader {
    explicit ChunkHeader(std::size_t size) noexcept;
    [[nodiscard]] Bytes text() const noexcept { return {text_.data(), length_}; }

private:
    std::array<char, 18> text_{};
    std::size_t length_ = 0;
};

}  // namespace crossfade::h1
