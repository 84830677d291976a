// Which elements of two sequences belong together.
#include "proxy/compare/alignment.hpp"

#include "proxy/compare/same_ends.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::compare {
namespace {

using Numbers = std::vector<std::uint64_t>;
using Pairs = std::vector<PairOfPlaces>;

Pairs pairs_of(const Numbers& one, const Numbers& other, std::size_t steps = 1'000'000) {
    return aligned(one, other, steps);
}

TEST(Alignment, keeps_equal_elements_together_around_one_more) {
    EXPECT_EQ(pairs_of({1, 2, 3}, {1, 9, 2, 3}), (Pairs{{0, 0}, {1, 2}, {2, 3}}));
    EXPECT_EQ(pairs_of({1, 2, 3}, {2, 3}), (Pairs{{1, 0}, {2, 1}}));
    EXPECT_EQ(pairs_of({}, {1}), Pairs{});
}

TEST(Alignment, leaves_out_what_moved) {
    EXPECT_EQ(pairs_of({1, 2, 3, 4}, {4, 1, 2, 3}), (Pairs{{0, 1}, {1, 2}, {2, 3}}));
}

TEST(Alignment, finds_the_longest_common_part_of_repeated_elements) {
    EXPECT_EQ(pairs_of({1, 1, 2, 1}, {1, 2, 2, 1}).size(), 3U);
    EXPECT_EQ(pairs_of({5, 7, 5, 7, 5}, {7, 5, 7, 5, 7}).size(), 4U);
}

TEST(Alignment, stops_at_its_budget) {
    const Numbers one{1, 2, 1, 2, 1, 2, 9};
    const Numbers other{2, 1, 2, 1, 2, 1, 8};
    EXPECT_EQ(pairs_of(one, other).size(), 5U);
    std::size_t steps = 10;
    EXPECT_LE(aligned(one, other, steps).size(), 1U);
    EXPECT_EQ(steps, 10U);
}

TEST(Alignment, is_quick_for_long_sequences) {
    Numbers one;
    for (std::uint64_t i = 0; i < 50'000; ++i) one.push_back(i);
    Numbers other(one.begin() + 1, one.end());
    other.push_back(7'000'000);
    EXPECT_EQ(pairs_of(one, other).size(), 49'999U);
}

TEST(SameEnds, count_no_byte_twice) {
    const auto ends = [](const std::string& a, const std::string& b) {
        const SameEnds same = same_ends(a, b);
        return std::pair(same.front, same.back);
    };
    using Ends = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(ends("abc", "axc"), Ends(1, 1));
    EXPECT_EQ(ends("aa", "aaa"), Ends(2, 0));
    EXPECT_EQ(ends("", "a"), Ends(0, 0));
    EXPECT_EQ(ends("same", "same"), Ends(4, 0));
    const std::string many(1'000, 'x');
    EXPECT_EQ(ends(many + "a" + many, many + "b" + many), Ends(1'000, 1'000));
    EXPECT_EQ(ends(many + "ab" + many, many + "b" + many), Ends(1'000, 1'001));
}

}  // namespace
}  // namespace crossfade::compare
