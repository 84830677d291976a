// The scalar types: what they accept, and above all what they do not.
#include "config/values.hpp"

#include "config/fields.hpp"
#include "config/json_text.hpp"
#include "config/text.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

TEST(Duration, takes_a_whole_number_and_a_unit) {
    EXPECT_EQ(parse_duration("250ms"), Milliseconds(250));
    EXPECT_EQ(parse_duration("5s"), Milliseconds(5'000));
    EXPECT_EQ(parse_duration("10m"), Milliseconds(600'000));
    EXPECT_EQ(parse_duration("1h"), Milliseconds(3'600'000));
    EXPECT_EQ(parse_duration("30d"), Milliseconds(30LL * 86'400'000));
    EXPECT_EQ(parse_duration("0s"), Milliseconds(0));
}

TEST(Duration, refuses_what_is_not_one) {
    for (const char* text :
         {"", "5", "s", "-5s", "+5s", "5 s", "1.5s", "5S", "5min", "1h30m", " 5s", "5s "}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Duration, ends_at_ten_years_and_never_overflows) {
    EXPECT_TRUE(parse_duration("3653d"));
    EXPECT_FALSE(parse_duration("3654d"));
    EXPECT_FALSE(parse_duration("18446744073709551615d"));
    EXPECT_FALSE(parse_duration("99999999999999999999999s"));
}

TEST(Duration, as_a_timeout_is_not_zero) {
    EXPECT_FALSE(parse_timeout("0ms"));
    EXPECT_EQ(parse_timeout("1ms"), Milliseconds(1));
}

TEST(Duration, in_hours_is_whole) {
    EXPECT_EQ(parse_hours("30d"), std::chrono::hours(720));
    EXPECT_EQ(parse_hours("120m"), std::chrono::hours(2));
    EXPECT_FALSE(parse_hours("90m"));
    EXPECT_FALSE(parse_hours("0h"));
}

TEST(Size, takes_binary_units_and_plain_bytes) {
    EXPECT_EQ(parse_size("1"), 1U);
    EXPECT_EQ(parse_size("100B"), 100U);
    EXPECT_EQ(parse_size("60KiB"), 61'440U);
    EXPECT_EQ(parse_size("1MiB"), 1'048'576U);
    EXPECT_EQ(parse_size("2GiB"), 2'147'483'648U);
    EXPECT_EQ(parse_size("1024TiB"), std::uint64_t{1} << 50U);
}

TEST(Size, refuses_zero_decimal_units_and_the_immense) {
    for (const char* text : {"",
                             "0",
                             "0KiB",
                             "1KB",
                             "1k",
                             "1 KiB",
                             "1.5MiB",
                             "-1",
                             "1025TiB",
                             "18446744073709551615KiB",
                             "18446744073709551616"}) {
        EXPECT_FALSE(parse_size(text)) << text;
    }
}

TEST(Share, is_exact_in_parts_per_million) {
    EXPECT_EQ(parse_share("0%")->parts_per_million, 0U);
    EXPECT_EQ(parse_share("0.0001%")->parts_per_million, 1U);
    EXPECT_EQ(parse_share("0.01%")->parts_per_million, 100U);
    EXPECT_EQ(parse_share("99.5%")->parts_per_million, 995'000U);
    EXPECT_EQ(parse_share("33.3333%")->parts_per_million, 333'333U);
    EXPECT_EQ(parse_share("100%")->parts_per_million, 1'000'000U);
    EXPECT_EQ(parse_share("100.0000%")->parts_per_million, 1'000'000U);
}

TEST(Share, refuses_what_is_finer_larger_or_no_share) {
    for (const char* text : {"",
                             "%",
                             "5",
                             "0.00001%",
                             "100.0001%",
                             "101%",
                             "-1%",
                             "1.%",
                             ".5%",
                             "1,5%",
                             "1e1%",
                             "5 %",
                             "5%%",
                             "18446744073709551616%"}) {
        EXPECT_FALSE(parse_share(text)) << text;
    }
}

TEST(Share, as_text_reads_back_as_the_same) {
    for (const std::uint32_t parts : {0U, 1U, 100U, 5'000U, 333'333U, 995'000U, 1'000'000U}) {
        EXPECT_EQ(parse_share(share_text(parts))->parts_per_million, parts) << share_text(parts);
    }
    EXPECT_EQ(share_text(999'000), "99.9%");
    EXPECT_EQ(share_text(1'500'000), "150%");
}

TEST(Rate, is_per_second_whatever_the_unit) {
    EXPECT_DOUBLE_EQ(parse_rate("200/s").value(), 200);
    EXPECT_DOUBLE_EQ(parse_rate("30/m").value(), 0.5);
    EXPECT_DOUBLE_EQ(parse_rate("1800/h").value(), 0.5);
    EXPECT_DOUBLE_EQ(parse_rate("0.5/s").value(), 0.5);
    for (const char* text :
         {"", "/s", "200", "0/s", "-1/s", "1e3/s", "nan/s", "inf/s", "5/d", "1//s"}) {
        EXPECT_FALSE(parse_rate(text)) << text;
    }
}

TEST(Number, is_a_plain_decimal) {
    EXPECT_DOUBLE_EQ(parse_number("0.001").value(), 0.001);
    EXPECT_DOUBLE_EQ(parse_number("3").value(), 3);
    for (const char* text : {"", ".5", "5.", "-1", "1e3", "1.2.3", "0x10", "nan", "1_000"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Address, of_an_endpoint_is_a_host_and_a_port) {
    EXPECT_EQ(parse_endpoint("10.0.0.1:8080"), (Endpoint{"10.0.0.1", 8080}));
    EXPECT_EQ(parse_endpoint("[::1]:80"), (Endpoint{"::1", 80}));
    EXPECT_EQ(parse_endpoint("new-api.internal:443"), (Endpoint{"new-api.internal", 443}));
    EXPECT_EQ(parse_endpoint("a_b:65535"), (Endpoint{"a_b", 65'535}));
    for (const char* text : {"",
                             ":80",
                             "host",
                             "host:",
                             "host:65536",
                             "host:-1",
                             "host:8o",
                             "::1:80",
                             "[::1]",
                             "[host]:80",
                             "[::1:80",
                             "a b:80",
                             "http://a:80",
                             "a..b:80",
                             "-a:80",
                             "a/b:80",
                             "host:80 "}) {
        EXPECT_FALSE(parse_endpoint(text)) << text;
    }
}

TEST(Address, to_listen_on_is_an_ip_address) {
    EXPECT_TRUE(parse_listen_address("0.0.0.0:8443"));
    EXPECT_TRUE(parse_listen_address("[::]:0"));
    EXPECT_FALSE(parse_listen_address("localhost:8443"));
    EXPECT_FALSE(parse_listen_address("0.0.0.256:80"));
}

TEST(HostField, may_have_a_port) {
    for (const char* text : {"a.example", "a.example:8080", "10.0.0.1", "[::1]", "[::1]:80"}) {
        EXPECT_TRUE(parse_host_field(text)) << text;
    }
    for (const char* text : {"", "a b", "a\r\nb", "::1", "http://a", "a/b", "[x]"}) {
        EXPECT_FALSE(parse_host_field(text)) << text;
    }
}

TEST(Date, is_a_day_of_the_calendar) {
    EXPECT_EQ(parse_date("2027-03-01"), "2027-03-01");
    EXPECT_TRUE(parse_date("2028-02-29"));
    for (const char* text : {"",
                             "2027-02-29",
                             "2027-13-01",
                             "2027-00-01",
                             "2027-3-1",
                             "27-03-01",
                             "2027/03/01",
                             "2027-03-01 ",
                             "2027-03-+1"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
}

TEST(Method, is_a_token_in_the_case_that_clients_use) {
    EXPECT_TRUE(parse_method("GET"));
    EXPECT_TRUE(parse_method("M-SEARCH"));
    EXPECT_TRUE(parse_method("purge"));
    for (const char* text : {"", "get", "Post", "GE T", "GET,POST", "G\tT", "G\xc3\xa9T"}) {
        EXPECT_FALSE(parse_method(text)) << text;
    }
}

TEST(FieldValue, holds_no_line_ends_or_other_control_characters) {
    EXPECT_TRUE(is_field_value("Bearer a\tb \xc3\xa9"));
    EXPECT_TRUE(is_field_value(""));
    for (const char* text : {"a\rb", "a\nb", "a\x7f", "\x01"}) {
        EXPECT_FALSE(is_field_value(text));
    }
    EXPECT_FALSE(is_field_value(std::string_view("a\0b", 3)));
}

TEST(JsonPointer, knows_its_two_escapes) {
    for (const char* text : {"/a", "/a/b", "/", "/a~1b", "/a~0b", "/a//b"}) {
        EXPECT_TRUE(is_json_pointer(text)) << text;
    }
    for (const char* text : {"", "a", "a/b", "/a~", "/a~2", "/~~0"}) {
        EXPECT_FALSE(is_json_pointer(text)) << text;
    }
}

TEST(JsonText, of_a_plain_scalar_is_a_number_only_if_json_says_so) {
    const auto text_of = [](const std::string& text) {
        RawNode node;
        node.kind = RawNode::Kind::scalar;
        node.text = text;
        return json_text(node).value();
    };
    for (const char* text : {"0", "-0", "10", "-1.5", "1e9", "1.5E-3", "true", "false"}) {
        EXPECT_EQ(text_of(text), text);
    }
    for (const char* text :
         {"", "010", "+1", ".5", "5.", "1e", "0x1F", "1_000", "-", "nan", "yes", "True"}) {
        EXPECT_EQ(text_of(text), '"' + std::string(text) + '"');
    }
    EXPECT_EQ(text_of("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
}

TEST(Quoted, never_breaks_a_line_and_never_goes_on_for_ever) {
    EXPECT_EQ(in_quotes("a\nb\x1b"), "'a?b?'");
    EXPECT_EQ(in_quotes(std::string(100, 'x')), "'" + std::string(60, 'x') + "...'");
    // The cut must not leave half a character behind.
    EXPECT_EQ(in_quotes(std::string(59, 'x') + "\xc3\xa9zz"), "'" + std::string(59, 'x') + "...'");
}

TEST(Utf8, is_checked_as_rfc_3629_defines_it) {
    EXPECT_EQ(valid_utf8_prefix("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 10U);
    for (const char* bad : {"\x80",
                            "\xc0\x80",
                            "\xc3",
                            "\xe0\x80\x80",
                            "\xed\xa0\x80",
                            "\xf4\x90\x80\x80",
                            "\xf5\x80\x80\x80",
                            "\xf0\x9f\x98"}) {
        EXPECT_EQ(valid_utf8_prefix("ab" + std::string(bad)), 2U);
    }
}

}  // namespace
}  // namespace crossfade::config
