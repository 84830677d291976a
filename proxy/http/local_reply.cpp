// The head says as little as it can: date, type, length, and which failure it was.
#include "proxy/http/local_reply.hpp"

#include "proxy/http/date.hpp"

#include <array>
#include <charconv>
#include <string>

namespace crossfade::http {
namespace {

// All but CONNECT and TRACE.
constexpr routing::Field allow{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};

// What the client has already sent of its body is read away, so that its connection can go on.
void discard_received(BodyReader& body) {
    while (!body.take().empty()) {
    }
}

}  // namespace

Awaitable<void> reply(Exchange& exchange,
                      int status,
                      std::string_view content_type,
                      std::string_view body,
                      routing::Fields more_fields) {
    discard_received(exchange.request_body());
    FieldList fields;
    const auto date = http_date();
    fields.add(FieldName::date, "Date", date.view());
    fields.add("Content-Type", content_type);
    for (const auto& field : more_fields) fields.add(field.name, field.value);

    OutgoingResponse head;
    head.status = status;
    head.reason = reason_phrase(status);
    head.framing = {Framing::Kind::length, body.size()};
    std::array<char, 20> length{};
    const bool to_head = exchange.request().method == "HEAD";
    if (to_head) {
        const auto* end = std::to_chars(length.begin(), length.end(), body.size()).ptr;
        fields.add(FieldName::content_length,
                   "Content-Length",
                   {length.data(), static_cast<std::size_t>(end - length.data())});
        head.framing = {};
    }
    head.fields = fields.view();
    auto& writer = exchange.respond(head);
    if (!to_head) writer.queue(body);
    const auto error = co_await writer.finish(nullptr);
    if (error) exchange.abort();
}

Awaitable<void> reply_as_last_recipient(Exchange& exchange) {
    const routing::Fields fields(&allow, 1);
    co_await reply(exchange, 200, "text/plain", "", fields);
}

Awaitable<void> reply(Exchange& exchange, Failure failure) {
    const auto& entry = entry_of(failure);
    if (exchange.responded() || failure == Failure::client_disconnected) {
        exchange.abort();
        co_return;
    }
    std::string body = "{\"error\":\"";
    body.append(entry.reason).append("\",\"message\":\"").append(entry.detail).append("\"}\n");
    std::string status = "crossfade; error=";
    status.append(entry.reason);
    const std::array<routing::Field, 3> fields{{
        {"Proxy-Status", status},
        {"X-Content-Type-Options", "nosniff"},
        allow,
    }};
    const std::size_t count = failure == Failure::method_not_allowed ? 3 : 2;
    const routing::Fields more(fields.data(), count);
    co_await reply(exchange, entry.status, "application/json", body, more);
}

}  // namespace crossfade::http
