// A phase per kind of line; each takes what it can use and leaves the rest in the input.
#include "proxy/h1/chunked.hpp"

#include "proxy/h1/head_parser.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace crossfade::h1 {
namespace {

constexpr ChunkedDecoder::Step malformed{{}, 0, ChunkedDecoder::State::malformed};

constexpr std::size_t max_size_digits = 15;  // below 2^60, so that sums cannot wrap

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool token_character(char c) noexcept {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::size_t token_length(Bytes text) noexcept {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), token_character) -
                                    text.begin());
}

// The length of a quoted-string, 0 if there is none (RFC 9110 section 5.6.4).
std::size_t quoted_length(Bytes text) noexcept {
    if (!text.starts_with('"')) return 0;
    bool escaped = false;
    for (std::size_t index = 1; index < text.size(); ++index) {
        const auto c = static_cast<unsigned char>(text[index]);
        if ((c < 0x20 && c != '\t') || c == 0x7F) return 0;
        if (c == '"' && !escaped) return index + 1;
        escaped = c == '\\' && !escaped;
    }
    return 0;
}

// *( ";" token [ "=" ( token / quoted-string ) ] ), RFC 9112 section 7.1.1, without its BWS.
bool valid_extensions(Bytes text) noexcept {
    while (!text.empty()) {
        if (text.front() != ';') return false;
        text.remove_prefix(1);
        const auto name = token_length(text);
        if (name == 0) return false;
        text.remove_prefix(name);
        if (!text.starts_with('=')) continue;
        text.remove_prefix(1);
        const auto value = std::max(token_length(text), quoted_length(text));
        if (value == 0) return false;
        text.remove_prefix(value);
    }
    return true;
}

// The first line of the input without its CRLF; nothing if it is not complete yet. `bad` is set at
// a bare CR or LF, or if the line grows too long.
std::optional<Bytes> line_of(Bytes input, std::size_t limit, bool& bad) noexcept {
    const auto end = input.find_first_of("\r\n");
    if (end == Bytes::npos) {
        bad = input.size() > limit;
        return std::nullopt;
    }
    if (input[end] == '\n' || end > limit) {
        bad = true;
        return std::nullopt;
    }
    if (end + 1 == input.size()) return std::nullopt;
    bad = input[end + 1] != '\n';
    return bad ? std::nullopt : std::optional(input.substr(0, end));
}

}  // namespace

void ChunkedDecoder::reset() {
    phase_ = Phase::size_line;
    remaining_ = 0;
    extension_bytes_ = 0;
    trailer_text_.clear();
    trailers_.clear();
}

void ChunkedDecoder::put_back(std::size_t count) noexcept {
    remaining_ += count;
    phase_ = Phase::data;
}

ChunkedDecoder::Step ChunkedDecoder::next(Bytes input) {
    std::size_t consumed = 0;
    for (;;) {
        Step step;
        const auto rest = input.substr(consumed);
        switch (phase_) {
            case Phase::size_line:
                step = size_line(rest);
                break;
            case Phase::data:
                step = data(rest);
                break;
            case Phase::data_end:
                step = data_end(rest);
                break;
            case Phase::trailer:
                step = trailer(rest);
                break;
            case Phase::done:
                step.state = State::finished;
                break;
        }
        const bool stuck = step.consumed == 0;
        consumed += step.consumed;
        step.consumed = consumed;
        if (stuck || !step.data.empty() || step.state != State::more) return step;
    }
}

ChunkedDecoder::Step ChunkedDecoder::size_line(Bytes input) {
    bool bad = false;
    const auto line = line_of(input, max_line, bad);
    if (!line) return bad ? malformed : Step{};
    std::size_t digits = 0;
    std::uint64_t size = 0;
    while (digits < line->size() && hex_value((*line)[digits]) >= 0) {
        if (digits == max_size_digits) return malformed;
        size = size * 16 + static_cast<std::uint64_t>(hex_value((*line)[digits]));
        ++digits;
    }
    const auto extensions = line->substr(digits);
    extension_bytes_ += extensions.size();
    if (digits == 0 || extension_bytes_ > max_extensions || !valid_extensions(extensions)) {
        return malformed;
    }
    remaining_ = size;
    phase_ = size == 0 ? Phase::trailer : Phase::data;
    return {{}, line->size() + 2, State::more};
}

ChunkedDecoder::Step ChunkedDecoder::data(Bytes input) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
    remaining_ -= size;
    if (remaining_ == 0) phase_ = Phase::data_end;
    return {input.substr(0, size), size, State::more};
}

ChunkedDecoder::Step ChunkedDecoder::data_end(Bytes input) {
    if (input.empty()) return {};
    if (input.front() != '\r') return malformed;
    if (input.size() == 1) return {};
    if (input[1] != '\n') return malformed;
    phase_ = Phase::size_line;
    return {{}, 2, State::more};
}

ChunkedDecoder::Step ChunkedDecoder::trailer(Bytes input) {
    bool bad = false;
    const auto line = line_of(input, max_trailer_section, bad);
    if (!line) return bad ? malformed : Step{};
    if (!line->empty()) {
        trailer_text_.append(*line).append("\r\n");
        if (trailer_text_.size() > max_trailer_section) return malformed;
        return {{}, line->size() + 2, State::more};
    }
    if (!parse_trailers(trailer_text_, trailers_)) return malformed;
    phase_ = Phase::done;
    return {{}, 2, State::finished};
}

ChunkHeader::ChunkHeader(std::size_t size) noexcept {
    auto* end = std::to_chars(text_.data(), text_.data() + 16, size, 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    length_ = static_cast<std::size_t>(end - text_.data());
}

}  // namespace crossfade::h1
