#include "proxy/net/memory_reserve.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <thread>

namespace crossfade::net {
namespace {

// What operator new does when there is no memory, again and again until it throws.
void ask_in_vain() { std::get_new_handler()(); }

TEST(MemoryReserve, IsGivenUpOnceAndKeptAgainWhenThereIsMemory) {
    auto* const before = std::get_new_handler();
    keep_memory_reserve(std::size_t{1} << 20U);
    EXPECT_FALSE(short_of_memory());
    ask_in_vain();
    EXPECT_TRUE(short_of_memory());
    EXPECT_THROW(ask_in_vain(), std::bad_alloc);
    refill_memory_reserve();
    EXPECT_FALSE(short_of_memory());
    ask_in_vain();
    EXPECT_TRUE(short_of_memory());
    refill_memory_reserve();
    std::set_new_handler(before);
}

TEST(MemoryReserve, LetsEveryThreadTryAgainOnceItWasGivenUp) {
    auto* const before = std::get_new_handler();
    keep_memory_reserve(std::size_t{1} << 20U);
    ask_in_vain();
    std::thread([] {
        EXPECT_NO_THROW(ask_in_vain());  // failed before the other one gave it up
        EXPECT_THROW(ask_in_vain(), std::bad_alloc);
    }).join();
    EXPECT_THROW(ask_in_vain(), std::bad_alloc);
    refill_memory_reserve();
    std::set_new_handler(before);
}

}  // namespace
}  // namespace crossfade::net
