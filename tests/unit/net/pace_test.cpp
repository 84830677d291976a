// A peer's speed, on a clock that the test turns.
#include "proxy/net/pace.hpp"

#include <gtest/gtest.h>

namespace crossfade::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto idle = seconds(75);

Pace pace_of(std::uint64_t rate) {
    Pace pace;
    pace.set_limit({rate, seconds(20)});
    pace.begin();
    return pace;
}

TEST(Pace, leaves_the_idle_limit_alone_where_no_rate_is_asked_for) {
    auto pace = pace_of(0);
    pace.waited(seconds(1'000));
    EXPECT_EQ(pace.patience(idle), idle);
}

TEST(Pace, gives_everybody_the_grace_first) {
    auto pace = pace_of(100);
    EXPECT_EQ(pace.patience(idle), seconds(20));
    pace.waited(seconds(19));
    EXPECT_EQ(pace.patience(idle), seconds(1));
}

TEST(Pace, adds_all_waits_of_a_body_up) {
    auto pace = pace_of(100);
    for (int wait = 0; wait < 10; ++wait) {
        pace.waited(seconds(3));
        pace.moved(1);
    }
    EXPECT_EQ(pace.patience(idle), seconds(0));
}

TEST(Pace, lets_a_peer_rest_on_what_it_did) {
    auto pace = pace_of(100);
    pace.moved(6'000);
    pace.waited(seconds(50));
    EXPECT_EQ(pace.patience(idle), seconds(10));
    pace.moved(50);
    EXPECT_EQ(pace.patience(idle), milliseconds(10'500));
}

TEST(Pace, never_gives_more_than_the_idle_limit) {
    auto pace = pace_of(1);
    pace.moved(UINT64_MAX / 1'000);
    EXPECT_EQ(pace.patience(idle), idle);
}

TEST(Pace, starts_over_with_each_body) {
    auto pace = pace_of(100);
    pace.waited(seconds(30));
    pace.gave_up(pace.patience(idle), idle);
    EXPECT_TRUE(pace.too_slow());
    pace.begin();
    EXPECT_FALSE(pace.too_slow());
    EXPECT_EQ(pace.patience(idle), seconds(20));
}

TEST(Pace, tells_silence_from_slowness) {
    auto pace = pace_of(100);
    pace.moved(100'000);
    pace.gave_up(pace.patience(idle), idle);
    EXPECT_FALSE(pace.too_slow());
}

}  // namespace
}  // namespace crossfade::net
