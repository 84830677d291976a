// The decisions about endpoints that fail: when one is believed, left alone, eased in, retried.
#include "routing/ejection.hpp"
#include "routing/health_threshold.hpp"
#include "routing/retry_budget.hpp"
#include "routing/slow_start.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::routing {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// ---- slow start

TEST(SlowStart, grows_from_a_tenth_to_the_whole) {
    EXPECT_EQ(slow_start_weight(0, 10 * second), 100'000U);
    EXPECT_EQ(slow_start_weight(-second, 10 * second), 100'000U);
    EXPECT_NEAR(slow_start_weight(5 * second, 10 * second), 550'000, 1);
    EXPECT_EQ(slow_start_weight(10 * second, 10 * second), Share::whole);
    EXPECT_EQ(slow_start_weight(INT64_MAX, 10 * second), Share::whole);
    EXPECT_EQ(slow_start_weight(0, 0), Share::whole);
}

TEST(SlowStart, never_falls_even_over_months) {
    constexpr std::int64_t months = 100LL * 86'400 * second;
    std::uint32_t last = 0;
    for (std::int64_t step = 0; step <= 1'000; ++step) {
        const auto weight = slow_start_weight(months / 1'000 * step, months);
        ASSERT_GE(weight, last);
        ASSERT_LE(weight, Share::whole);
        last = weight;
    }
    EXPECT_EQ(last, Share::whole);
}

// ---- active checks

// One letter per check: what the endpoint is taken for after it.
std::string after_each(HealthThreshold threshold, std::string_view results) {
    std::string states;
    for (const char result : results) states += threshold.record(result == '+') ? 'H' : 'u';
    return states;
}

TEST(HealthThreshold, believes_in_the_endpoint_until_the_first_result_which_decides) {
    EXPECT_TRUE(HealthThreshold(2, 3).healthy());
    EXPECT_FALSE(HealthThreshold(2, 3).known());
    EXPECT_EQ(after_each({2, 3}, "-"), "u");
    EXPECT_EQ(after_each({2, 3}, "+"), "H");
    EXPECT_EQ(after_each({2, 3}, "-+"), "uu");
    EXPECT_EQ(after_each({2, 3}, "+-"), "HH");
}

TEST(HealthThreshold, changes_only_after_enough_in_a_row) {
    EXPECT_EQ(after_each({2, 3}, "+--+--+---"), "HHHHHHHHHu");
    EXPECT_EQ(after_each({2, 3}, "-+-+-++-"), "uuuuuuHH");
    EXPECT_EQ(after_each({1, 1}, "+-+-"), "HuHu");
}

TEST(HealthThreshold, keeps_what_it_counted_when_the_thresholds_change) {
    HealthThreshold threshold(2, 3);
    threshold.record(true);
    threshold.record(false);
    threshold.change(2, 2);
    EXPECT_FALSE(threshold.record(false));
}

// ---- ejection

TEST(Ejection, lasts_longer_each_time_in_a_row_up_to_the_longest) {
    EXPECT_EQ(ejection_time(30, 1, 300), 30);
    EXPECT_EQ(ejection_time(30, 4, 300), 120);
    EXPECT_EQ(ejection_time(30, 10, 300), 300);
    EXPECT_EQ(ejection_time(30, 11, 300), 300);
    EXPECT_EQ(ejection_time(30 * second, UINT32_MAX, INT64_MAX), INT64_MAX);
    EXPECT_EQ(ejection_time(300, 1, 30), 30);
    EXPECT_EQ(ejection_time(0, 3, 30), 0);
}

TEST(Ejection, is_forgotten_by_one_for_each_quiet_period) {
    EXPECT_EQ(ejections_in_a_row(3, 29, 30), 3U);
    EXPECT_EQ(ejections_in_a_row(3, 30, 30), 2U);
    EXPECT_EQ(ejections_in_a_row(3, 89, 30), 1U);
    EXPECT_EQ(ejections_in_a_row(3, 90, 30), 0U);
    EXPECT_EQ(ejections_in_a_row(3, INT64_MAX, 1), 0U);
    EXPECT_EQ(ejections_in_a_row(3, -5, 30), 3U);
    EXPECT_EQ(ejections_in_a_row(3, 5, 0), 0U);
}

TEST(Ejection, leaves_at_least_the_share_that_may_not_be_ejected) {
    constexpr Share half{Share::whole / 2};
    EXPECT_EQ(most_ejected(half, 0), 0U);
    EXPECT_EQ(most_ejected(half, 1), 0U);
    EXPECT_EQ(most_ejected(half, 2), 1U);
    EXPECT_EQ(most_ejected(half, 5), 2U);
    EXPECT_EQ(most_ejected(Share{Share::whole}, 1), 1U);
    EXPECT_EQ(most_ejected(Share{0}, 100), 0U);
}

// ---- retry budget

constexpr Share fifth{Share::whole / 5};
constexpr std::int64_t start = 1'000 * second;
constexpr int reserve = 100;  // ten a second for ten seconds

int withdraw_all(RetryBudget& budget, std::int64_t now) {
    int retries = 0;
    while (budget.withdraw(now)) ++retries;
    return retries;
}

TEST(RetryBudget, allows_the_reserve_without_any_request) {
    RetryBudget budget(fifth);
    EXPECT_EQ(budget.balance(start), reserve);
    EXPECT_EQ(withdraw_all(budget, start), reserve);
    EXPECT_EQ(withdraw_all(budget, start + 9 * second), 0);
    EXPECT_EQ(withdraw_all(budget, start + 10 * second), reserve);
}

TEST(RetryBudget, allows_the_share_of_first_attempts_on_top) {
    RetryBudget budget(fifth);
    for (int i = 0; i < 1'000; ++i) budget.deposit(start);
    EXPECT_EQ(withdraw_all(budget, start), reserve + 200);
    budget.deposit(start);
    EXPECT_EQ(budget.balance(start), 0);
    for (int i = 0; i < 4; ++i) budget.deposit(start);
    EXPECT_EQ(withdraw_all(budget, start), 1);
}

TEST(RetryBudget, forgets_deposits_after_ten_seconds) {
    RetryBudget budget(fifth);
    for (int i = 0; i < 1'000; ++i) budget.deposit(start);
    EXPECT_EQ(budget.balance(start + 10 * second - 1), reserve + 200);
    EXPECT_EQ(budget.balance(start + 10 * second), reserve);
    EXPECT_EQ(budget.balance(start + 100'000 * second), reserve);
}

TEST(RetryBudget, holds_over_the_last_ten_seconds_under_any_load) {
    RetryBudget budget(fifth);
    std::vector<std::int64_t> requests(100);
    std::vector<std::int64_t> retries(100);
    std::uint32_t random = 7;
    for (std::size_t at = 0; at < requests.size(); ++at) {
        random = random * 1'664'525 + 1'013'904'223;
        requests[at] = random >> 22U;  // up to 1023, then as many retries as there may be
        const auto now = start + static_cast<std::int64_t>(at) * second;
        for (std::int64_t i = 0; i < requests[at]; ++i) budget.deposit(now);
        if (random % 3 != 0) retries[at] = withdraw_all(budget, now);
    }
    for (std::size_t last = 9; last < requests.size(); ++last) {
        if (retries[last] == 0) continue;
        std::int64_t allowed = reserve * 5;  // in fifths
        std::int64_t made = 0;
        for (std::size_t at = last - 9; at <= last; ++at) {
            allowed += requests[at];
            made += retries[at];
        }
        EXPECT_LE(5 * made, allowed) << last;
    }
}

TEST(RetryBudget, survives_a_share_of_nothing_and_of_all) {
    RetryBudget none(Share{0});
    RetryBudget all(Share{Share::whole});
    for (int i = 0; i < 1'000; ++i) {
        none.deposit(start);
        all.deposit(start);
    }
    EXPECT_EQ(withdraw_all(none, start), reserve);
    EXPECT_EQ(withdraw_all(all, start), reserve + 1'000);
}

}  // namespace
}  // namespace crossfade::routing
