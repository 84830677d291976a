// Heads and chunks go through the same scan and decoder as on the live path.
#include "proxy/h1/blocking_client.hpp"

#include "proxy/h1/head_parser.hpp"
#include "proxy/h1/head_scan.hpp"
#include "proxy/h1/head_writer.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <array>

namespace crossfade::h1 {
namespace {

namespace errc = boost::system::errc;

using Kind = http::Framing::Kind;

Result<std::string> written(const BlockingRequest& request) {
    std::vector<routing::Field> fields;
    for (const auto& [name, value] : request.fields) fields.push_back({name, value});
    const std::string_view target(request.target);
    const auto mark = target.find('?');
    http::OutgoingRequest head;
    head.method = request.method;
    head.path = target.substr(0, mark);
    head.has_query = mark != std::string_view::npos;
    if (head.has_query) head.query = target.substr(mark + 1);
    head.host = request.host;
    head.fields = fields;
    const bool has_body =
        !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (has_body) head.framing = {Kind::length, request.body.size()};
    std::string text;
    if (!write_request(head, text)) return errc::make_error_code(errc::invalid_argument);
    return text + request.body;
}

}  // namespace

Result<BlockingClient> BlockingClient::connect(const std::string& host,
                                               std::uint16_t port,
                                               const BlockingLimits& limits) {
    auto socket = net::BlockingSocket::connect(host, port, limits.timeout);
    if (!socket) return socket.error();
    return BlockingClient(std::move(*socket), limits);
}

Result<BlockingResponse> BlockingClient::ask(const BlockingRequest& request) {
    const auto text = written(request);
    if (!text) return text.error();
    if (const auto error = socket_.send(*text)) return error;
    http::ResponseHead head;
    std::string raw;
    do {
        const auto size = receive_head();
        if (!size) return size.error();
        raw = received_.substr(0, *size);
        received_.erase(0, *size);
        head = {};
        if (parse_response(raw, request.method, head) != http::Failure::none) {
            return errc::make_error_code(errc::bad_message);
        }
    } while (head.interim());

    BlockingResponse response;
    response.status = head.status;
    response.keep_alive = head.keep_alive && head.framing.kind != Kind::until_close;
    if (head.framing.kind == Kind::chunked || head.framing.length > limits_.body) {
        return errc::make_error_code(errc::message_size);
    }
    if (head.framing.kind == Kind::until_close) {
        const auto error = receive_body(limits_.body + 1);
        if (!error) return errc::make_error_code(errc::message_size);
        if (error != asio::error::eof) return error;
        response.body = std::exchange(received_, {});
        return response;
    }
    const auto length = static_cast<std::size_t>(head.framing.length);
    if (const auto error = receive_body(length)) return error;
    response.body = received_.substr(0, length);
    received_.erase(0, length);
    return response;
}

Error BlockingClient::receive_more() {
    std::array<char, std::size_t{16} * 1024> room{};
    const auto size = socket_.receive(room);
    if (!size) return size.error();
    received_.append(room.data(), *size);
    return {};
}

Result<std::size_t> BlockingClient::receive_head() {
    HeadScan scan(HeadKind::response, {});
    for (;;) {
        const auto state = scan.scan(received_);
        if (state == HeadScan::State::complete) return scan.size();
        if (state == HeadScan::State::refused) return errc::make_error_code(errc::bad_message);
        if (const auto error = receive_more()) return error;
    }
}

Error BlockingClient::receive_body(std::size_t size) {
    while (received_.size() < size) {
        if (const auto error = receive_more()) return error;
    }
    return {};
}

}  // namespace crossfade::h1
