// Who gets in, in which order, and who is told that there is no room; on one loop and across two.
#include "proxy/backend/slots.hpp"

#include "tests/unit/backend/loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace crossfade::backend {
namespace {

using Waited = Slots::Waited;

class SlotsTest : public testing::Test {
protected:
    SlotsTest() {
        pending_.limit.store(10);
        slots_.set_limit(1);
    }

    auto wait(net::Clock::time_point until = far_away()) {
        std::function<void()> nothing;
        auto waiting =
            loop_.start(slots_.wait(loop_.context, loop_.wheel, until, std::move(nothing)));
        loop_.settle();
        return waiting;
    }

    TestLoop loop_;
    Pending pending_;
    Slots slots_{pending_};
};

TEST_F(SlotsTest, are_taken_up_to_the_limit) {
    EXPECT_TRUE(slots_.take());
    EXPECT_FALSE(slots_.take());
    slots_.give_back();
    EXPECT_TRUE(slots_.take());
    EXPECT_EQ(slots_.used(), 1U);
    EXPECT_EQ(pending_.waited.value(), 0U);
}

TEST_F(SlotsTest, go_to_who_waits_in_the_order_of_arrival) {
    ASSERT_TRUE(slots_.take());
    const auto first = wait();
    const auto second = wait();
    EXPECT_TRUE(slots_.awaited());
    EXPECT_EQ(pending_.waiting.load(), 2U);
    slots_.give_back();
    EXPECT_FALSE(slots_.take()) << "somebody else came earlier";
    ASSERT_TRUE(loop_.await([&] { return *first != nullptr; }));
    EXPECT_EQ(**first, Waited::taken);
    EXPECT_FALSE(*second);
    slots_.give_back();
    ASSERT_TRUE(loop_.await([&] { return *second != nullptr; }));
    EXPECT_EQ(**second, Waited::taken);
    EXPECT_EQ(slots_.used(), 1U);
    EXPECT_EQ(pending_.waiting.load(), 0U);
    EXPECT_EQ(pending_.waited.value(), 2U);
}

TEST_F(SlotsTest, have_a_line_that_is_bounded) {
    pending_.limit.store(1);
    ASSERT_TRUE(slots_.take());
    const auto first = wait();
    const auto second = wait();
    ASSERT_TRUE(*second);
    EXPECT_EQ(**second, Waited::line_full);
    EXPECT_FALSE(*first);
    EXPECT_EQ(pending_.waiting.load(), 1U);
    EXPECT_EQ(pending_.refused.value(), 1U);
    EXPECT_EQ(pending_.waited.value(), 1U);
    slots_.give_back();
    EXPECT_TRUE(loop_.await([&] { return *first != nullptr; }));
}

TEST_F(SlotsTest, of_two_kinds_share_one_bound_of_the_line) {
    pending_.limit.store(1);
    Slots others(pending_);
    ASSERT_TRUE(slots_.take());
    const auto first = wait();
    std::function<void()> nothing;
    const auto second =
        loop_.start(others.wait(loop_.context, loop_.wheel, far_away(), std::move(nothing)));
    loop_.settle();
    ASSERT_TRUE(*second);
    EXPECT_EQ(**second, Waited::line_full);
    slots_.give_back();
    EXPECT_TRUE(loop_.await([&] { return *first != nullptr; }));
}

TEST_F(SlotsTest, do_not_come_to_who_has_waited_for_too_long) {
    ASSERT_TRUE(slots_.take());
    const auto late = wait(net::Clock::now());
    const auto patient = wait();
    ASSERT_TRUE(loop_.await([&] { return *late != nullptr; }));
    EXPECT_EQ(**late, Waited::too_late);
    EXPECT_EQ(pending_.timed_out.value(), 1U);
    EXPECT_EQ(pending_.waiting.load(), 1U);
    slots_.give_back();
    ASSERT_TRUE(loop_.await([&] { return *patient != nullptr; }));
    EXPECT_EQ(slots_.used(), 1U);
}

TEST_F(SlotsTest, come_to_as_many_as_a_larger_limit_has_room_for) {
    ASSERT_TRUE(slots_.take());
    const auto first = wait();
    const auto second = wait();
    const auto third = wait();
    slots_.set_limit(3);
    ASSERT_TRUE(loop_.await([&] { return *first && *second; }));
    loop_.settle();
    EXPECT_FALSE(*third);
    slots_.set_limit(1);
    slots_.give_back();
    loop_.settle();
    EXPECT_FALSE(*third) << "two are still taken";
    slots_.give_back();
    slots_.give_back();
    EXPECT_TRUE(loop_.await([&] { return *third != nullptr; }));
}

TEST_F(SlotsTest, are_asked_for_elsewhere_by_one_who_is_in_line_by_then) {
    ASSERT_TRUE(slots_.take());
    bool awaited = false;
    std::function<void()> in_line = [&] {
        awaited = slots_.awaited();
        slots_.give_back();
    };
    const auto waiting =
        loop_.start(slots_.wait(loop_.context, loop_.wheel, far_away(), std::move(in_line)));
    ASSERT_TRUE(loop_.await([&] { return *waiting != nullptr; }));
    EXPECT_EQ(**waiting, Waited::taken);
    EXPECT_TRUE(awaited);
}

TEST_F(SlotsTest, are_given_back_by_a_slot_at_its_end_and_once) {
    ASSERT_TRUE(slots_.take());
    {
        Slot slot(slots_);
        Slot moved(std::move(slot));
        EXPECT_FALSE(slot);
        slot = std::move(moved);
        EXPECT_EQ(slots_.used(), 1U);
        EXPECT_FALSE(slot.awaited());
    }
    EXPECT_EQ(slots_.used(), 0U);
}

// Takes and gives back again and again; never more than `limit` at a time.
struct Visitor {
    Slots* slots;
    std::atomic<int>* inside;
    std::atomic<int>* finished;
    int limit;

    Awaitable<void> visit(TestLoop& loop, int times) {
        for (int time = 0; time < times; ++time) {
            auto waited = Waited::taken;
            if (!slots->take()) {
                std::function<void()> nothing;
                const auto until = far_away();
                waited = co_await slots->wait(loop.context, loop.wheel, until, std::move(nothing));
            }
            EXPECT_EQ(waited, Waited::taken);
            EXPECT_LE(inside->fetch_add(1) + 1, limit);
            co_await asio::post(loop.context, asio::use_awaitable);
            inside->fetch_sub(1);
            slots->give_back();
        }
        finished->fetch_add(1);
    }
};

TEST(SlotsOfTwoLoops, are_handed_over_and_nobody_is_left_waiting) {
    constexpr int visitors = 8;
    Pending pending;
    pending.limit.store(2 * visitors);
    Slots slots(pending);
    slots.set_limit(2);
    std::atomic<int> inside{0};
    std::atomic<int> finished{0};
    Visitor visitor{&slots, &inside, &finished, 2};
    const auto run = [&] {
        TestLoop loop;
        for (int each = 0; each < visitors; ++each) {
            asio::co_spawn(loop.context, visitor.visit(loop, 200), asio::detached);
        }
        // A hand-over may come from the other thread, so both wait for all.
        EXPECT_TRUE(loop.await([&] { return finished.load() == 2 * visitors; }));
    };
    std::thread other(run);
    run();
    other.join();
    EXPECT_EQ(slots.used(), 0U);
    EXPECT_EQ(pending.waiting.load(), 0U);
    EXPECT_EQ(pending.refused.value() + pending.timed_out.value(), 0U);
    EXPECT_GT(pending.waited.value(), 0U);
}

}  // namespace
}  // namespace crossfade::backend
