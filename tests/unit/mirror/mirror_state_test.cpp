// The budgets of a mirror, with time given from outside.
#include "proxy/mirror/mirror_state.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace crossfade::mirror {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = std::chrono::steady_clock::time_point;

const Time start{std::chrono::hours(1)};

int admitted(MirrorState& state, double rate, Time now, int tries) {
    int count = 0;
    for (int index = 0; index < tries; ++index) count += state.admit(rate, now) ? 1 : 0;
    return count;
}

TEST(MirrorRate, allows_a_burst_of_one_second_and_then_an_even_flow) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 10, start, 100), 10);
    EXPECT_EQ(admitted(state, 10, start + milliseconds(99), 100), 0);
    EXPECT_EQ(admitted(state, 10, start + milliseconds(100), 100), 1);
    EXPECT_EQ(admitted(state, 10, start + milliseconds(399), 100), 2);
    EXPECT_EQ(admitted(state, 10, start + milliseconds(400), 100), 1);
}

TEST(MirrorRate, saves_up_for_one_second_and_no_longer) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 10, start, 100), 10);
    EXPECT_EQ(admitted(state, 10, start + std::chrono::hours(24), 100), 10);
}

TEST(MirrorRate, holds_over_a_minute_of_steady_demand) {
    MirrorState state;
    int count = 0;
    for (int tick = 0; tick < 60'000; ++tick) {
        count += admitted(state, 50, start + milliseconds(tick), 2);
    }
    EXPECT_NEAR(count, 60 * 50 + 50, 2);
}

TEST(MirrorRate, may_be_less_than_one_in_a_second) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 0.5, start, 100), 1);
    EXPECT_EQ(admitted(state, 0.5, start + milliseconds(1'999), 100), 0);
    EXPECT_EQ(admitted(state, 0.5, start + seconds(2), 100), 1);
    EXPECT_EQ(admitted(state, 0.5, start + seconds(3'600), 100), 1);
}

TEST(MirrorRate, may_be_so_small_that_one_is_all) {
    for (const double rate : {1e-10, 1e-30, 5e-324}) {
        MirrorState state;
        EXPECT_EQ(admitted(state, rate, start, 100), 1) << rate;
        EXPECT_EQ(admitted(state, rate, start + std::chrono::hours(100'000), 100), 0) << rate;
    }
}

TEST(MirrorRate, of_zero_is_no_limit) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 0, start, 1'000), 1'000);
    EXPECT_EQ(admitted(state, 10, start, 1'000), 10);
}

TEST(MirrorRate, may_change_at_any_time) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 1'000, start, 10'000), 1'000);
    EXPECT_EQ(admitted(state, 10, start, 100), 0);
    EXPECT_EQ(admitted(state, 10, start + seconds(1), 100), 10);
}

TEST(MirrorRate, works_in_the_first_second_of_a_machine) {
    MirrorState state;
    EXPECT_EQ(admitted(state, 10, Time(milliseconds(5)), 100), 1);
    EXPECT_EQ(admitted(state, 10, Time(milliseconds(105)), 100), 1);
}

TEST(MirrorRate, is_shared_by_threads) {
    MirrorState state;
    std::atomic<int> count{0};
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&] { count += admitted(state, 100, start, 1'000); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count, 100);
}

TEST(MirrorFlight, lets_so_many_in_and_others_when_they_leave) {
    MirrorState state;
    EXPECT_TRUE(state.enter(2));
    EXPECT_TRUE(state.enter(2));
    EXPECT_FALSE(state.enter(2));
    EXPECT_FALSE(state.enter(2));
    EXPECT_TRUE(state.enter(3));  // a reload raised the limit
    state.leave();
    EXPECT_FALSE(state.enter(2));
    state.leave();
    EXPECT_TRUE(state.enter(2));
    EXPECT_FALSE(MirrorState().enter(0));
}

TEST(MirrorMemory, is_charged_up_to_the_limit_and_freed) {
    MirrorState state;
    EXPECT_TRUE(state.charge(60, 100));
    EXPECT_FALSE(state.charge(41, 100));
    EXPECT_EQ(state.memory(), 60U);
    EXPECT_TRUE(state.charge(40, 100));
    EXPECT_TRUE(state.charge(0, 100));
    EXPECT_FALSE(state.charge(1, 100));
    state.free(60);
    EXPECT_EQ(state.memory(), 40U);
    EXPECT_TRUE(state.charge(60, 100));
}

TEST(MirrorMemory, is_never_over_its_limit_whoever_charges) {
    MirrorState state;
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&] {
            for (int round = 0; round < 1'000; ++round) {
                if (state.charge(7, 20)) state.free(7);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(state.memory(), 0U);
}

TEST(MirrorProbes, come_evenly_and_not_at_all_at_a_rate_of_nothing) {
    MirrorState state;
    const auto now = std::chrono::steady_clock::now();
    EXPECT_FALSE(state.admit_probe(0, now));
    EXPECT_TRUE(state.admit_probe(10, now));
    EXPECT_FALSE(state.admit_probe(10, now + std::chrono::milliseconds(99)));
    EXPECT_TRUE(state.admit_probe(10, now + std::chrono::milliseconds(100)));
}

TEST(MirrorProbes, do_not_use_up_what_rechecks_may) {
    MirrorState state;
    const auto now = std::chrono::steady_clock::now();
    EXPECT_TRUE(state.admit_probe(1, now));
    EXPECT_TRUE(state.admit_recheck(1, now));
    EXPECT_FALSE(state.admit_recheck(1, now));
    EXPECT_FALSE(state.admit_recheck(0, now));
}

TEST(MirrorRechecks, wait_up_to_a_bound) {
    MirrorState state;
    for (std::size_t index = 0; index < MirrorState::rechecks_waiting; ++index) {
        EXPECT_TRUE(state.wait_for_recheck());
    }
    EXPECT_FALSE(state.wait_for_recheck());
    state.stop_waiting();
    EXPECT_TRUE(state.wait_for_recheck());
}

TEST(MirrorKnowledge, is_one_for_each_pair_of_backends_in_their_roles) {
    MirrorState state;
    const auto known = state.knowledge("legacy", "new");
    EXPECT_EQ(state.knowledge("legacy", "new"), known);
    EXPECT_NE(state.knowledge("new", "legacy"), known);
}

TEST(MirrorStates, are_one_per_route_and_mirror) {
    MirrorStates states;
    const auto state = states.find("orders", "new");
    EXPECT_EQ(states.find("orders", "new"), state);
    EXPECT_NE(states.find("orders", "other"), state);
    EXPECT_NE(states.find("other", "new"), state);
    EXPECT_NE(states.find("orde", "rsnew"), state);
}

}  // namespace
}  // namespace crossfade::mirror
