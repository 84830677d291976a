// Lines are written into memory that is there already, and line ends counted once in the finished
// text: both are cheaper than appending part by part and looking at each.
#include "proxy/h1/head_writer.hpp"

#include "proxy/h1/line_bytes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace crossfade::h1 {
namespace {

// Appends lines and counts them: a head with more line ends than lines was tampered with. The text
// is longer than what is written, until that is finished.
class HeadText {
public:
    explicit HeadText(std::string& text) : text_(&text), start_(text.size()) {
        make_room(start_, usual_size);
    }

    template <class... Parts>
    void line(Parts... parts) {
        char* at = room((std::string_view(parts).size() + ... + 2));
        ((at = put(at, parts)), ...);
        put(at, "\r\n");
        ++lines_;
    }
    void field(std::string_view name, std::string_view value) { line(name, ": ", value); }
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
        line();
        const auto end = size();
        const Bytes written(text_->data() + start_, end - start_);
        const bool clean = count_line_ends(written) == 2 * lines_;
        text_->resize(clean ? end : start_);
        return clean;
    }

private:
    static constexpr std::size_t usual_size = 480;

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(at_ - text_->data());
    }
    // Where that many bytes more are written.
    char* room(std::size_t bytes) {
        if (bytes > static_cast<std::size_t>(end_ - at_)) make_room(size(), size() + bytes);
        return std::exchange(at_, at_ + bytes);
    }
    // Where g++ sees the size it fills in place with `rep stos`, which is long in getting going.
    [[gnu::noinline]] void make_room(std::size_t written, std::size_t bytes) {
        text_->resize(written + bytes + line_padding);
        at_ = text_->data() + written;
        end_ = at_ + bytes;
    }
    static char* put(char* at, std::string_view part) noexcept {
        return std::copy(part.begin(), part.end(), at);
    }

    std::string* text_;
    std::size_t start_;
    char* at_ = nullptr;   // behind what is written
    char* end_ = nullptr;  // of the room
    std::size_t lines_ = 0;
};

}  // namespace

bool write_request(const http::OutgoingRequest& head, std::string& to) {
    HeadText text(to);
    const std::string_view mark = head.has_query ? "?" : "";
    text.line(head.method, " ", head.path, mark, head.query, " HTTP/1.1");
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
    const auto digit = [](int number) { return static_cast<char>('0' + number % 10); };
    const std::array status{digit(head.status / 100), digit(head.status / 10), digit(head.status)};
    const std::string_view code(status.data(), status.size());
    text.line("HTTP/1.1 ", code, " ", head.reason);
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
