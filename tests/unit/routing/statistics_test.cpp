// Golden values of the tests behind the report, computed with exact fractions.
#include "routing/beta.hpp"
#include "routing/exact_test.hpp"
#include "routing/false_discovery.hpp"
#include "routing/paired_test.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace crossfade::routing {
namespace {

TEST(Beta, keeps_to_its_identities) {
    for (const double x : {0.001, 0.2, 0.5, 0.77, 0.999}) {
        EXPECT_NEAR(incomplete_beta(x, 1, 1), x, 1e-13);
        EXPECT_NEAR(incomplete_beta(x, 3, 1), x * x * x, 1e-13);
        EXPECT_NEAR(incomplete_beta(x, 7, 20), 1 - incomplete_beta(1 - x, 20, 7), 1e-12);
    }
    EXPECT_EQ(incomplete_beta(0, 2, 3), 0);
    EXPECT_EQ(incomplete_beta(1, 2, 3), 1);
    EXPECT_NEAR(log_choose(52, 5), std::log(2'598'960.0), 1e-9);
}

TEST(McNemar, has_the_exact_values) {
    EXPECT_NEAR(mcnemar_p(12, 3), 0.017578125, 1e-12);
    EXPECT_NEAR(mcnemar_p(5, 5), 0.623046875, 1e-12);
    EXPECT_NEAR(mcnemar_p(1, 0), 0.5, 1e-12);
    EXPECT_NEAR(mcnemar_p(10, 0), 0.0009765625, 1e-14);
    EXPECT_NEAR(mcnemar_p(600, 500), 0.0014097724957182138, 1e-10);
    EXPECT_EQ(mcnemar_p(0, 0), 1);
    EXPECT_EQ(mcnemar_p(0, 100), 1);
}

TEST(PairedDifference, has_newcombes_published_interval) {
    const auto found = paired_difference({36, 12, 2, 0});
    EXPECT_NEAR(found.difference, 0.2, 1e-12);
    EXPECT_NEAR(found.interval.low, 0.0569, 0.00005);
    EXPECT_NEAR(found.interval.high, 0.3404, 0.00005);
}

TEST(PairedDifference, has_the_values_of_an_independent_computation) {
    const auto rare = paired_difference({10, 200, 5, 9'785});
    EXPECT_NEAR(rare.difference, 0.0195, 1e-12);
    EXPECT_NEAR(rare.interval.low, 0.016849323829571303, 1e-9);
    EXPECT_NEAR(rare.interval.high, 0.022459808547194916, 1e-9);
    const auto few = paired_difference({1, 25, 3, 471});
    EXPECT_NEAR(few.interval.low, 0.023844556222755216, 1e-9);
    EXPECT_NEAR(few.interval.high, 0.06747039494070316, 1e-9);
}

TEST(PairedDifference, knows_nothing_from_nothing) {
    const auto none = paired_difference({});
    EXPECT_EQ(none.difference, 0);
    EXPECT_EQ(none.interval.low, -1);
    EXPECT_EQ(none.interval.high, 1);
}

TEST(FalseDiscovery, adjusts_as_benjamini_and_hochberg_do) {
    const std::array p{0.01, 0.04, 0.03, 0.005};
    const auto rates = false_discovery_rates(p);
    ASSERT_EQ(rates.size(), 4U);
    EXPECT_NEAR(rates[0], 0.02, 1e-12);
    EXPECT_NEAR(rates[1], 0.04, 1e-12);
    EXPECT_NEAR(rates[2], 0.04, 1e-12);
    EXPECT_NEAR(rates[3], 0.02, 1e-12);
    EXPECT_TRUE(false_discovery_rates({}).empty());
}

TEST(Fisher, has_the_exact_values) {
    EXPECT_NEAR(fisher_p(3, 4, 4, 8), 0.24285714285714285, 1e-12);
    EXPECT_NEAR(fisher_p(10, 12, 15, 40), 0.00016744308819783118, 1e-14);
    EXPECT_NEAR(fisher_p(1, 2, 3, 10), 0.5333333333333333, 1e-12);
    EXPECT_NEAR(fisher_p(2, 10, 200, 1'000), 0.6254047062897403, 1e-10);
    EXPECT_LT(fisher_p(90, 100, 120, 1'000), 1e-80);
}

TEST(Fisher, edges_prove_nothing) {
    EXPECT_EQ(fisher_p(0, 0, 0, 0), 1);
    EXPECT_EQ(fisher_p(0, 5, 5, 10), 1);
    EXPECT_EQ(fisher_p(10, 10, 10, 10), 1);
    EXPECT_EQ(fisher_p(6, 5, 9, 10), 1);  // more than were drawn
    EXPECT_EQ(fisher_p(1, 10, 2, 5), 1);  // more drawn than there are
    EXPECT_EQ(fisher_p(0, 9, 5, 10), 1);  // fewer than must be among them
}

TEST(Fisher, millions_take_no_time_and_stay_within_bounds) {
    EXPECT_NEAR(fisher_p(500'000, 1'000'000, 2'000'000, 4'000'000), 0.5, 0.01);
    EXPECT_GT(fisher_p(400'000, 1'000'000, 2'000'000, 4'000'000), 0.999);
}

}  // namespace
}  // namespace crossfade::routing
