// The scanner: strict about what is JSON, faithful about what it hands out.
#include "proxy/json/values.hpp"

#include <gtest/gtest.h>

namespace crossfade::json {
namespace {

TEST(JsonValues, accepts_what_the_grammar_allows) {
    for (const char* text : {"0",
                             "-0",
                             "1.50",
                             "1e5",
                             "-12.5E-3",
                             "true",
                             "null",
                             "[]",
                             "{}",
                             " [ 1 , {\"a\" : [ ] } ] \n",
                             R"("\u00e9\n\"")",
                             "\"\xC3\xA9\"",
                             "123456789012345678901234567890",
                             R"({"a":1,"a":2})"}) {
        EXPECT_TRUE(is_json(text)) << text;
    }
}

TEST(JsonValues, refuses_what_it_does_not) {
    for (const char* text : {"",
                             " ",
                             "01",
                             "+1",
                             "1.",
                             ".5",
                             "1e",
                             "-",
                             "tru",
                             "nulll",
                             "[1,]",
                             "[,1]",
                             "{\"a\"}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{1:1}",
                             "[1 2]",
                             "\"a",
                             "\"\t\"",
                             R"("\x")",
                             R"("\u12g4")",
                             "[",
                             "{",
                             "1 1",
                             "NaN",
                             "'a'",
                             "\"\xFF\"",
                             "\"\xC0\xAF\"",
                             "\"\xED\xA0\x80\"",
                             "\xEF\xBB\xBF{}",
                             "[1]x",
                             "{\"a\":}",
                             "// c\n1"}) {
        EXPECT_FALSE(is_json(text)) << text;
    }
    EXPECT_FALSE(is_json(std::string_view("\"a\0b\"", 5)));
}

TEST(JsonValues, a_deep_text_is_refused_and_does_not_overflow_the_stack) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(is_json(nested(max_depth)));
    EXPECT_FALSE(is_json(nested(max_depth + 1)));
    EXPECT_FALSE(is_json(std::string(10'000'000, '[')));
}

TEST(JsonValues, members_are_slices_of_the_text) {
    const auto members = members_of(R"( { "a\u0041" : 1.0 , "b":[1, 2] } )", 10);
    ASSERT_TRUE(members);
    ASSERT_EQ(members->size(), 2U);
    EXPECT_EQ((*members)[0].name, "aA");
    EXPECT_EQ((*members)[0].value, "1.0");
    EXPECT_EQ((*members)[1].value, "[1, 2]");
}

TEST(JsonValues, a_member_twice_or_too_many_of_them_give_nothing) {
    EXPECT_FALSE(members_of(R"({"a":1,"\u0061":2})", 10));
    EXPECT_FALSE(members_of(R"({"a":1,"b":2})", 1));
    EXPECT_FALSE(members_of("[]", 1));
    EXPECT_FALSE(elements_of("[1,2,3]", 2));
    EXPECT_EQ(elements_of("[ ]", 2)->size(), 0U);
}

TEST(JsonValues, white_space_goes_only_between_tokens) {
    EXPECT_EQ(without_white_space("{ \"a b\" :\n[ 1.00,\t\"\\\" \" ] }"),
              "{\"a b\":[1.00,\"\\\" \"]}");
}

TEST(JsonValues, whole_numbers_are_bounded) {
    EXPECT_EQ(whole_number_of("9223372036854775807"), 9223372036854775807U);
    for (const char* text : {"9223372036854775808", "-1", "1.0", "1e2", "true"}) {
        EXPECT_FALSE(whole_number_of(text)) << text;
    }
}

}  // namespace
}  // namespace crossfade::json
