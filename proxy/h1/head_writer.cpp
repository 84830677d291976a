// Line ends are counted once in the finished text, which is cheaper than looking at every part.
#include "proxy/h1/head_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace crossfade::h1 {
namespace {

// True if the text has that many line feeds and as many carriage returns. Counted in blocks that
// fit a byte, which compilers turn into vector code.
bool has_lines(std::string_view text, std::size_t lines) noexcept {
    constexpr std::size_t block = 255;
    std::size_t feeds = 0;
    std::size_t returns = 0;
    while (!text.empty()) {
        std::uint8_t feeds_here = 0;
        std::uint8_t returns_here = 0;
        const auto part = text.substr(0, block);
        for (const char c : part) {
            feeds_here = static_cast<std::uint8_t>(feeds_here + (c == '\n' ? 1 : 0));
            returns_here = static_cast<std::uint8_t>(returns_here + (c == '\r' ? 1 : 0));
        }
        feeds += feeds_here;
        returns += returns_here;
        text.remove_prefix(part.size());
    }
    return feeds == lines && returns == lines;
}

// Appends lines and counts them: a head with more line ends than lines was tampered with.
class HeadText {
public:
    explicit HeadText(std::string& text) noexcept : text_(&text), start_(text.size()) {}

    void line(std::initializer_list<std::string_view> parts) {
        std::size_t size = 2;
        for (const auto part : parts) size += part.size();
        const auto old = text_->size();
        text_->resize(old + size);
        char* at = text_->data() + old;
        for (const auto part : parts) at = std::copy(part.begin(), part.end(), at);
        at[0] = '\r';
        at[1] = '\n';
        ++lines_;
    }
    void field(std::string_view name, std::string_view value) { line({name, ": ", value}); }
    void fields(routing::Fields list) {
        for (const auto& entry : list) field(entry.name, entry.value);
    }
    void framing(const http::Framing& framing) {
        if (framing.kind == http::Framing::Kind::length) {
            std::array<char, 20> digits{};
            const auto* end = std::to_chars(digits.begin(), digits.end(), framing.length).ptr;
            field("Content-Length", {digits.data(), static_cast<std::size_t>(end - digits.data())});
        } else if (framing.kind == http::Framing::Kind::chunked) {
            field("Transfer-Encoding", "chunked");
        }
    }
    [[nodiscard]] bool finish() {
        line({});
        const auto written = std::string_view(*text_).substr(start_);
        const bool clean = has_lines(written, lines_);
        if (!clean) text_->resize(start_);
        return clean;
    }

private:
    std::string* text_;
    std::size_t start_;
    std::size_t lines_ = 0;
};

}  // namespace

bool write_request(const http::OutgoingRequest& head, std::string& to) {
    HeadText text(to);
    text.line({head.method, " ", head.path, head.has_query ? "?" : "", head.query, " HTTP/1.1"});
    text.field("Host", head.host);
    text.fields(head.fields);
    text.framing(head.framing);
    if (!head.upgrade.empty()) {
        text.field("Connection", "Upgrade");
        text.field("Upgrade", head.upgrade);
    } else if (head.te_trailers) {
        text.field("Connection", "TE");
        text.field("TE", "trailers");
    }
    return text.finish();
}

bool write_response(const http::OutgoingResponse& head,
                    const ConnectionFields& connection,
                    std::string& to) {
    HeadText text(to);
    std::array<char, 3> status{};
    std::to_chars(status.begin(), status.end(), head.status);
    text.line({"HTTP/1.1 ", {status.data(), status.size()}, " ", head.reason});
    text.fields(head.fields);
    text.framing(head.framing);
    if (!connection.upgrade.empty()) {
        text.field("Connection", "Upgrade");
        text.field("Upgrade", connection.upgrade);
    } else if (connection.close) {
        text.field("Connection", "close");
    } else if (connection.say_keep_alive) {
        text.field("Connection", "keep-alive");
    }
    return text.finish();
}

}  // namespace crossfade::h1
