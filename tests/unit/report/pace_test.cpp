// Whether the shadow takes longer than live, and how that is said.
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::report {
namespace {

/// Log-normal around `median`, as latencies are; microseconds.
store::Histogram sample(int count, double median, unsigned seed, double slow_share = 0) {
    std::mt19937 random(seed);
    std::lognormal_distribution<double> duration(std::log(median), 0.8);
    std::uniform_real_distribution<double> chance(0, 1);
    store::Histogram histogram;
    for (int number = 0; number < count; ++number) {
        const double extra = chance(random) < slow_share ? 1'000'000 : 0;
        histogram.add(static_cast<std::int64_t>(duration(random) + extra));
    }
    return histogram;
}

TEST(PaceTest, of_the_same_distribution_is_alike) {
    int wrong = 0;
    for (unsigned seed = 1; seed <= 50; ++seed) {
        const auto report = pace_of(sample(2'000, 30'000, seed), sample(2'000, 30'000, 900 + seed));
        wrong += report.pace == Pace::alike ? 0 : 1;
    }
    EXPECT_LE(wrong, 1);
}

TEST(PaceTest, twice_as_long_is_slower_and_half_is_faster) {
    const auto slow = pace_of(sample(2'000, 30'000, 1), sample(2'000, 60'000, 2));
    EXPECT_EQ(slow.pace, Pace::slower);
    EXPECT_NEAR(slow.ratio, 2, 0.2);
    EXPECT_LT(slow.shift.low, slow.shift.estimate);
    EXPECT_GT(slow.shift.high, slow.shift.estimate);
    EXPECT_TRUE(slow.words.starts_with("slower by ")) << slow.words;
    const auto fast = pace_of(sample(2'000, 60'000, 1), sample(2'000, 30'000, 2));
    EXPECT_EQ(fast.pace, Pace::faster);
    EXPECT_TRUE(fast.words.starts_with("faster by ")) << fast.words;
}

TEST(PaceTest, a_few_very_slow_answers_are_seen_though_they_move_no_median) {
    const auto report = pace_of(sample(5'000, 30'000, 1), sample(5'000, 30'000, 2, 0.03));
    EXPECT_EQ(report.pace, Pace::slower);
    EXPECT_TRUE(report.words.starts_with("slower in its tail: ")) << report.words;
}

TEST(PaceTest, what_nobody_notices_is_none) {
    EXPECT_EQ(pace_of(sample(5'000, 500, 1), sample(5'000, 1'000, 2)).pace, Pace::alike);
    EXPECT_EQ(pace_of(sample(9'000, 100'000, 1), sample(9'000, 106'000, 2)).pace, Pace::alike);
}

TEST(PaceTest, of_few_answers_nothing_is_said) {
    const auto few = pace_of(sample(49, 1'000, 1), sample(5'000, 90'000, 2));
    EXPECT_EQ(few.pace, Pace::unknown);
    EXPECT_EQ(few.words, "only 49 answers timed, too few to tell");
    EXPECT_EQ(pace_of({}, sample(5'000, 90'000, 2)).words, "no answer was timed");
}

TEST(PaceTest, is_that_of_the_build_that_now_answers) {
    Material material;
    auto endpoint = clean_endpoint(rich::users, 8'000);
    endpoint.live = sample(8'000, 30'000, 1);
    endpoint.shadow = sample(8'000, 90'000, 2);
    endpoint.builds = {build_of("b1", hours_ago(20), hours_ago(10), 4'000),
                       build_of("b2", hours_ago(10), hours_ago(0), 4'000)};
    endpoint.builds[1].live = sample(4'000, 30'000, 3);
    endpoint.builds[1].shadow = sample(4'000, 30'000, 4);
    material.run.endpoints = {endpoint};
    count_endpoints(material);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_EQ(report.endpoints[0].pace.pace, Pace::alike);
    material.run.endpoints[0].builds.clear();
    const Report all = make_report(material, {}, {.now = now});
    EXPECT_EQ(all.endpoints[0].pace.pace, Pace::slower);
    ASSERT_EQ(all.verdict.reasons.size(), 1U);
    EXPECT_TRUE(all.verdict.reasons[0].starts_with("GET /users/{id}: the shadow is slower by"));
    EXPECT_EQ(all.verdict.title, "READY");
}

}  // namespace
}  // namespace crossfade::report
