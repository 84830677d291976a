#include "proxy/compare/json_document.hpp"

#include "proxy/compare/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::compare {
namespace {

using Status = JsonDocument::Status;

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

Status status_of(const std::string& text) { return JsonDocument::parse(text).status(); }

std::string written_again(const std::string& text) {
    const auto document = JsonDocument::parse(text);
    return document.good() ? json_text(document, 0) : "refused";
}

TEST(JsonDocument, keeps_the_text_of_numbers) {
    for (const char* number : {"0",
                               "-0",
                               "1.0",
                               "1e0",
                               "1E+2",
                               "9007199254740993",
                               "123456789012345678901234567890.10",
                               "0.1e-7",
                               "1e400"}) {
        EXPECT_EQ(written_again(number), number);
        EXPECT_EQ(written_again("[" + std::string(number) + "]"), "[" + std::string(number) + "]");
    }
}

TEST(JsonDocument, keeps_the_order_of_members_and_shows_duplicates) {
    EXPECT_EQ(written_again(R"( { "b" : 1 , "a" : [ ] , "b" : { } } )"),
              R"({"b":1,"a":[],"b":{}})");
}

TEST(JsonDocument, unescapes_strings_and_surrogate_pairs) {
    const auto document = JsonDocument::parse(R"(["\u00e9\n\"\/","\ud83d\ude00","\u0000"])");
    ASSERT_TRUE(document.good());
    const auto elements = document.children(0);
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(document.text(elements[0]), "\xc3\xa9\n\"/");
    EXPECT_EQ(document.text(elements[1]), "\xf0\x9f\x98\x80");
    EXPECT_EQ(document.text(elements[2]), std::string(1, '\0'));
}

TEST(JsonDocument, long_strings_and_numbers_arrive_whole) {
    const std::string text = repeated("abc\\u0041", 20'000);
    const std::string whole = "{\"" + text + "\":\"" + text + "\"}";
    const auto document = JsonDocument::parse(whole);
    ASSERT_TRUE(document.good());
    EXPECT_EQ(document.text(1), repeated("abcA", 20'000));
    EXPECT_EQ(document.name(1), repeated("abcA", 20'000));
    const std::string digits = "1" + repeated("7", 50'000);
    EXPECT_EQ(written_again(digits), digits);
}

TEST(JsonDocument, refuses_what_rfc_8259_does_not_know) {
    for (const char* text : {"",
                             " ",
                             "NaN",
                             "Infinity",
                             "-Infinity",
                             "[1,]",
                             "{\"a\":1,}",
                             "01",
                             "+1",
                             "1.",
                             ".5",
                             "1e",
                             "'a'",
                             "{a:1}",
                             "[1] x",
                             "{} {}",
                             "// c\n1",
                             "/* c */ 1",
                             "nul",
                             "tru",
                             "\"a",
                             "[",
                             "{\"a\"",
                             "\"\x01\"",
                             "\"\\ud83d\"",
                             "\"\\ude00\"",
                             "\"\\x\"",
                             "\"\xff\"",
                             "\"\xc0\x80\"",
                             "\"\xed\xa0\x80\"",
                             "\xff\xfe[]",
                             "1 2"}) {
        EXPECT_EQ(status_of(text), Status::not_json) << text;
    }
}

TEST(JsonDocument, skips_and_remembers_a_byte_order_mark) {
    const auto document = JsonDocument::parse("\xEF\xBB\xBF[1]");
    EXPECT_TRUE(document.good());
    EXPECT_TRUE(document.byte_order_mark());
    EXPECT_EQ(status_of("\xEF\xBB\xBF"), Status::not_json);
}

TEST(JsonDocument, is_over_budget_below_the_depth_limit_and_not_at_it) {
    EXPECT_EQ(status_of(repeated("[", 128) + repeated("]", 128)), Status::good);
    EXPECT_EQ(status_of(repeated("[", 129) + repeated("]", 129)), Status::over_budget);
    EXPECT_EQ(status_of(repeated("{\"a\":", 100'000)), Status::over_budget);
}

TEST(JsonDocument, is_over_budget_with_too_many_nodes) {
    const JsonLimits limits{128, 10};
    EXPECT_TRUE(JsonDocument::parse("[1,2,3,4,5,6,7,8,9]", limits).good());
    EXPECT_EQ(JsonDocument::parse("[1,2,3,4,5,6,7,8,9,0]", limits).status(), Status::over_budget);
}

TEST(JsonDocument, walks_children_over_nested_ones) {
    const auto document = JsonDocument::parse(R"([[1,[2]],{"a":{"b":3}},4])");
    const auto elements = document.children(0);
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(document.type(elements[1]), JsonType::object);
    EXPECT_EQ(document.text(elements[2]), "4");
    EXPECT_EQ(document.count(elements[0]), 2U);
}

TEST(JsonPreview, shows_nothing_of_what_is_inside_a_container) {
    const auto document = JsonDocument::parse(R"({"secret":"s","n":[1,2]})");
    EXPECT_EQ(preview(document, 0), "object of 2");
    EXPECT_EQ(preview(document, 2), "array of 2");
    EXPECT_EQ(preview(document, 1), "\"s\"");
}

TEST(JsonPreview, is_bounded) {
    const std::string whole = "\"" + repeated("\xc3\xa9", 100'000) + "\"";
    const auto document = JsonDocument::parse(whole);
    const std::string text = preview(document, 0);
    EXPECT_LE(text.size(), 123U);
    EXPECT_TRUE(text.ends_with("\xc3\xa9..."));
}

}  // namespace
}  // namespace crossfade::compare
