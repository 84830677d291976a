// Lines are written into memory that is there already, and line ends counted once in the finished
// text: both are cheaper than appending part by part and looking at each.
#include "proxy/h1/head_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

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

// Appends lines and counts them: a head with more line ends than lines was tampered with. The text
// is longer than what is written, until that is finished.
class HeadText {
public:
    explicit HeadText(std::string& text) : text_(&text), start_(text.size()) {
        make_room(start_, usual_size);
    }

    void line(std::initializer_list<std::string_view> parts) {
        std::size_t size = 2;
        for (const auto part : parts) size += part.size();
        char* at = room(size);
        for (const auto part : parts) at = put(at, part);
        put(at, "\r\n");
        ++lines_;
    }
    // A line of three parts, which most are.
    void field(std::string_view name, std::string_view value) {
        char* at = room(name.size() + value.size() + 4);
        at = put(at, name);
        at = put(at, ": ");
        at = put(at, value);
        put(at, "\r\n");
        ++lines_;
    }
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
        const auto end = size();
        const bool clean = has_lines(std::string_view(*text_).substr(start_, end - start_), lines_);
        text_->resize(clean ? end : start_);
        return clean;
    }

private:
    static constexpr std::size_t usual_size = 512;

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(at_ - text_->data());
    }
    // Where that many bytes more are written.
    char* room(std::size_t bytes) {
        if (bytes > static_cast<std::size_t>(end_ - at_)) make_room(size(), size() + bytes);
        return std::exchange(at_, at_ + bytes);
    }
    void make_room(std::size_t written, std::size_t bytes) {
        text_->resize(written + bytes);
        at_ = text_->data() + written;
        end_ = text_->data() + text_->size();
    }
    static char* put(char* at, std::string_view part) noexcept {
        std::memcpy(at, part.data(), part.size());
        return at + part.size();
    }

    std::string* text_;
    std::size_t start_;
    char* at_ = nullptr;   // behind what is written
    char* end_ = nullptr;  // of the text
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
