// "new=1%" on the command line.
#include "proxy/command/split.hpp"

#include <gtest/gtest.h>

namespace crossfade::command {
namespace {

std::variant<WrittenShares, std::string> parsed(const std::vector<std::string>& words) {
    return parse_shares(words);
}

TEST(SplitArguments, shares_are_read_to_the_part_per_million) {
    const auto shares = parsed({"new=0.0001%", "legacy=99.9999%"});
    ASSERT_TRUE(std::holds_alternative<WrittenShares>(shares));
    const WrittenShares expected{{"new", {1}}, {"legacy", {999'999}}};
    EXPECT_EQ(std::get<WrittenShares>(shares), expected);
}

TEST(SplitArguments, the_edges_are_shares_too) {
    const auto shares = parsed({"new=0%", "v2.api_b-1=100%"});
    ASSERT_TRUE(std::holds_alternative<WrittenShares>(shares));
    const WrittenShares expected{{"new", {0}}, {"v2.api_b-1", {1'000'000}}};
    EXPECT_EQ(std::get<WrittenShares>(shares), expected);
}

TEST(SplitArguments, what_is_no_share_is_named_in_the_message) {
    for (const auto* word : {"new",
                             "new=",
                             "=1%",
                             "new=1",
                             "new=-1%",
                             "new=101%",
                             "new=0.00001%",
                             "new=1%%",
                             "new=one%",
                             "n/w=1%",
                             "new =1%",
                             ""}) {
        const auto shares = parsed({"legacy=1%", word});
        ASSERT_TRUE(std::holds_alternative<std::string>(shares)) << word;
        const auto quoted = "'" + std::string(word) + "'";
        EXPECT_NE(std::get<std::string>(shares).find(quoted), std::string::npos) << word;
    }
}

TEST(SplitArguments, a_backend_is_given_once) {
    const auto shares = parsed({"new=1%", "new=2%"});
    ASSERT_TRUE(std::holds_alternative<std::string>(shares));
    EXPECT_NE(std::get<std::string>(shares).find("'new'"), std::string::npos);
}

TEST(SplitArguments, the_body_says_what_was_written) {
    EXPECT_EQ(split_body({{"new", {5'000}}, {"legacy", {995'000}}}),
              R"({"split":{"new":"0.5%","legacy":"99.5%"}})");
}

}  // namespace
}  // namespace crossfade::command
