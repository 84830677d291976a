// Raw response heads and what comes of them; the numbers are those of the requirements on backends.
#include "tests/unit/h1/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::h1 {
namespace {

using namespace std::string_literals;
using Kind = http::Framing::Kind;

std::string ok(const std::string& fields) { return "HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n"; }

std::string status(const std::string& line) { return line + "\r\nX: y\r\n\r\n"; }

std::string fields(std::size_t count) {
    std::string text = "x: y";
    for (std::size_t index = 1; index < count; ++index) text += "\r\nx: y";
    return text;
}

class ResponseHead : public testing::TestWithParam<HeadCase> {};

TEST_P(ResponseHead, has_one_verdict_however_it_arrives) {
    const auto& [name, head, wanted] = GetParam();
    EXPECT_EQ(verdict(HeadKind::response, head), wanted);
    EXPECT_EQ(verdict_byte_by_byte(HeadKind::response, head), wanted);
    constexpr std::size_t few = 2'000;
    if (head.size() <= few) {
        EXPECT_EQ(deviating_split(HeadKind::response, head, wanted), std::string::npos);
    }
}

const HeadCase responses[]{
    {"R3_length_and_coding", ok("Content-Length: 5\r\nTransfer-Encoding: chunked"), "malformed"},
    {"R3_two_lengths", ok("Content-Length: 5\r\nContent-Length: 6"), "malformed"},
    {"R3_one_length_twice", ok("Content-Length: 5\r\nContent-Length: 5"), "malformed"},
    {"R3_bad_length", ok("Content-Length: five"), "malformed"},
    {"R3_negative_length", ok("Content-Length: -5"), "malformed"},
    {"R3_unknown_coding", ok("Transfer-Encoding: xchunked"), "malformed"},
    {"R3_gzip_then_chunked", ok("Transfer-Encoding: gzip, chunked"), "malformed"},
    {"R3_coding_in_1_0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "malformed"},
    {"R4_status_99", status("HTTP/1.1 99 X"), "malformed"},
    {"R4_status_099", status("HTTP/1.1 099 X"), "malformed"},
    {"R4_status_1000", status("HTTP/1.1 1000 X"), "malformed"},
    {"R4_status_600", status("HTTP/1.1 600 X"), "malformed"},
    {"R4_status_abc", status("HTTP/1.1 abc X"), "malformed"},
    {"R4_status_negative", status("HTTP/1.1 -200 X"), "malformed"},
    {"R4_status_missing", status("HTTP/1.1  OK"), "malformed"},
    {"R4_two_spaces", status("HTTP/1.1  200 OK"), "malformed"},
    {"R4_no_space_before_reason", status("HTTP/1.1 200OK"), "malformed"},
    {"R4_version_2", status("HTTP/2 200 OK"), "malformed"},
    {"R4_version_1_2", status("HTTP/1.2 200 OK"), "malformed"},
    {"R4_lower_case", status("http/1.1 200 OK"), "malformed"},
    {"R4_garbage", "garbage\r\n\r\n", "malformed"},
    {"R4_garbage_without_an_end", "<html>", "malformed"},
    {"R4_http_0_9", "hello", "malformed"},
    {"R4_empty_line_first", "\r\n" + ok("X: y"), "malformed"},
    {"R4_1_0", status("HTTP/1.0 200 OK"), "accepted"},
    {"R5_no_reason", status("HTTP/1.1 200 "), "accepted"},
    {"R5_no_space_either", status("HTTP/1.1 200"), "accepted"},
    {"R5_no_space_and_no_field", "HTTP/1.1 200\r\n\r\n", "accepted"},
    {"R5_control_in_reason", status("HTTP/1.1 200 O\x01K"), "malformed"},
    {"R6_nul", ok("X: a\0b"s), "malformed"},
    {"R6_cr", ok("X: a\rb"), "malformed"},
    {"R6_lf", ok("X: a\nb"), "malformed"},
    {"R6_control", ok("X: a\x02"), "malformed"},
    {"R6_del", ok("X: a\x7F"), "malformed"},
    {"R6_high_byte", ok("X: \xE9"), "accepted"},
    {"R6_control_without_a_reason", "HTTP/1.1 200\r\nX: a\x02\r\n\r\n", "malformed"},
    {"R7_folded", ok("X: a\r\n b"), "malformed"},
    {"R7_space_before_colon", ok("X : a"), "malformed"},
    {"R7_no_colon", ok("X"), "malformed"},
    {"R7_no_name", ok(": x"), "malformed"},
    {"R7_bare_lf", "HTTP/1.1 200 OK\nX: y\n\n", "malformed"},
    {"R8_value_of_64_kb", ok("X: " + std::string(65'537, 'y')), "head too large"},
    {"R8_reason_of_64_kb", status("HTTP/1.1 200 " + std::string(65'537, 'y')), "head too large"},
    {"R8_10000_fields", ok(fields(10'000)), "head too large"},
    {"R8_100_fields", ok(fields(100)), "accepted"},
    {"R8_no_end", "HTTP/1.1 200 OK\r\nX: y\r\n", "waits"},
    {"R4_status_99_without_an_end", "HTTP/1.1 99 Low", "malformed"},
    {"R4_version_without_an_end", "HTTP/1.2", "malformed"},
    {"R4_start_without_an_end", "HTTP/1.1 20", "waits"},
    {"R5_no_reason_without_an_end", "HTTP/1.1 200\r", "waits"},
    {"R6_control_without_an_end", "HTTP/1.1 200 OK\r\nX: a\x02", "malformed"},
    {"E7_interim_with_length", "HTTP/1.1 103 E\r\nContent-Length: 5\r\n\r\n", "malformed"},
    {"E7_interim_with_coding", "HTTP/1.1 100 C\r\nTransfer-Encoding: chunked\r\n\r\n", "malformed"},
    {"E12_switch_with_length", "HTTP/1.1 101 S\r\nContent-Length: 5\r\n\r\n", "malformed"},
};
INSTANTIATE_TEST_SUITE_P(Backend,
                         ResponseHead,
                         testing::ValuesIn(responses),
                         [](const auto& entry) { return name_of(entry.param); });

struct FramingCase {
    const char* name;
    const char* method;
    std::string head;
    Kind kind;
    std::uint64_t length;
    bool keep_alive;
};

void PrintTo(const FramingCase& entry, std::ostream* out) { *out << entry.name; }

class ResponseFraming : public testing::TestWithParam<FramingCase> {};

TEST_P(ResponseFraming, is_decided_with_the_method) {
    const auto& entry = GetParam();
    http::ResponseHead head;
    ASSERT_EQ(parse_response(entry.head, entry.method, head), http::Failure::none);
    EXPECT_EQ(head.framing.kind, entry.kind);
    EXPECT_EQ(head.framing.length, entry.length);
    EXPECT_EQ(head.keep_alive, entry.keep_alive);
}

const FramingCase framings[]{
    {"length", "GET", ok("Content-Length: 5"), Kind::length, 5, true},
    {"chunked", "GET", ok("Transfer-Encoding: chunked"), Kind::chunked, 0, true},
    {"until_close", "GET", ok("X: y"), Kind::until_close, 0, false},
    {"until_close_whatever_it_says",
     "GET",
     ok("Connection: keep-alive"),
     Kind::until_close,
     0,
     false},
    {"close", "GET", ok("Content-Length: 5\r\nConnection: x, Close"), Kind::length, 5, false},
    {"1_0", "GET", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", Kind::length, 5, false},
    {"1_0_keep_alive",
     "GET",
     "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n",
     Kind::length,
     5,
     true},
    {"head_with_length", "HEAD", ok("Content-Length: 5"), Kind::none, 0, true},
    {"head_with_coding", "HEAD", ok("Transfer-Encoding: chunked"), Kind::none, 0, true},
    {"head_without_either", "HEAD", ok("X: y"), Kind::none, 0, true},
    {"no_content_with_length",
     "GET",
     "HTTP/1.1 204 N\r\nContent-Length: 5\r\n\r\n",
     Kind::none,
     0,
     false},
    {"not_modified_with_length",
     "GET",
     "HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\n",
     Kind::none,
     0,
     true},
    {"interim", "GET", "HTTP/1.1 103 E\r\nLink: x\r\n\r\n", Kind::none, 0, true},
    {"interim_with_length_zero",
     "GET",
     "HTTP/1.1 103 E\r\nContent-Length: 0\r\n\r\n",
     Kind::none,
     0,
     true},
    {"no_content_with_coding",
     "GET",
     "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n",
     Kind::none,
     0,
     false},
    {"no_content_with_length_zero",
     "GET",
     "HTTP/1.1 204 N\r\nContent-Length: 0\r\n\r\n",
     Kind::none,
     0,
     true},
    {"bare_status", "GET", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n", Kind::length, 5, true},
    {"bare_status_of_1_0", "GET", "HTTP/1.0 200\r\n\r\n", Kind::until_close, 0, false},
};
INSTANTIATE_TEST_SUITE_P(Backend,
                         ResponseFraming,
                         testing::ValuesIn(framings),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(ResponseHeadText, a_status_line_without_a_reason_keeps_its_fields) {
    http::ResponseHead head;
    ASSERT_EQ(parse_response("HTTP/1.1 418\r\nX: a \r\nY:b\r\n\r\n", "GET", head),
              http::Failure::none);
    EXPECT_EQ(head.status, 418);
    EXPECT_EQ(head.reason, "");
    ASSERT_EQ(head.fields.size(), 2U);
    EXPECT_EQ(head.fields[0].value, "a");
    EXPECT_EQ(head.fields[1].value, "b");
}

TEST(ResponseHeadText, a_head_that_is_used_again_forgets_the_last_one) {
    http::ResponseHead head;
    ASSERT_EQ(parse_response("HTTP/1.0 500 Oh\r\nX: a\r\n\r\n", "GET", head), http::Failure::none);
    ASSERT_EQ(parse_response("HTTP/1.1 204 No\r\n\r\n", "GET", head), http::Failure::none);
    EXPECT_EQ(head.status, 204);
    EXPECT_EQ(head.reason, "No");
    EXPECT_EQ(head.minor_version, 1);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_EQ(head.fields.size(), 0U);
}

}  // namespace
}  // namespace crossfade::h1
