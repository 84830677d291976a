// When a mirror is suspended, probed, held back and believed again, with time given from outside.
#include "proxy/mirror/breaker.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace crossfade::mirror {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Ended = Breaker::Ended;
using Passage = Breaker::Passage;
using Time = Breaker::Time;

const Time start{std::chrono::hours(1)};
const Breaker::Settings settings{config::MirrorBreaker{3, milliseconds(5'000)}};

void end(Breaker& breaker, Ended how, std::size_t times, Time now = start) {
    for (std::size_t index = 0; index < times; ++index) breaker.ended(how, settings, now);
}

std::size_t granted(Breaker& breaker, Time now, std::size_t tries = 1'000) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < tries; ++index) {
        count += breaker.pass(settings, now) == Passage::granted ? 1 : 0;
    }
    return count;
}

TEST(Breaker, suspends_after_that_many_timeouts_in_a_row) {
    Breaker breaker;
    end(breaker, Ended::timed_out, 2);
    EXPECT_EQ(granted(breaker, start), 1'000U);
    EXPECT_FALSE(breaker.suspended_since());
    end(breaker, Ended::timed_out, 1);
    EXPECT_EQ(breaker.pass(settings, start), Passage::suspended);
    EXPECT_EQ(breaker.suspended_since(), start);
    EXPECT_EQ(breaker.suspensions(), 1U);
}

TEST(Breaker, starts_counting_anew_with_whatever_is_no_timeout) {
    for (const auto how : {Ended::answered, Ended::failed}) {
        Breaker breaker;
        end(breaker, Ended::timed_out, 2);
        end(breaker, how, 1);
        end(breaker, Ended::timed_out, 2);
        EXPECT_EQ(granted(breaker, start), 1'000U);
    }
}

TEST(Breaker, is_closed_while_nothing_is_held_back) {
    Breaker breaker;
    EXPECT_TRUE(breaker.closed());
    end(breaker, Ended::failed, Breaker::failures_allowed);
    EXPECT_FALSE(breaker.closed());
    EXPECT_EQ(granted(breaker, start + seconds(Breaker::doublings)), 1'000U);
    EXPECT_TRUE(breaker.closed());
    end(breaker, Ended::timed_out, 3);
    EXPECT_FALSE(breaker.closed());
    end(breaker, Ended::answered, 1);
    EXPECT_TRUE(breaker.closed());
}

TEST(Breaker, lets_one_pass_in_each_pause) {
    Breaker breaker;
    end(breaker, Ended::timed_out, 3);
    EXPECT_EQ(granted(breaker, start + milliseconds(4'999)), 0U);
    EXPECT_EQ(granted(breaker, start + milliseconds(5'000)), 1U);
    EXPECT_EQ(granted(breaker, start + milliseconds(9'999)), 0U);
    EXPECT_EQ(granted(breaker, start + seconds(3'600)), 1U);
}

TEST(Breaker, stays_suspended_and_is_counted_once_while_probes_time_out) {
    Breaker breaker;
    end(breaker, Ended::timed_out, 3);
    end(breaker, Ended::timed_out, 50, start + seconds(20));
    EXPECT_EQ(breaker.suspended_since(), start);
    EXPECT_EQ(breaker.suspensions(), 1U);
}

TEST(Breaker, goes_on_in_full_with_the_first_answer) {
    for (const auto how : {Ended::answered, Ended::failed}) {
        Breaker breaker;
        end(breaker, Ended::timed_out, 40);  // would be held back as well
        end(breaker, how, 1, start + seconds(5));
        EXPECT_EQ(granted(breaker, start + seconds(5)), 1'000U);
        EXPECT_FALSE(breaker.suspended_since());
        end(breaker, Ended::timed_out, 3);
        EXPECT_EQ(breaker.suspensions(), 2U);
    }
}

TEST(Breaker, lets_all_pass_if_it_is_off_and_forgets_that_it_was_on) {
    Breaker breaker;
    end(breaker, Ended::timed_out, 3);
    for (int index = 0; index < 100; ++index) breaker.ended(Ended::timed_out, {}, start);
    EXPECT_EQ(breaker.pass({}, start), Passage::granted);
    EXPECT_FALSE(breaker.suspended_since());
    EXPECT_EQ(granted(breaker, start), 1'000U);
}

// Copies granted in that many milliseconds if there is always one to make.
std::size_t granted_within(Breaker& breaker, Time from, int duration) {
    std::size_t count = 0;
    for (int tick = 0; tick < duration; ++tick) {
        count += granted(breaker, from + milliseconds(tick), 100);
    }
    return count;
}

TEST(Breaker, holds_back_copies_once_too_many_failed_in_a_row) {
    Breaker breaker;
    end(breaker, Ended::failed, Breaker::failures_allowed - 1);
    EXPECT_EQ(granted(breaker, start), 1'000U);
    end(breaker, Ended::failed, 1);
    EXPECT_EQ(granted(breaker, start), 1U);
    EXPECT_EQ(breaker.pass(settings, start), Passage::held_back);
    EXPECT_EQ(granted_within(breaker, start + milliseconds(500), 500), 1U);
    EXPECT_FALSE(breaker.suspended_since());
}

TEST(Breaker, saves_nothing_up_while_it_holds_back) {
    Breaker breaker;
    end(breaker, Ended::failed, Breaker::failures_allowed);
    EXPECT_EQ(granted(breaker, start + milliseconds(900)), 1U);
}

TEST(Breaker, lets_twice_as_many_pass_with_each_second_without_failures_in_a_row) {
    Breaker breaker;
    end(breaker, Ended::failed, Breaker::failures_allowed);
    end(breaker, Ended::answered, 1);
    EXPECT_EQ(granted_within(breaker, start, 1'000), 2U);
    EXPECT_EQ(granted_within(breaker, start + seconds(2), 1'000), 8U);
    end(breaker, Ended::failed, 5, start + seconds(3));  // now and then is no reason
    EXPECT_NEAR(static_cast<double>(granted_within(breaker, start + seconds(3), 1'000)), 16, 1);
    EXPECT_EQ(granted(breaker, start + seconds(10), 100'000), 100'000U);
    EXPECT_EQ(granted(breaker, start + seconds(10), 100'000), 100'000U);
}

TEST(Breaker, holds_back_sooner_what_floods) {
    constexpr auto floods = Breaker::failures_allowed / Breaker::flood_weight;
    Breaker breaker;
    end(breaker, Ended::flooded, floods - 1);
    EXPECT_EQ(granted(breaker, start), 1'000U);
    end(breaker, Ended::flooded, 1);
    EXPECT_EQ(granted_within(breaker, start, 1'000), 2U);
    EXPECT_EQ(granted_within(breaker, start + seconds(1), 1'000), 4U);
}

TEST(Breaker, starts_counting_floods_anew_with_an_answer) {
    constexpr auto floods = Breaker::failures_allowed / Breaker::flood_weight;
    Breaker breaker;
    end(breaker, Ended::flooded, floods - 1);
    end(breaker, Ended::answered, 1);
    end(breaker, Ended::flooded, floods - 1);
    EXPECT_EQ(granted(breaker, start), 1'000U);
}

TEST(Breaker, begins_again_at_the_slowest_if_failures_go_on) {
    Breaker breaker;
    end(breaker, Ended::failed, Breaker::failures_allowed);
    end(breaker, Ended::failed, 1, start + seconds(6));
    EXPECT_EQ(granted_within(breaker, start + seconds(6), 1'000), 2U);
}

TEST(Breaker, grants_one_probe_however_many_threads_ask) {
    Breaker breaker;
    end(breaker, Ended::timed_out, 3);
    std::atomic<std::size_t> count{0};
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&] { count += granted(breaker, start + seconds(5)); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count, 1U);
}

}  // namespace
}  // namespace crossfade::mirror
