// Single bytes, limits to the byte, and heads that chance made.
#include "proxy/h1/head_writer.hpp"
#include "proxy/http/forwarding.hpp"
#include "tests/unit/h1/support.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <random>

namespace crossfade::h1 {
namespace {

bool in_token(int byte) {
    return byte < 0x80 &&
           (std::isalnum(byte) != 0 ||
            (byte != 0 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(byte)) !=
                              std::string_view::npos));
}

std::string byte_text(int byte) { return std::string(1, static_cast<char>(byte)); }

TEST(HeadBytes, a_name_takes_every_token_byte_and_no_other) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto head = "GET / HTTP/1.1\r\nHost: a\r\nx" + byte_text(byte) + "y: 1\r\n\r\n";
        const bool wanted = in_token(byte) || byte == ':';  // which ends the name
        EXPECT_EQ(verdict(HeadKind::request, head), wanted ? "accepted" : "malformed") << byte;
    }
}

TEST(HeadBytes, a_value_takes_every_byte_but_controls) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto head = "GET / HTTP/1.1\r\nHost: a\r\nx: 1" + byte_text(byte) + "2\r\n\r\n";
        const bool wanted = (byte >= 0x20 && byte != 0x7F) || byte == '\t';
        EXPECT_EQ(verdict(HeadKind::request, head), wanted ? "accepted" : "malformed") << byte;
    }
}

TEST(HeadBytes, a_value_arrives_as_it_was_sent) {
    std::string value;
    for (int byte = 0x21; byte < 256; ++byte) {
        if (byte != 0x7F) value += static_cast<char>(byte);
    }
    const auto raw = "GET / HTTP/1.1\r\nHost: a\r\nX: \t" + value + " \r\n\r\n";
    http::RequestHead head;
    ASSERT_EQ(parse_request(raw, head), http::Failure::none);
    EXPECT_EQ(head.fields[1].value, value);
}

TEST(HeadBytes, a_target_takes_visible_ascii_without_a_fragment) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto head = "GET /x" + byte_text(byte) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        const bool wanted = byte > 0x20 && byte < 0x7F && byte != '#';
        EXPECT_EQ(verdict(HeadKind::request, head), wanted ? "accepted" : "malformed") << byte;
    }
}

TEST(HeadBytes, a_method_takes_every_token_byte_and_no_other) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto head = "X" + byte_text(byte) + " / HTTP/1.1\r\nHost: a\r\n\r\n";
        EXPECT_EQ(verdict(HeadKind::request, head), in_token(byte) ? "accepted" : "malformed")
            << byte;
    }
}

TEST(HeadBytes, a_reason_takes_every_byte_but_controls) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto head = "HTTP/1.1 200 O" + byte_text(byte) + "K\r\n\r\n";
        const bool wanted = (byte >= 0x20 && byte != 0x7F) || byte == '\t';
        EXPECT_EQ(verdict(HeadKind::response, head), wanted ? "accepted" : "malformed") << byte;
    }
}

TEST(HeadLimit, counts_bytes_up_to_and_including_the_blank_line) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: yyyyyyyy\r\n\r\n";
    EXPECT_EQ(verdict(HeadKind::request, head, {.bytes = head.size()}), "accepted");
    EXPECT_EQ(verdict(HeadKind::request, head, {.bytes = head.size() - 1}), "head too large");
    EXPECT_EQ(verdict_byte_by_byte(HeadKind::request, head, {.bytes = head.size()}), "accepted");
    EXPECT_EQ(verdict_byte_by_byte(HeadKind::request, head, {.bytes = head.size() - 1}),
              "head too large");
}

TEST(HeadLimit, what_follows_a_head_does_not_count) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto more = head + std::string(10'000, 'b');
    EXPECT_EQ(verdict(HeadKind::request, more, {.bytes = head.size()}), "accepted");
}

TEST(HeadLimit, a_start_line_that_never_ends_is_a_target_too_long) {
    const auto line = "GET /" + std::string(95, 'a');
    EXPECT_EQ(verdict(HeadKind::request, line, {.bytes = line.size() + 1}), "waits");
    EXPECT_EQ(verdict(HeadKind::request, line, {.bytes = line.size()}), "target too long");
    const auto status = "HTTP/1.1 200 " + std::string(95, 'a');
    EXPECT_EQ(verdict(HeadKind::response, status, {.bytes = 100}), "head too large");
}

TEST(HeadLimit, counts_fields_and_not_the_start_line) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
    EXPECT_EQ(verdict(HeadKind::request, head, {.fields = 2}), "accepted");
    EXPECT_EQ(verdict(HeadKind::request, head, {.fields = 1}), "head too large");
}

TEST(HeadScan, tells_where_the_head_ends) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    HeadScan scan(HeadKind::request, {});
    ASSERT_EQ(scan.scan(head + "GET /2 HTTP/1.1\r\n\r\n"), HeadScan::State::complete);
    EXPECT_EQ(scan.size(), head.size());
}

// What a proxy understood it writes anew, so whatever it accepted must come out as one plain
// message: no smuggling survives being understood.
void expect_canonical(std::string_view raw) {
    http::RequestHead head;
    if (parse_request(raw, head) != http::Failure::none) return;
    http::FieldList fields;
    copy_request_fields(head, fields);
    http::OutgoingRequest outgoing;
    outgoing.method = head.method;
    outgoing.path = head.path;
    outgoing.query = head.query;
    outgoing.has_query = head.has_query;
    outgoing.host = head.authority.empty() ? "default" : head.authority;
    outgoing.framing = head.framing;
    outgoing.fields = fields.view();
    std::string written;
    ASSERT_TRUE(write_request(outgoing, written)) << raw;

    HeadScan scan(HeadKind::request, {.bytes = 1U << 20U, .fields = 200});
    ASSERT_EQ(scan.scan(written), HeadScan::State::complete) << raw;
    ASSERT_EQ(scan.size(), written.size()) << raw;
    http::RequestHead again;
    ASSERT_EQ(parse_request(written, again), http::Failure::none) << raw;
    EXPECT_EQ(again.framing.kind, head.framing.kind) << raw;
    EXPECT_EQ(again.framing.length, head.framing.length) << raw;
    EXPECT_EQ(again.path, head.path) << raw;
    EXPECT_EQ(again.query, head.query) << raw;
    EXPECT_EQ(again.minor_version, 1);
}

TEST(HeadBytes, chance_finds_no_head_that_is_taken_two_ways) {
    static constexpr std::string_view pieces[]{"\r\n",
                                               "\n",
                                               "\r",
                                               " ",
                                               "\t",
                                               ":",
                                               ",",
                                               "\r\n\r\n",
                                               "Transfer-Encoding",
                                               ": chunked",
                                               "Content-Length",
                                               ": 5",
                                               "5",
                                               "0",
                                               "Host",
                                               ": a",
                                               "http://b/",
                                               "?",
                                               "#",
                                               "%",
                                               "HTTP/1.0",
                                               "Connection",
                                               "close",
                                               std::string_view("\0", 1),
                                               "\x80",
                                               "\xFF",
                                               "@",
                                               "[::1]"};
    const std::string base =
        "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX: y\r\nConnection: x\r\n\r\n";
    std::mt19937 random(20'260'731);
    std::size_t accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto raw = base;
        const auto changes = 1 + random() % 3;
        for (unsigned change = 0; change < changes; ++change) {
            const auto at = random() % raw.size();
            const auto piece = pieces[random() % std::size(pieces)];
            raw.replace(at, random() % 4, piece.data(), piece.size());
        }
        const auto wanted = verdict(HeadKind::request, raw);
        ASSERT_EQ(verdict_byte_by_byte(HeadKind::request, raw), wanted) << raw;
        if (wanted != "accepted") continue;
        ++accepted;
        HeadScan scan(HeadKind::request, {});
        ASSERT_EQ(scan.scan(raw), HeadScan::State::complete);
        expect_canonical(std::string_view(raw).substr(0, scan.size()));
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(accepted, 1'000U);  // else the changes are too wild to mean anything
}

}  // namespace
}  // namespace crossfade::h1
