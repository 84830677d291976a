// Which fields go on and which stay behind.
#include "proxy/http/forwarding.hpp"

#include "proxy/http/request_fields.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crossfade::http {
namespace {

using FieldTexts = std::vector<std::pair<std::string_view, std::string_view>>;

std::string text_of(const FieldList& fields) {
    std::string text;
    for (const auto& field : fields.view()) {
        text.append(field.name).append("=").append(field.value).append(";");
    }
    return text;
}

FieldList list_of(const FieldTexts& fields) {
    FieldList list;
    for (const auto& [name, value] : fields) list.add(name, value);
    return list;
}

std::string request_copy(const FieldTexts& fields) {
    RequestHead head;
    head.fields = list_of(fields);
    FieldList copy;
    copy_request_fields(head, copy);
    return text_of(copy);
}

std::string response_copy(const FieldTexts& fields, int status = 200, const char* method = "GET") {
    ResponseHead head;
    head.status = status;
    head.fields = list_of(fields);
    FieldList copy;
    copy_response_fields(head, method, copy);
    return text_of(copy);
}

std::string trailer_copy(const FieldTexts& fields) {
    FieldList copy;
    copy_trailers(list_of(fields), copy);
    return text_of(copy);
}

constexpr std::string_view hop_by_hop[]{"Connection",
                                        "Keep-Alive",
                                        "Proxy-Connection",
                                        "Proxy-Authenticate",
                                        "Proxy-Authorization",
                                        "TE",
                                        "Transfer-Encoding",
                                        "Content-Length",
                                        "Upgrade",
                                        "HTTP2-Settings"};

TEST(Forwarding, leaves_hop_by_hop_fields_behind_both_ways_and_in_trailers) {
    for (const auto name : hop_by_hop) {
        EXPECT_EQ(request_copy({{"A", "1"}, {name, "x"}, {"B", "2"}}), "A=1;B=2;") << name;
        EXPECT_EQ(response_copy({{"A", "1"}, {name, "x"}, {"B", "2"}}), "A=1;B=2;") << name;
        EXPECT_EQ(trailer_copy({{"A", "1"}, {name, "x"}, {"B", "2"}}), "A=1;B=2;") << name;
    }
}

TEST(Forwarding, leaves_out_of_a_request_what_the_proxy_says_itself) {
    for (const std::string_view name : {"Host",
                                        "Via",
                                        "X-Request-Id",
                                        "X-Forwarded-For",
                                        "X-Forwarded-Host",
                                        "X-Forwarded-Proto",
                                        "X-Forwarded-Port",
                                        "X-Forwarded-Anything",
                                        "X-Real-IP",
                                        "Forwarded",
                                        "X-Crossfade-Route",
                                        "x-crossfade-anything"}) {
        EXPECT_EQ(request_copy({{name, "x"}}), "") << name;
    }
}

TEST(Forwarding, keeps_an_expectation_only_where_somebody_waits) {
    RequestHead head;
    head.fields = list_of({{"Expect", "100-continue"}});
    FieldList copy;
    copy_request_fields(head, copy);
    EXPECT_EQ(text_of(copy), "");
    head.expects_continue = true;
    copy_request_fields(head, copy);
    EXPECT_EQ(text_of(copy), "Expect=100-continue;");
}

TEST(Forwarding, keeps_the_names_of_trailers_only_where_there_can_be_some) {
    RequestHead head;
    head.fields = list_of({{"Trailer", "X"}});
    FieldList copy;
    copy_request_fields(head, copy);
    EXPECT_EQ(text_of(copy), "");
    head.framing.kind = Framing::Kind::chunked;
    copy_request_fields(head, copy);
    EXPECT_EQ(text_of(copy), "Trailer=X;");
}

TEST(Forwarding, keeps_the_mirror_marker_so_that_loops_are_seen) {
    EXPECT_EQ(request_copy({{"X-Crossfade-Mirror", "m"}}), "X-Crossfade-Mirror=m;");
}

TEST(Forwarding, keeps_order_repetition_and_spelling) {
    EXPECT_EQ(request_copy({{"cOOkie", "a"}, {"X", "1"}, {"Cookie", "b"}, {"x", "2"}}),
              "cOOkie=a;X=1;Cookie=b;x=2;");
    EXPECT_EQ(response_copy({{"Set-Cookie", "a"}, {"X", "1"}, {"Set-Cookie", "b"}}),
              "Set-Cookie=a;X=1;Set-Cookie=b;");
}

TEST(Forwarding, leaves_behind_what_connection_lists) {
    EXPECT_EQ(request_copy({{"X-A", "1"}, {"Connection", "x-a, close"}, {"X-B", "2"}}), "X-B=2;");
    EXPECT_EQ(request_copy({{"Connection", "close"}, {"Connection", "X-B"}, {"X-B", "2"}}), "");
    EXPECT_EQ(response_copy({{"X-A", "1"}, {"Connection", " X-A "}, {"X-AB", "2"}}), "X-AB=2;");
    EXPECT_EQ(request_copy({{"X-A", "1"}, {"Connection", "close"}}), "X-A=1;");
}

TEST(Forwarding, keeps_end_to_end_fields_that_connection_must_not_list) {
    for (const std::string_view name : {"Authorization",
                                        "Cookie",
                                        "Set-Cookie",
                                        "Content-Type",
                                        "Content-Encoding",
                                        "Cache-Control",
                                        "ETag",
                                        "Range",
                                        "User-Agent",
                                        "Origin",
                                        "Vary",
                                        "Date",
                                        "Max-Forwards",
                                        "traceparent"}) {
        const std::string wanted = std::string(name) + "=x;";
        EXPECT_EQ(request_copy({{"Connection", name}, {name, "x"}}), wanted);
        EXPECT_EQ(response_copy({{"Connection", name}, {name, "x"}}), wanted);
    }
}

TEST(Forwarding, keeps_a_length_that_describes_a_body_which_is_not_sent) {
    const FieldTexts length{{"Content-Length", "5"}};
    EXPECT_EQ(response_copy(length, 200, "GET"), "");
    EXPECT_EQ(response_copy(length, 200, "HEAD"), "Content-Length=5;");
    EXPECT_EQ(response_copy(length, 304, "GET"), "Content-Length=5;");
    EXPECT_EQ(response_copy(length, 204, "GET"), "");
    EXPECT_EQ(response_copy(length, 204, "HEAD"), "");
    EXPECT_EQ(response_copy(length, 103, "HEAD"), "");
}

TEST(Forwarding, never_keeps_a_coding_not_even_for_head) {
    EXPECT_EQ(response_copy({{"Transfer-Encoding", "chunked"}}, 200, "HEAD"), "");
}

TEST(Forwarding, takes_no_trailer_that_changes_what_the_head_said) {
    for (const std::string_view name : {"Host",
                                        "Cookie",
                                        "Expect",
                                        "Max-Forwards",
                                        "Trailer",
                                        "Via",
                                        "X-Forwarded-For",
                                        "X-Request-Id",
                                        "Content_Length",
                                        "X_Forwarded_For",
                                        "X-Crossfade-A"}) {
        EXPECT_EQ(trailer_copy({{"Grpc-Status", "0"}, {name, "x"}}), "Grpc-Status=0;") << name;
    }
}

// RFC 9110 section 6.5.1: authentication, request modifiers, response control and content format.
TEST(Forwarding, takes_no_trailer_that_authorises_or_describes_the_content) {
    for (const std::string_view name : {"Authorization",
                                        "Set-Cookie",
                                        "Content-Type",
                                        "Content-Encoding",
                                        "Content-Range",
                                        "Cache-Control",
                                        "Location",
                                        "Range",
                                        "If-Match",
                                        "WWW-Authenticate"}) {
        EXPECT_EQ(trailer_copy({{"Grpc-Status", "0"}, {name, "x"}}), "Grpc-Status=0;") << name;
    }
}

TEST(RequestFields, continue_via) {
    EXPECT_EQ(continued_via({}, via_of("crossfade")), "1.1 crossfade");
    EXPECT_EQ(continued_via(list_of({{"Via", "1.0 a"}, {"X", "y"}, {"via", "1.1 b, 1.1 c"}}),
                            "1.1 crossfade"),
              "1.0 a, 1.1 b, 1.1 c, 1.1 crossfade");
}

TEST(RequestFields, tell_a_loop) {
    EXPECT_FALSE(passed_through(list_of({{"Via", "1.1 crossfade"}}), "edge"));
    EXPECT_TRUE(passed_through(list_of({{"Via", "1.1 edge"}}), "edge"));
    for (const std::string_view via : {"1.1 crossfade",
                                       "1.0 CROSSFADE",
                                       "HTTP/1.1 crossfade (a comment)",
                                       "1.0 a, 1.1 crossfade, 1.1 b",
                                       "1.0 a,\t1.1\t crossfade"}) {
        EXPECT_TRUE(passed_through(list_of({{"X", "y"}, {"Via", via}}), "crossfade")) << via;
    }
    for (const std::string_view via :
         {"", ",", "crossfade", "1.1 crossfades", "1.1 a (crossfade)", "crossfade 1.1"}) {
        EXPECT_FALSE(passed_through(list_of({{"Via", via}}), "crossfade")) << via;
    }
    EXPECT_FALSE(passed_through(list_of({{"X", "1.1 crossfade"}}), "crossfade"));
    EXPECT_FALSE(passed_through(
        list_of({{"Via", "1.1 crossfade"}, {"X-Crossfade-Mirror", "orders"}}), "crossfade"));
}

TEST(RequestFields, continue_an_id_that_is_short_and_plain) {
    const auto usable = [](std::string_view id) {
        return usable_request_id(list_of({{"X-Request-Id", id}})) == id && !id.empty();
    };
    EXPECT_TRUE(usable("abc-123"));
    EXPECT_TRUE(usable(std::string(128, 'a')));
    EXPECT_FALSE(usable(std::string(129, 'a')));
    EXPECT_FALSE(usable("a b"));
    EXPECT_FALSE(usable("a\"b"));
    EXPECT_FALSE(usable("a\tb"));
    EXPECT_FALSE(usable("\xC3\xA4"));
    EXPECT_EQ(usable_request_id({}), "");
}

}  // namespace
}  // namespace crossfade::http
