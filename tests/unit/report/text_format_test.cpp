// Numbers and foreign texts for a terminal.
#include "proxy/report/text_format.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace crossfade::report {
namespace {

TEST(TextFormat, groups_digits_by_three) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(48'210), "48,210");
    EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(TextFormat, never_rounds_to_all_or_nothing) {
    EXPECT_EQ(percent(1, 3), "100.000");
    EXPECT_EQ(percent(0, 3), "0.000");
    EXPECT_EQ(percent(0.99999999, 3), "99.999");
    EXPECT_EQ(percent(0.00000001, 3), "0.001");
    EXPECT_EQ(percent(0.5, 1), "50.0");
}

TEST(TextFormat, cuts_whole_characters) {
    EXPECT_EQ(shown("abcdef", 6), "abcdef");
    EXPECT_EQ(shown("abcdefg", 6), "abc...");
    EXPECT_EQ(shown("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 4), "\xC3\xA9...");
    EXPECT_EQ(shown("", 4), "");
}

TEST(TextFormat, escapes_what_a_terminal_would_obey) {
    EXPECT_EQ(shown("a\x1b[0m\n\x7f", 80), "a\\x1b[0m\\x0a\\x7f");
    EXPECT_EQ(shown("\xC2\x9B\xFF", 80), "\\xc2\\x9b\\xff");
    EXPECT_EQ(shown("\xE2\x80\xAE\xE2\x81\xA6\xE2\x82\xAC", 80),
              "\\xe2\\x80\\xae\\xe2\\x81\\xa6\xE2\x82\xAC");
}

TEST(TextFormat, wraps_between_terms) {
    EXPECT_EQ(wrapped({"aaaa", "bbbb", "cccc"}, " + ", 2, 13), "aaaa + bbbb\n  + cccc");
    EXPECT_EQ(wrapped({"aaaa"}, " + ", 2, 1), "aaaa");
    EXPECT_EQ(wrapped({}, " + ", 2, 1), "");
}

}  // namespace
}  // namespace crossfade::report
