// Counters, gauges and the buckets of histograms.
#include "proxy/observe/counter.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace crossfade::observe {
namespace {

using namespace std::chrono_literals;

TEST(Counter, adds_and_a_gauge_goes_both_ways) {
    Counter counter;
    counter.add();
    counter.add(41);
    EXPECT_EQ(counter.value(), 42U);
    Gauge gauge;
    gauge.add(3);
    gauge.add(-5);
    EXPECT_EQ(gauge.value(), -2);
    gauge.set(7);
    EXPECT_EQ(gauge.value(), 7);
}

TEST(Counter, may_be_read_while_its_owner_writes) {
    Counter counter;
    std::thread owner([&] {
        for (int i = 0; i < 100'000; ++i) counter.add();
    });
    std::uint64_t last = 0;
    while (last < 100'000) {
        const auto now = counter.value();
        ASSERT_GE(now, last);
        last = now;
    }
    owner.join();
}

TEST(SharedCounter, loses_nothing_between_threads) {
    SharedCounter counter;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) counter.add();
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 80'000U);
}

TEST(Histogram, counts_a_bound_into_its_own_bucket) {
    struct Case {
        std::chrono::nanoseconds duration;
        std::size_t bucket;
    };
    const Case cases[] = {{0ns, 0},
                          {-5ns, 0},
                          {500us, 0},
                          {500'001ns, 1},
                          {1ms, 1},
                          {1'000'001ns, 2},
                          {2'500us, 2},
                          {10s, 13},
                          {30s, 14},
                          {30'000'000'001ns, 15},
                          {std::chrono::hours(24), 15}};
    for (const auto& [duration, bucket] : cases) {
        Histogram histogram;
        histogram.record(duration);
        for (std::size_t i = 0; i < Histogram::buckets; ++i) {
            EXPECT_EQ(histogram.count(i), i == bucket ? 1U : 0U) << duration.count() << ' ' << i;
        }
    }
}

TEST(Histogram, sums_durations_and_takes_negative_ones_for_zero) {
    Histogram histogram;
    histogram.record(3ms);
    histogram.record(-1s);
    histogram.record(2s);
    EXPECT_EQ(histogram.sum(), 2'003ms);
}

}  // namespace
}  // namespace crossfade::observe
