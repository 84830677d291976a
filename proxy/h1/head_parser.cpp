// Beast is given what it has a say in: the start line, and lists of connection options. All other
// fields a HeadScan has judged as strictly, and http/framing.cpp refuses more of those that frame a
// message; going through their bytes once more took a tenth of all that a small request costs.
#include "proxy/h1/head_parser.hpp"

#include "proxy/h1/head_scan.hpp"
#include "proxy/h1/line_bytes.hpp"
#include "proxy/http/framing.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <limits>

namespace crossfade::h1 {
namespace {

namespace beast = boost::beast;

using http::Failure;

std::string_view view(beast::string_view text) noexcept { return {text.data(), text.size()}; }

// Stores the start line that Beast finds into a head of ours; every body callback is refused,
// because the parser never sees a byte beyond the head.
template <bool is_request, class Head>
class HeadParser final : public beast::http::basic_parser<is_request> {
public:
    explicit HeadParser(Head& head) : head_(&head) {
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
        this->body_limit(boost::none);
        this->skip(true);
    }

    /// A line with its CRLF. Of a field it wants to see a byte more, for lines that are folded.
    [[nodiscard]] bool takes(Bytes line, std::size_t bytes_ahead) {
        Error error;
        return this->put(asio::buffer(line.data(), line.size() + bytes_ahead), error) ==
               line.size();
    }

private:
    void on_request_impl(beast::http::verb /*method*/,
                         beast::string_view method,
                         beast::string_view target,
                         int version,
                         Error& error) override {
        error = {};
        if constexpr (is_request) {
            head_->method = view(method);
            head_->target = view(target);
            head_->minor_version = version % 10;
        }
    }
    void on_response_impl(int status,
                          beast::string_view reason,
                          int version,
                          Error& error) override {
        error = {};
        if constexpr (!is_request) {
            head_->status = status;
            head_->reason = view(reason);
            head_->minor_version = version % 10;
        }
    }
    void on_field_impl(beast::http::field /*id*/,
                       beast::string_view /*name*/,
                       beast::string_view /*value*/,
                       Error& error) override {
        error = {};
    }
    void on_header_impl(Error& error) override { error = {}; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           Error& error) override {
        error = {};
    }
    std::size_t on_body_impl(beast::string_view /*body*/, Error& error) override {
        error = beast::http::error::bad_value;
        return 0;
    }
    void on_chunk_header_impl(std::uint64_t /*size*/,
                              beast::string_view /*extensions*/,
                              Error& error) override {
        error = beast::http::error::bad_value;
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/,
                                   beast::string_view /*body*/,
                                   Error& error) override {
        error = beast::http::error::bad_value;
        return 0;
    }
    void on_finish_impl(Error& error) override { error = {}; }

    Head* head_;
};

bool judged_by_beast(http::FieldName id) noexcept {
    return id == http::FieldName::connection || id == http::FieldName::proxy_connection;
}

struct FieldLine {
    std::string_view name;
    std::string_view value;
};

// Without the white space around the value (RFC 9112 section 5.1).
FieldLine split_line(Bytes line) noexcept {
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    auto value = line.substr(colon + 1);
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!value.empty() && blank(value.front())) value.remove_prefix(1);
    while (!value.empty() && blank(value.back())) value.remove_suffix(1);
    return {name, value};
}

template <bool is_request, class Head>
bool parse(Bytes raw, Head& head) {
    HeadParser<is_request, Head> parser(head);
    auto line_size = text_end(raw, 0) + 2;
    if (!parser.takes(raw.substr(0, line_size), 0)) return false;
    for (raw.remove_prefix(line_size); raw.size() > 2; raw.remove_prefix(line_size)) {
        line_size = text_end(raw, 0) + 2;
        const auto field = split_line(raw.substr(0, line_size - 2));
        const auto id = http::field_name_of(field.name);
        if (judged_by_beast(id) && !parser.takes(raw.substr(0, line_size), 1)) return false;
        head.fields.add(id, field.name, field.value);
    }
    return true;
}

// Beast wants the space that RFC 9112 section 4 puts before an empty reason; many servers leave it
// out. Its fields are told apart here.
bool parse_without_reason(Bytes raw, http::ResponseHead& head) {
    const auto line_end = raw.find('\r');
    head.status = (raw[9] - '0') * 100 + (raw[10] - '0') * 10 + (raw[11] - '0');
    head.reason = {};
    head.minor_version = raw[7] - '0';
    return parse_trailers(raw.substr(line_end + 2, raw.size() - line_end - 4), head.fields);
}

constexpr std::size_t status_line_without_reason = 12;

}  // namespace

Failure parse_request(Bytes raw, http::RequestHead& head) {
    head = http::RequestHead{.fields = std::move(head.fields)};
    head.fields.clear();
    head.fields.expect_usual();
    if (!parse<true>(raw, head)) return Failure::request_malformed;
    return http::check_request(head);
}

Failure parse_response(Bytes raw, std::string_view method, http::ResponseHead& head) {
    head = http::ResponseHead{.fields = std::move(head.fields)};
    head.fields.clear();
    head.fields.expect_usual();
    const bool bare = raw.find('\r') == status_line_without_reason;
    const bool parsed = bare ? parse_without_reason(raw, head) : parse<false>(raw, head);
    if (!parsed) return Failure::response_malformed;
    return http::check_response(head, method);
}

bool parse_trailers(Bytes raw, http::FieldList& fields) {
    while (!raw.empty()) {
        const auto end = raw.find("\r\n");
        if (end == Bytes::npos) return false;
        const auto line = raw.substr(0, end);
        if (!valid_field_line(line)) return false;
        raw.remove_prefix(end + 2);
        const auto field = split_line(line);
        fields.add(field.name, field.value);
    }
    return true;
}

}  // namespace crossfade::h1
