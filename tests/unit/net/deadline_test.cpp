// The wheel of deadlines, on a real event loop.
#include "proxy/net/deadline.hpp"

#include "tests/unit/net/run_until.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

namespace crossfade::net {
namespace {

using std::chrono::milliseconds;

class Called final : public Deadline {
public:
    explicit Called(DeadlineWheel& wheel, std::function<void()> action = {})
        : Deadline(wheel), action_(std::move(action)) {}

    [[nodiscard]] int count() const noexcept { return count_; }
    [[nodiscard]] Clock::time_point when() const noexcept { return when_; }

private:
    void expired() override {
        ++count_;
        when_ = Clock::now();
        if (action_) action_();
    }

    std::function<void()> action_;
    int count_ = 0;
    Clock::time_point when_;
};

class DeadlineWheelTest : public testing::Test {
protected:
    DeadlineWheelTest() { wheel_.start(); }

    bool run_until(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }
    void pass(Clock::duration time) {
        const auto end = Clock::now() + time;
        run_until([end] { return Clock::now() >= end; });
    }

    asio::io_context context_;
    DeadlineWheel wheel_{context_};
};

TEST_F(DeadlineWheelTest, tells_once_and_never_early) {
    Called deadline(wheel_);
    const auto at = Clock::now() + 2 * DeadlineWheel::tick;
    deadline.set(at);
    EXPECT_TRUE(deadline.is_set());
    ASSERT_TRUE(run_until([&] { return deadline.count() > 0; }));
    EXPECT_GE(deadline.when(), at);
    EXPECT_FALSE(deadline.is_set());
    pass(3 * DeadlineWheel::tick);
    EXPECT_EQ(deadline.count(), 1);
}

TEST_F(DeadlineWheelTest, tells_of_a_time_that_has_passed) {
    Called deadline(wheel_);
    deadline.set(Clock::now() - std::chrono::hours(1));
    Called ancient(wheel_);
    ancient.set(Clock::time_point::min());
    EXPECT_TRUE(run_until([&] { return deadline.count() > 0 && ancient.count() > 0; }));
}

TEST_F(DeadlineWheelTest, tells_in_order_of_time) {
    std::vector<int> order;
    Called late(wheel_, [&] { order.push_back(2); });
    Called early(wheel_, [&] { order.push_back(1); });
    late.set_after(4 * DeadlineWheel::tick);
    early.set_after(DeadlineWheel::tick);
    ASSERT_TRUE(run_until([&] { return order.size() == 2; }));
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(DeadlineWheelTest, forgets_what_was_cleared_or_destroyed) {
    int told = 0;
    Called cleared(wheel_, [&] { ++told; });
    auto destroyed = std::make_unique<Called>(wheel_, [&] { ++told; });
    cleared.set_after(DeadlineWheel::tick);
    destroyed->set_after(DeadlineWheel::tick);
    cleared.clear();
    destroyed.reset();
    EXPECT_FALSE(cleared.is_set());
    pass(4 * DeadlineWheel::tick);
    EXPECT_EQ(told, 0);
}

TEST_F(DeadlineWheelTest, follows_a_deadline_that_moves_later) {
    Called deadline(wheel_);
    deadline.set_after(DeadlineWheel::tick);
    const auto at = Clock::now() + 5 * DeadlineWheel::tick;
    deadline.set(at);
    ASSERT_TRUE(run_until([&] { return deadline.count() > 0; }));
    EXPECT_GE(deadline.when(), at);
}

TEST_F(DeadlineWheelTest, follows_a_deadline_that_moves_earlier) {
    Called deadline(wheel_);
    deadline.set_after(std::chrono::hours(1));
    deadline.set_after(DeadlineWheel::tick);
    EXPECT_TRUE(run_until([&] { return deadline.count() > 0; }));
}

TEST_F(DeadlineWheelTest, follows_a_deadline_that_is_cleared_and_set_again) {
    Called deadline(wheel_);
    deadline.set_after(DeadlineWheel::tick);
    deadline.clear();
    const auto at = Clock::now() + 3 * DeadlineWheel::tick;
    deadline.set(at);
    ASSERT_TRUE(run_until([&] { return deadline.count() > 0; }));
    EXPECT_GE(deadline.when(), at);
    EXPECT_EQ(deadline.count(), 1);
}

TEST_F(DeadlineWheelTest, keeps_times_beyond_one_turn_of_the_wheel) {
    Called far(wheel_);
    far.set_after(1'500 * DeadlineWheel::tick);
    Called never(wheel_);
    never.set(Clock::time_point::max() - milliseconds(1));
    Called near(wheel_);
    near.set_after(DeadlineWheel::tick);
    ASSERT_TRUE(run_until([&] { return near.count() > 0; }));
    EXPECT_EQ(far.count(), 0);
    EXPECT_TRUE(far.is_set());
    EXPECT_EQ(never.count(), 0);
}

TEST_F(DeadlineWheelTest, may_be_set_again_from_within) {
    Called* self = nullptr;
    Called deadline(wheel_, [&] {
        if (self->count() < 3) self->set_after(milliseconds(1));
    });
    self = &deadline;
    deadline.set_after(milliseconds(1));
    EXPECT_TRUE(run_until([&] { return deadline.count() == 3; }));
}

TEST_F(DeadlineWheelTest, may_lose_others_of_the_same_slot_from_within) {
    std::vector<std::unique_ptr<Called>> deadlines;
    int told = 0;
    // Whoever comes first ends all the others, itself left out.
    for (int index = 0; index < 10; ++index) {
        deadlines.push_back(std::make_unique<Called>(wheel_, [&, index] {
            ++told;
            for (int other = 0; other < 10; ++other) {
                if (other != index) deadlines[static_cast<std::size_t>(other)].reset();
            }
        }));
    }
    const auto at = Clock::now() + DeadlineWheel::tick;
    for (auto& deadline : deadlines) deadline->set(at);
    ASSERT_TRUE(run_until([&] { return told > 0; }));
    pass(3 * DeadlineWheel::tick);
    EXPECT_EQ(told, 1);
}

TEST_F(DeadlineWheelTest, may_destroy_itself_from_within) {
    std::unique_ptr<Called> deadline;
    bool told = false;
    deadline = std::make_unique<Called>(wheel_, [&] {
        told = true;
        // Through a local of its own, because the action dies with the deadline.
        auto* own = &deadline;
        own->reset();
    });
    deadline->set_after(DeadlineWheel::tick);
    EXPECT_TRUE(run_until([&] { return told; }));
    EXPECT_EQ(deadline, nullptr);
}

TEST_F(DeadlineWheelTest, tells_thousands) {
    std::vector<std::unique_ptr<Called>> deadlines;
    int told = 0;
    for (int index = 0; index < 5'000; ++index) {
        deadlines.push_back(std::make_unique<Called>(wheel_, [&] { ++told; }));
        deadlines.back()->set_after(milliseconds(index % 150));
    }
    EXPECT_TRUE(run_until([&] { return told == 5'000; }));
}

TEST_F(DeadlineWheelTest, lets_the_loop_end_when_it_stops) {
    wheel_.stop();
    context_.run();
    EXPECT_TRUE(context_.stopped());
}

}  // namespace
}  // namespace crossfade::net
