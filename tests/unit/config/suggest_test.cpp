// Did you mean ...?
#include "config/suggest.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

TEST(EditDistance, counts_insertions_deletions_replacements_and_swaps) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("mirors", "mirror"), 2U);
    EXPECT_EQ(edit_distance("slpit", "split"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Suggest, finds_the_nearest_word) {
    EXPECT_EQ(suggest("mirors", {"match", "mirror", "split"}), "mirror");
    EXPECT_EQ(suggest("Split", {"match", "mirror", "split"}), "split");
    EXPECT_EQ(suggest("methdos", {"hosts", "methods"}), "methods");
}

TEST(Suggest, stays_silent_when_nothing_is_near) {
    EXPECT_FALSE(suggest("banana", {"match", "mirror", "split"}));
    EXPECT_FALSE(suggest("x", {"y"}));
    EXPECT_FALSE(suggest("", {"to"}));
    EXPECT_FALSE(suggest("split", {}));
    EXPECT_FALSE(suggest(std::string(1'000'000, 'a'), {"split"}));
}

}  // namespace
}  // namespace crossfade::config
