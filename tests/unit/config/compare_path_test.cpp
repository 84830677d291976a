// The grammar of compare paths.
#include "config/compare_path.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

using Kind = CompareStep::Kind;

TEST(ComparePath, reads_every_kind_of_step) {
    const ComparePath path = parse_compare_path("$.items[*].*.**['a.b'].price");
    ASSERT_TRUE(path.good()) << path.error;
    const std::vector<CompareStep> expected{{Kind::member, "items"},
                                            {Kind::any_index, ""},
                                            {Kind::any_member, ""},
                                            {Kind::any_depth, ""},
                                            {Kind::member, "a.b"},
                                            {Kind::member, "price"}};
    EXPECT_EQ(path.steps, expected);
}

TEST(ComparePath, of_the_whole_body_has_no_steps) {
    const ComparePath path = parse_compare_path("$");
    EXPECT_TRUE(path.good());
    EXPECT_TRUE(path.steps.empty());
}

TEST(ComparePath, takes_unusual_names) {
    EXPECT_EQ(parse_compare_path("$.x-y_1$").steps[0].name, "x-y_1$");
    EXPECT_EQ(parse_compare_path("$.\xc3\xa9t\xc3\xa9").steps[0].name, "\xc3\xa9t\xc3\xa9");
    EXPECT_EQ(parse_compare_path("$['']").steps[0].name, "");
    EXPECT_EQ(parse_compare_path("$['*']").steps[0], (CompareStep{Kind::member, "*"}));
    EXPECT_EQ(parse_compare_path("$['it\\'s \\\\']").steps[0].name, "it's \\");
}

TEST(ComparePath, refuses_what_is_not_one_and_says_what_is) {
    for (const char* text :
         {"",     "items", ".items",  "$items", "$.",   "$..",    "$.a.",     "$..a",
          "$[0]", "$[",    "$[*",     "$['a'",  "$['a", "$['a\\", "$[\"a\"]", "$.a b",
          "$.a]", "$.***", "$.**.**", "$.a*",   "$ ",   "$.a\n"}) {
        const ComparePath path = parse_compare_path(text);
        EXPECT_FALSE(path.good()) << text;
        EXPECT_TRUE(path.steps.empty()) << text;
        EXPECT_NE(path.error.find("allowed: $"), std::string::npos) << text;
    }
}

TEST(ComparePath, is_bounded) {
    std::string text = "$";
    for (int i = 0; i < 64; ++i) text += ".a";
    EXPECT_TRUE(parse_compare_path(text).good());
    EXPECT_FALSE(parse_compare_path(text + ".a").good());
}

}  // namespace
}  // namespace crossfade::config
