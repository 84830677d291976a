// Heads as they leave: what is written, and that nothing can hide a line in a part.
#include "proxy/h1/head_writer.hpp"

#include <gtest/gtest.h>

#include <array>

namespace crossfade::h1 {
namespace {

using Kind = http::Framing::Kind;

constexpr std::array<routing::Field, 2> two_fields{{{"X-A", "1"}, {"x-b", ""}}};

http::OutgoingRequest plain_request() {
    http::OutgoingRequest head;
    head.method = "GET";
    head.path = "/a";
    head.host = "h";
    return head;
}

std::string written(const http::OutgoingRequest& head) {
    std::string text;
    return write_request(head, text) ? text : "refused";
}

std::string written(const http::OutgoingResponse& head, const ConnectionFields& connection = {}) {
    std::string text;
    return write_response(head, connection, text) ? text : "refused";
}

TEST(HeadWriter, writes_a_request_in_origin_form) {
    auto head = plain_request();
    head.fields = two_fields;
    EXPECT_EQ(written(head), "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-b: \r\n\r\n");
}

TEST(HeadWriter, keeps_an_empty_query_apart_from_none) {
    auto head = plain_request();
    head.has_query = true;
    EXPECT_EQ(written(head), "GET /a? HTTP/1.1\r\nHost: h\r\n\r\n");
    head.query = "b=?c";
    EXPECT_EQ(written(head), "GET /a?b=?c HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(HeadWriter, writes_one_framing_line_or_none) {
    auto head = plain_request();
    head.framing = {Kind::length, 0};
    EXPECT_EQ(written(head), "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    head.framing = {Kind::length, UINT64_MAX};
    EXPECT_EQ(written(head),
              "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n\r\n");
    head.framing = {Kind::chunked, 0};
    EXPECT_EQ(written(head), "GET /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    head.framing = {Kind::none, 5};
    EXPECT_EQ(written(head), "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(HeadWriter, asks_for_an_upgrade_or_for_trailers) {
    auto head = plain_request();
    head.te_trailers = true;
    EXPECT_EQ(written(head),
              "GET /a HTTP/1.1\r\nHost: h\r\nConnection: TE\r\nTE: trailers\r\n\r\n");
    head.upgrade = "websocket";
    EXPECT_EQ(written(head),
              "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
}

TEST(HeadWriter, writes_a_response_with_its_framing) {
    http::OutgoingResponse head;
    head.reason = "OK";
    head.fields = two_fields;
    head.framing = {Kind::length, 5};
    EXPECT_EQ(written(head), "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-b: \r\nContent-Length: 5\r\n\r\n");
    head.fields = {};
    head.framing = {Kind::chunked, 0};
    EXPECT_EQ(written(head), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    head.framing = {Kind::until_close, 0};
    EXPECT_EQ(written(head), "HTTP/1.1 200 OK\r\n\r\n");
}

TEST(HeadWriter, keeps_the_space_before_a_reason_that_is_empty) {
    http::OutgoingResponse head;
    head.status = 299;
    EXPECT_EQ(written(head), "HTTP/1.1 299 \r\n\r\n");
}

TEST(HeadWriter, writes_no_framing_for_what_has_no_body) {
    http::OutgoingResponse head;
    head.status = 204;
    head.reason = "No Content";
    EXPECT_EQ(written(head), "HTTP/1.1 204 No Content\r\n\r\n");
    // The answer to a HEAD request tells the length as an ordinary field.
    constexpr std::array<routing::Field, 1> length{{{"Content-Length", "5"}}};
    head.status = 200;
    head.reason = "OK";
    head.fields = length;
    EXPECT_EQ(written(head), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

TEST(HeadWriter, says_what_becomes_of_the_connection) {
    http::OutgoingResponse head;
    head.status = 101;
    head.reason = "S";
    EXPECT_EQ(written(head, {.upgrade = "websocket"}),
              "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    head.status = 200;
    EXPECT_EQ(written(head, {.close = true, .say_keep_alive = true}),
              "HTTP/1.1 200 S\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(written(head, {.say_keep_alive = true}),
              "HTTP/1.1 200 S\r\nConnection: keep-alive\r\n\r\n");
}

TEST(HeadWriter, appends_to_what_is_there) {
    std::string text = "before";
    ASSERT_TRUE(write_request(plain_request(), text));
    EXPECT_EQ(text, "beforeGET /a HTTP/1.1\r\nHost: h\r\n\r\n");
}

// Line ends that somebody smuggled into a part.
constexpr std::string_view smuggled[]{"\r", "\n", "\r\n", "a\r\nX: y", "\n\r", "a\n\nb"};

using PartOfRequest = std::string_view http::OutgoingRequest::*;
struct RequestPart {
    const char* name;
    PartOfRequest part;
};

class RequestGuard : public testing::TestWithParam<RequestPart> {};

TEST_P(RequestGuard, refuses_a_line_end_and_leaves_the_text_alone) {
    for (const auto text : smuggled) {
        auto head = plain_request();
        head.has_query = true;
        head.*GetParam().part = text;
        std::string to = "before";
        EXPECT_FALSE(write_request(head, to));
        EXPECT_EQ(to, "before");
    }
}

const RequestPart request_parts[]{
    {"method", &http::OutgoingRequest::method},
    {"path", &http::OutgoingRequest::path},
    {"query", &http::OutgoingRequest::query},
    {"host", &http::OutgoingRequest::host},
    {"upgrade", &http::OutgoingRequest::upgrade},
};
INSTANTIATE_TEST_SUITE_P(Parts,
                         RequestGuard,
                         testing::ValuesIn(request_parts),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(HeadGuard, refuses_line_ends_in_fields_of_both_kinds_of_heads) {
    for (const auto text : smuggled) {
        for (const auto& field : {routing::Field{"X", text}, routing::Field{text, "y"}}) {
            const std::array<routing::Field, 2> fields{{{"A", "b"}, field}};
            auto request = plain_request();
            request.fields = fields;
            EXPECT_EQ(written(request), "refused");
            http::OutgoingResponse response;
            response.fields = fields;
            EXPECT_EQ(written(response), "refused");
        }
    }
}

TEST(HeadGuard, refuses_line_ends_in_the_parts_of_a_response) {
    for (const auto text : smuggled) {
        http::OutgoingResponse response;
        response.reason = text;
        EXPECT_EQ(written(response), "refused");
        response.reason = "OK";
        EXPECT_EQ(written(response, {.upgrade = text}), "refused");
    }
}

TEST(HeadGuard, sees_one_line_end_in_a_head_of_many_lines) {
    std::vector<routing::Field> fields(1'000, routing::Field{"X-Name", "value"});
    auto request = plain_request();
    request.fields = fields;
    EXPECT_NE(written(request), "refused");
    const std::string long_value = std::string(600, 'x') + "\n";
    fields[777].value = long_value;
    request.fields = fields;
    EXPECT_EQ(written(request), "refused");
}

}  // namespace
}  // namespace crossfade::h1
