// Golden values of intervals and bounds, and their edges.
#include "routing/interval.hpp"

#include <gtest/gtest.h>

namespace crossfade::routing {
namespace {

TEST(Interval, has_the_textbook_values) {
    const auto large = wilson_interval(48'210 - 12, 48'210);
    EXPECT_NEAR(large.low, 0.9995649, 0.0000001);
    EXPECT_NEAR(large.high, 0.9998576, 0.0000001);
    const auto small = wilson_interval(297, 300);
    EXPECT_NEAR(small.low, 0.971, 0.0005);
    EXPECT_NEAR(small.high, 0.997, 0.0005);
    EXPECT_NEAR(wilson_interval(100, 100).low, 0.963, 0.0005);
    EXPECT_NEAR(wilson_interval(3'000, 3'000).low, 0.9987, 0.00005);
}

TEST(Interval, is_exact_at_both_ends) {
    EXPECT_EQ(wilson_interval(0, 10).low, 0);
    EXPECT_EQ(wilson_interval(10, 10).high, 1);
    EXPECT_GT(wilson_interval(0, 10).high, 0.2);
    EXPECT_LT(wilson_interval(10, 10).low, 0.8);
}

TEST(Interval, knows_nothing_from_nothing) {
    EXPECT_EQ(wilson_interval(0, 0).low, 0);
    EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

TEST(Interval, holds_the_share_and_narrows_with_the_sample) {
    double width = 1;
    for (std::uint64_t trials = 10; trials <= 10'000'000'000; trials *= 10) {
        const auto interval = wilson_interval(trials / 10 * 9, trials);
        EXPECT_LT(interval.low, 0.9);
        EXPECT_GT(interval.high, 0.9);
        EXPECT_LT(interval.high - interval.low, width);
        width = interval.high - interval.low;
    }
}

// Computed with 50 decimal digits by summing the binomial distribution.
TEST(Bounds, have_the_exact_values) {
    EXPECT_NEAR(share_at_least(48'210 - 12, 48'210), 0.99959674, 1e-8);
    EXPECT_NEAR(share_at_least(100, 100), 0.97048695, 1e-8);
    EXPECT_NEAR(share_at_least(3'000, 3'000), 0.99900192, 1e-8);
    EXPECT_NEAR(share_at_least(100'000, 100'000), 0.99997004, 1e-8);
    EXPECT_NEAR(share_at_least(297, 300), 0.97435861, 1e-8);
    EXPECT_NEAR(share_at_least(1, 2), 0.02532057, 1e-8);
    EXPECT_NEAR(share_at_least(5, 10), 0.22244110, 1e-8);
    EXPECT_NEAR(share_at_most(5, 10), 0.77755890, 1e-8);
    EXPECT_NEAR(1 - share_at_most(48'210 - 198, 48'210), share_at_least(198, 48'210), 1e-12);
}

TEST(Bounds, are_whole_where_nothing_or_all_is_known) {
    EXPECT_EQ(share_at_least(0, 0), 0);
    EXPECT_EQ(share_at_most(0, 0), 1);
    EXPECT_EQ(share_at_least(0, 50), 0);
    EXPECT_EQ(share_at_most(50, 50), 1);
}

TEST(Bounds, are_kept_for_large_samples) {
    const double bound = share_at_least(999'999'990, 1'000'000'000);
    EXPECT_GT(bound, 0.99999998);
    EXPECT_LT(bound, 0.99999999);
}

TEST(TrialsNeeded, are_the_known_numbers_of_clean_samples) {
    EXPECT_EQ(trials_needed(0, 0, 0.99), 299U);
    EXPECT_EQ(trials_needed(212, 212, 0.999), 2'995U);
    EXPECT_EQ(trials_needed(1, 1, 0.9999), 29'956U);
}

TEST(TrialsNeeded, no_number_is_enough_below_the_target) {
    EXPECT_EQ(trials_needed(990, 1'000, 0.999), 0U);
    EXPECT_EQ(trials_needed(990, 1'000, 0.99), 0U);
    EXPECT_EQ(trials_needed(10, 10, 1), 0U);
}

TEST(TrialsNeeded, reach_the_target_at_the_same_rate_and_not_before) {
    const std::uint64_t needed = trials_needed(999, 1'000, 0.99);
    const auto failures = static_cast<std::uint64_t>(static_cast<double>(needed) / 1'000);
    EXPECT_GE(share_at_least(needed - failures, needed), 0.99);
    EXPECT_LT(needed, 1'000U);
    EXPECT_GT(needed, 299U);
}

}  // namespace
}  // namespace crossfade::routing
