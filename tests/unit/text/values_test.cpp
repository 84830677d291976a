// Decimals, times and previews.
#include "proxy/text/decimal.hpp"
#include "proxy/text/preview.hpp"
#include "proxy/text/timestamp.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::text {
namespace {

bool same(std::string_view a, std::string_view b) { return decimal_of(a) == decimal_of(b); }

TEST(Decimal, is_the_value_and_not_the_spelling) {
    EXPECT_TRUE(same("1", "1.0"));
    EXPECT_TRUE(same("1", "1e0"));
    EXPECT_TRUE(same("1", "10E-1"));
    EXPECT_TRUE(same("0", "-0"));
    EXPECT_TRUE(same("0", "0.000e9"));
    EXPECT_TRUE(same("100", "1e+2"));
    EXPECT_TRUE(same("0.00120", "12e-4"));
    EXPECT_FALSE(same("1", "-1"));
    EXPECT_FALSE(same("1", "10"));
    EXPECT_FALSE(same("0.1", "0.01"));
}

TEST(Decimal, tells_integers_apart_where_doubles_cannot) {
    EXPECT_FALSE(same("9007199254740993", "9007199254740992"));
    EXPECT_FALSE(same("18446744073709551615", "18446744073709551616"));
    EXPECT_FALSE(same("0.1", "0.1000000000000000055511151231257827"));
    EXPECT_FALSE(same("1e400", "1e401"));
}

TEST(Decimal, survives_exponents_of_any_size) {
    EXPECT_TRUE(same("0e99999999999999999999999", "0"));
    EXPECT_FALSE(same("1e99999999999999999999999", "1e-99999999999999999999999"));
}

TEST(Decimal, knows_a_number_text) {
    for (const char* text : {"0", "-1", "1.5", "1e5", "1E-5", "-0.0"}) {
        EXPECT_TRUE(is_number_text(text)) << text;
    }
    for (const char* text : {"", "-", "01", "1.", ".1", "1e", "1e+", "0x1", " 1", "1 ", "NaN"}) {
        EXPECT_FALSE(is_number_text(text)) << text;
    }
}

TEST(Rounding, is_told_by_the_digits_behind_the_point) {
    EXPECT_EQ(rounding_of("19.99", "19.989999999999998"), std::pair(2, 15));
    EXPECT_EQ(rounding_of("1.25", "1.3"), std::pair(2, 1));
    EXPECT_EQ(rounding_of("2", "1.5"), std::pair(0, 1));
    EXPECT_EQ(rounding_of("1e-3", "0"), std::pair(3, 0));
    EXPECT_FALSE(rounding_of("1.25", "1.4"));
    EXPECT_FALSE(rounding_of("1.25", "1.26"));
    EXPECT_FALSE(rounding_of("1", "2"));
    EXPECT_FALSE(rounding_of("1e999999999999", "1.5"));
}

TEST(Within, includes_the_tolerance_itself) {
    EXPECT_TRUE(within("10.001", "10.002", 0.001));
    EXPECT_FALSE(within("10.001", "10.0021", 0.001));
    EXPECT_TRUE(within("5", "8", 3));
    EXPECT_FALSE(within("5", "9", 3));
    EXPECT_TRUE(within("1.0", "1", 0));
}

TEST(Within, is_exact_for_big_integers) {
    EXPECT_FALSE(within("9007199254740993", "9007199254740992", 0.5));
    EXPECT_TRUE(within("9007199254740993", "9007199254740992", 1));
    EXPECT_FALSE(within("-9223372036854775808", "9223372036854775807", 1e18));
    EXPECT_FALSE(within("1e999", "2e999", 1));
}

TEST(Instant, is_the_same_in_every_form) {
    const auto expected = iso_instant("2024-02-29T12:30:45Z");
    ASSERT_TRUE(expected);
    for (const char* text : {"2024-02-29T12:30:45.000Z",
                             "2024-02-29T13:30:45+01:00",
                             "2024-02-29T07:00:45-0530",
                             "2024-02-29 12:30:45",
                             "20240229T123045Z",
                             "2024-02-29t12:30:45z",
                             "Thu, 29 Feb 2024 12:30:45 GMT",
                             "Thu, 29 Feb 2024 13:30:45 +0100",
                             "1709209845",
                             "1709209845000",
                             "1709209845000000",
                             "1709209845000000000",
                             "1709209845.0"}) {
        EXPECT_EQ(instant_of(text), expected) << text;
    }
}

TEST(Instant, keeps_fractions) {
    using std::chrono::microseconds;
    const auto whole = *instant_of("1970-01-01T00:00:01Z");
    EXPECT_EQ(*instant_of("1970-01-01T00:00:01.25Z") - whole, microseconds(250'000));
    EXPECT_EQ(*instant_of("1970-01-01T00:00:01,123456789Z") - whole, microseconds(123'456));
    EXPECT_EQ(*instant_of("1.25") - whole, microseconds(250'000));
    EXPECT_EQ(*instant_of("-1.5") - *instant_of("-1"), microseconds(-500'000));
}

TEST(Instant, refuses_what_is_no_time) {
    for (const char* text : {"",
                             "x",
                             "2024-02-30T00:00:00Z",
                             "2023-02-29",
                             "2024-13-01",
                             "2024-00-10",
                             "2024-01-01T25:00:00Z",
                             "2024-01-01T10:61:00Z",
                             "2024-01-01T10:00:00X",
                             "2024-01-01T10:00:00+99:00",
                             "2024-01-01T",
                             "2024-01-01T10:00:00Z trailing",
                             "Thu, 29 Foo 2024 12:30:45 GMT",
                             "Thu, 29 Feb 2024 12:30:45",
                             "1e9",
                             "12a",
                             "-",
                             "99999999999999999999999"}) {
        EXPECT_FALSE(instant_of(text)) << text;
    }
}

TEST(Instant, reaches_the_year_9999) {
    EXPECT_TRUE(instant_of("9999-12-31T23:59:59Z"));
    EXPECT_TRUE(instant_of("0001-01-01T00:00:00Z"));
    EXPECT_EQ(instant_of("2024-06-15"), instant_of("2024-06-15T00:00:00Z"));
}

TEST(Preview, makes_any_bytes_printable) {
    EXPECT_EQ(preview("a\n\x7f\xff"), "a\\x0a\\x7f\\xff");
    EXPECT_EQ(preview("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
    EXPECT_EQ(preview("\xc3"), "\\xc3");
    EXPECT_EQ(preview("\xc2\x85"), "\\xc2\\x85");
    EXPECT_EQ(preview(std::string(200, 'a')), std::string(120, 'a') + "...");
    EXPECT_EQ(preview(std::string(120, 'a')), std::string(120, 'a'));
}

}  // namespace
}  // namespace crossfade::text
