#include "proxy/h1/head_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace crossfade::h1 {
namespace {

// Appends lines and counts them: a head with more line ends than lines was tampered with.
class HeadText {
public:
    explicit HeadText(std::string& text) noexcept : text_(&text), start_(text.size()) {}

    void start_line(std::initializer_list<std::string_view> parts) {
        for (const auto part : parts) text_->append(part);
        end_line();
    }
    void field(std::string_view name, std::string_view value) {
        text_->append(name).append(": ").append(value);
        end_line();
    }
    void number_field(std::string_view name, std::uint64_t number) {
        std::array<char, 20> digits{};
        const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
        field(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
    }
    void fields(routing::Fields list) {
        for (const auto& entry : list) field(entry.name, entry.value);
    }
    void framing(const http::Framing& framing) {
        if (framing.kind == http::Framing::Kind::length) {
            number_field("Content-Length", framing.length);
        } else if (framing.kind == http::Framing::Kind::chunked) {
            field("Transfer-Encoding", "chunked");
        }
    }
    [[nodiscard]] bool finish() {
        end_line();
        const auto from = text_->begin() + static_cast<std::ptrdiff_t>(start_);
        const bool clean = std::count(from, text_->end(), '\n') == lines_ &&
                           std::count(from, text_->end(), '\r') == lines_;
        if (!clean) text_->resize(start_);
        return clean;
    }

private:
    void end_line() {
        text_->append("\r\n");
        ++lines_;
    }

    std::string* text_;
    std::size_t start_;
    std::ptrdiff_t lines_ = 0;
};

}  // namespace

bool write_request(const http::OutgoingRequest& head, std::string& to) {
    HeadText text(to);
    text.start_line({head.method,
                     " ",
                     head.path,
                     head.has_query ? "?" : "",
                     head.query,
                     " HTTP/1.1"});
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
    text.start_line({"HTTP/1.1 ", {status.data(), status.size()}, " ", head.reason});
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
