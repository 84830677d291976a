// The words after a command's name.
#include "proxy/command/options.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace crossfade::command {
namespace {

class OptionsTest : public testing::Test {
protected:
    std::optional<Options> parse(const std::vector<std::string_view>& words) {
        const Usage usage{"crossfade sample WORD",
                          "A sample.",
                          {{"--config", "FILE", "a file"},
                           {"--header", "LINE", "a header", "-H"},
                           {"--serve", "", "go on"}}};
        exit_ = -1;
        return Options::parse(usage, words, out_, error_, exit_);
    }

    std::ostringstream out_;
    std::ostringstream error_;
    int exit_ = -1;
};

TEST_F(OptionsTest, nothing_given_is_nothing_set) {
    const auto options = parse({});
    ASSERT_TRUE(options);
    EXPECT_FALSE(options->has("--serve"));
    EXPECT_FALSE(options->value("--config"));
    EXPECT_TRUE(options->values("--header").empty());
    EXPECT_TRUE(options->operands().empty());
}

TEST_F(OptionsTest, a_value_follows_as_a_word_or_after_an_equals_sign) {
    EXPECT_EQ(parse({"--config", "a.yaml"})->value("--config"), "a.yaml");
    EXPECT_EQ(parse({"--config=a=b.yaml"})->value("--config"), "a=b.yaml");
    EXPECT_EQ(parse({"--config="})->value("--config"), "");
}

TEST_F(OptionsTest, a_value_may_look_like_an_option) {
    EXPECT_EQ(parse({"-H", "--serve"})->values("--header"), std::vector<std::string>{"--serve"});
}

TEST_F(OptionsTest, repeated_options_keep_all_values_and_the_last_one_counts) {
    const auto options = parse({"-H", "a: 1", "--header", "b: 2", "--header=c: 3"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->values("--header"), (std::vector<std::string>{"a: 1", "b: 2", "c: 3"}));
    EXPECT_EQ(options->value("--header"), "c: 3");
}

TEST_F(OptionsTest, operands_keep_their_order_between_options) {
    const auto options = parse({"GET", "--serve", "/orders?a=-1", "-"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->operands(), (std::vector<std::string>{"GET", "/orders?a=-1", "-"}));
    EXPECT_TRUE(options->has("--serve"));
}

TEST_F(OptionsTest, mistakes_end_with_the_usage_on_the_error_stream) {
    const std::vector<std::vector<std::string_view>> mistakes{
        {"--nonsense"}, {"--config"}, {"-H"}, {"--serve=yes"}, {"-x"}, {"--conf", "a"}};
    for (const auto& words : mistakes) {
        error_.str("");
        EXPECT_FALSE(parse(words)) << words[0];
        EXPECT_EQ(exit_, exit_usage);
        EXPECT_NE(error_.str().find("usage: crossfade sample WORD"), std::string::npos);
        EXPECT_NE(error_.str().find(words[0]), std::string::npos);
        EXPECT_EQ(out_.str(), "");
    }
}

TEST_F(OptionsTest, help_goes_to_the_output_and_is_no_mistake) {
    EXPECT_FALSE(parse({"--config", "a", "--help", "--nonsense"}));
    EXPECT_EQ(exit_, 0);
    EXPECT_EQ(error_.str(), "");
    for (const auto* word :
         {"crossfade sample", "A sample.", "--config FILE", "-H, --header LINE"}) {
        EXPECT_NE(out_.str().find(word), std::string::npos) << word;
    }
}

}  // namespace
}  // namespace crossfade::command
