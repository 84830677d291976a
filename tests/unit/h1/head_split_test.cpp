// Heads that have no end yet: whether they can still become one does not depend on where the bytes
// were cut.
#include "tests/unit/h1/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::h1 {
namespace {

TEST(HeadSplit, a_bare_carriage_return_is_refused_wherever_it_is_cut) {
    struct Case {
        HeadKind kind;
        std::string head;
    };
    const Case cases[] = {
        {HeadKind::request, "GET / HTTP/1.1\rHost: a"},
        {HeadKind::request, "GET / HTTP/1.1\r\nHost: a\rb"},
        {HeadKind::request, "GET / HTTP/1.1\r\nHost: a\r\r"},
        {HeadKind::response, "HTTP/1.0 200 OK\rHTTP/1.1 103 Ea"},
        {HeadKind::response, "HTTP/1.1 200 OK\r\n\r "},
    };
    for (const auto& [kind, head] : cases) {
        const auto whole = verdict(kind, head);
        EXPECT_EQ(whole, "malformed") << head;
        EXPECT_EQ(deviating_split(kind, head, whole), std::string_view::npos) << head;
        EXPECT_EQ(verdict_byte_by_byte(kind, head), whole) << head;
    }
}

TEST(HeadSplit, a_carriage_return_at_the_end_waits_for_its_line_feed) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t size = 1; size < head.size(); ++size) {
        EXPECT_EQ(verdict_byte_by_byte(HeadKind::request, head.substr(0, size)), "waits") << size;
    }
    EXPECT_EQ(verdict_byte_by_byte(HeadKind::request, head), "accepted");
}

}  // namespace
}  // namespace crossfade::h1
