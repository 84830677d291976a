// Records that are used again: each by one request at a time, and no more of them than are of use.
#include "proxy/mirror/tee_pool.hpp"

#include "proxy/mirror/tee.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace crossfade::mirror {
namespace {

TEST(TeePool, hands_out_what_was_given_back_on_any_thread_once) {
    constexpr std::size_t per_thread = 20;
    Mirrors mirrors;
    TeePool pool;
    EXPECT_EQ(pool.take(), nullptr);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (std::size_t index = 0; index < per_thread; ++index) {
                pool.give_back(std::make_unique<Tee>(mirrors));
            }
        });
    }
    std::vector<std::unique_ptr<Tee>> taken;
    const auto take_all = [&] {
        while (auto tee = pool.take()) taken.push_back(std::move(tee));
    };
    while (taken.size() < per_thread) take_all();
    for (auto& thread : threads) thread.join();
    take_all();
    std::set<const Tee*> distinct;
    for (const auto& tee : taken) distinct.insert(tee.get());
    EXPECT_EQ(taken.size(), 4 * per_thread);
    EXPECT_EQ(distinct.size(), taken.size());
    for (const auto& tee : taken) EXPECT_EQ(tee->next_unused, nullptr);
}

TEST(TeePool, keeps_a_bounded_number) {
    Mirrors mirrors;
    TeePool pool;
    for (int index = 0; index < 1'000; ++index) pool.give_back(std::make_unique<Tee>(mirrors));
    int kept = 0;
    while (pool.take()) ++kept;
    EXPECT_EQ(kept, 256);
    pool.give_back(std::make_unique<Tee>(mirrors));
    EXPECT_NE(pool.take(), nullptr);
}

}  // namespace
}  // namespace crossfade::mirror
