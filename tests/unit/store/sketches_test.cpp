// The bounded structures that counts are kept in: right within their promise, the same whether
// added up in one or in parts, and empty when what was stored is broken.
#include "proxy/store/distinct.hpp"
#include "proxy/store/frequent.hpp"
#include "proxy/store/histogram.hpp"
#include "routing/hash.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace crossfade::store {
namespace {

TEST(Histogram, gives_percentiles_within_five_percent) {
    Histogram histogram;
    for (std::int64_t value = 1; value <= 100'000; ++value) histogram.add(value);
    const Latency latency = histogram.latency();
    EXPECT_EQ(latency.count, 100'000U);
    EXPECT_NEAR(static_cast<double>(latency.p50), 50'000, 2'500);
    EXPECT_NEAR(static_cast<double>(latency.p95), 95'000, 4'750);
    EXPECT_NEAR(static_cast<double>(latency.p99), 99'000, 4'950);
}

TEST(Histogram, is_exact_where_values_are_small_and_takes_any_value) {
    Histogram histogram;
    for (const std::int64_t value : {std::int64_t{-5}, std::int64_t{7}, INT64_MAX}) {
        histogram.add(value);
    }
    EXPECT_EQ(histogram.latency().p50, 7);
    EXPECT_NEAR(
        static_cast<double>(histogram.latency().p99) / static_cast<double>(INT64_MAX), 1, 0.03);
    EXPECT_EQ(Histogram::of_blob(histogram.blob()).latency().p99, histogram.latency().p99);
}

TEST(Histogram, of_parts_is_that_of_the_whole) {
    std::mt19937_64 random(1);
    Histogram whole;
    Histogram parts[3];
    for (int index = 0; index < 3'000; ++index) {
        const auto value = static_cast<std::int64_t>(random() % 10'000'000);
        whole.add(value);
        parts[index % 3].add(value);
    }
    Histogram sum = Histogram::of_blob(parts[0].blob());
    sum.merge(parts[1]);
    sum.merge(parts[2]);
    EXPECT_EQ(sum.blob(), whole.blob());
}

TEST(Histogram, a_broken_one_is_empty) {
    EXPECT_TRUE(Histogram::of_blob("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").empty());
    EXPECT_TRUE(Histogram::of_blob("\x01").empty());
    EXPECT_EQ(Histogram().latency().p99, 0);
}

std::uint64_t hash_of(std::uint64_t number) {
    return routing::mixed(number * 0x9e37'79b9'7f4a'7c15U + 1);
}

Distinct of_numbers(std::uint64_t from, std::uint64_t to) {
    Distinct distinct;
    for (std::uint64_t number = from; number < to; ++number) distinct.add(hash_of(number));
    return distinct;
}

TEST(Distinct, is_exact_up_to_a_thousand) {
    for (const std::uint64_t count : {0U, 1U, 999U, 1'000U}) {
        Distinct distinct = of_numbers(0, count);
        distinct.merge(of_numbers(0, count));
        EXPECT_EQ(distinct.count(), count);
        EXPECT_EQ(Distinct::of_blob(distinct.blob()).count(), count);
    }
}

TEST(Distinct, is_within_five_standard_errors_beyond) {
    for (const std::uint64_t count : {1'001U, 3'000U, 10'000U, 25'000U, 400'000U}) {
        const auto estimate = static_cast<double>(of_numbers(0, count).count());
        EXPECT_NEAR(estimate / static_cast<double>(count), 1, 5 * 0.0163) << count;
    }
}

TEST(Distinct, of_parts_is_that_of_the_whole) {
    const Distinct whole = of_numbers(0, 5'000);
    Distinct parts = of_numbers(0, 700);  // exact
    parts.merge(of_numbers(600, 4'000));
    parts.merge(of_numbers(3'900, 5'000));
    EXPECT_EQ(parts.blob(), whole.blob());
    EXPECT_EQ(Distinct::of_blob(parts.blob()).blob(), whole.blob());
}

TEST(Distinct, a_broken_one_is_empty_or_in_bounds) {
    EXPECT_TRUE(Distinct::of_blob("nonsense").empty());
    EXPECT_TRUE(Distinct::of_blob("r123").empty());
    EXPECT_LT(0U, Distinct::of_blob('r' + std::string(4'096, '\xff')).count());
}

TEST(Frequent, counts_few_values_exactly) {
    Frequent frequent;
    for (int index = 0; index < 90; ++index) frequent.add({"1", std::to_string(index % 3)});
    frequent.add({"1", "2"});
    const auto top = frequent.top(2);
    ASSERT_EQ(top.size(), 2U);
    EXPECT_EQ(top[0].shadow, "2");
    EXPECT_EQ(top[0].count, 31U);
    EXPECT_EQ(top[1].count, 30U);
}

TEST(Frequent, finds_the_frequent_among_ever_new_ones_and_never_says_too_many) {
    Frequent frequent;
    std::uint64_t common = 0;
    for (int index = 0; index < 20'000; ++index) {
        frequent.add({"live", "new " + std::to_string(index)});
        if (index % 2 != 0) continue;
        frequent.add({"ACTIVE", "active"});
        ++common;
    }
    const auto top = frequent.top(10);
    EXPECT_EQ(top[0].live, "ACTIVE");
    EXPECT_LE(top[0].count, common);
    EXPECT_GE(top[0].count, common - 30'000 / Frequent::candidates);
    EXPECT_EQ(top[1].count, 1U);
    EXPECT_EQ(frequent.top(1'000).size(), Frequent::candidates);
}

TEST(Frequent, of_parts_never_says_too_many_either) {
    Frequent sum;
    std::map<std::string, std::uint64_t> exact;
    std::mt19937_64 random(7);
    for (int part = 0; part < 20; ++part) {
        Frequent one;
        for (int index = 0; index < 500; ++index) {
            const auto value = std::to_string(random() % (random() % 300 + 1));
            one.add({value, ""});
            ++exact[value];
        }
        sum.merge(Frequent::of_blob(one.blob()));
    }
    EXPECT_EQ(sum.top(1)[0].live, "0");
    for (const auto& each : sum.top(48)) EXPECT_LE(each.count, exact[each.live]) << each.live;
}

TEST(Frequent, few_values_in_parts_are_exact) {
    Frequent sum;
    for (int part = 0; part < 5; ++part) {
        Frequent one;
        for (int index = 0; index < 40; ++index) one.add({std::to_string(index), "x"});
        sum.merge(one);
    }
    for (const auto& each : sum.top(100)) EXPECT_EQ(each.count, 5U);
    EXPECT_EQ(Frequent::of_blob("\x05nonsense").top(5).size(), 0U);
}

}  // namespace
}  // namespace crossfade::store
