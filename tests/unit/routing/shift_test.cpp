// The shift between two samples, against all pairs counted one by one.
#include "routing/shift.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace crossfade::routing {
namespace {

std::vector<Group> grouped(const std::vector<std::int64_t>& values) {
    std::map<std::int64_t, std::uint64_t> counts;
    for (const auto value : values) ++counts[value];
    std::vector<Group> groups;
    for (const auto& [value, count] : counts) groups.push_back({value, count});
    return groups;
}

TEST(ShiftTest, is_the_median_of_all_differences) {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        std::vector<std::int64_t> first(1 + random() % 30);
        std::vector<std::int64_t> second(1 + random() % 30);
        for (auto& value : first) value = static_cast<std::int64_t>(random() % 40);
        for (auto& value : second) value = static_cast<std::int64_t>(random() % 60);
        std::vector<std::int64_t> differences;
        for (const auto a : first) {
            for (const auto b : second) differences.push_back(b - a);
        }
        std::sort(differences.begin(), differences.end());
        const Shift shift = shift_between(grouped(first), grouped(second), 2.326);
        EXPECT_EQ(shift.estimate, differences[(differences.size() - 1) / 2]);
        EXPECT_LE(shift.low, shift.estimate);
        EXPECT_GE(shift.high, shift.estimate);
    }
}

// By hand: of 2 500 pairs, 1 250 +- 2.326 * 145 are the ranks of the bounds, and (50 - k)(51 - k)/2
// pairs are at least k below the middle.
TEST(ShiftTest, has_the_interval_of_the_rank_test) {
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> second;
    for (std::int64_t value = 1; value <= 50; ++value) {
        first.push_back(value);
        second.push_back(value + 30);
    }
    const Shift shift = shift_between(grouped(first), grouped(second), 2.326);
    EXPECT_EQ(shift.estimate, 30);
    EXPECT_EQ(shift.low, 23);
    EXPECT_EQ(shift.high, 37);
}

TEST(ShiftTest, of_nothing_is_none) {
    const std::vector<Group> some{{3, 2}, {5, 1}};
    EXPECT_EQ(shift_between({}, some, 2).estimate, 0);
    EXPECT_EQ(shift_between(some, {}, 2).estimate, 0);
    EXPECT_EQ(shift_between(some, some, 2).estimate, 0);
    EXPECT_EQ(size_of(some), 3U);
    EXPECT_NEAR(mean_of(some), 11.0 / 3, 1e-12);
    EXPECT_EQ(quantile_of(some, 0.5), 3);
    EXPECT_EQ(quantile_of(some, 0.99), 5);
    EXPECT_EQ(count_above(some, 3), 1U);
    EXPECT_EQ(mean_of({}), 0);
}

}  // namespace
}  // namespace crossfade::routing
