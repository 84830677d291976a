// Golden values of the interval, and its edges.
#include "proxy/report/interval.hpp"

#include <gtest/gtest.h>

namespace crossfade::report {
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

}  // namespace
}  // namespace crossfade::report
