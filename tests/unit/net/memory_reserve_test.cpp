#include "proxy/net/memory_reserve.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <new>
#include <string>
#include <sys/resource.h>
#include <thread>

namespace crossfade::net {
namespace {

// What operator new does when there is no memory, again and again until it throws.
void ask_in_vain() { std::get_new_handler()(); }

// What RLIMIT_DATA is about, in bytes.
rlim_t private_memory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word && word != "VmData:") continue;
    rlim_t kibibytes = 0;
    status >> kibibytes;
    return kibibytes * 1024;
}

// No more private memory than that much above what is taken now.
class Shortage {
public:
    explicit Shortage(rlim_t more) {
        getrlimit(RLIMIT_DATA, &before_);
        const rlimit limit{private_memory() + more, before_.rlim_max};
        setrlimit(RLIMIT_DATA, &limit);
    }
    ~Shortage() { setrlimit(RLIMIT_DATA, &before_); }
    Shortage(const Shortage&) = delete;
    Shortage& operator=(const Shortage&) = delete;

private:
    rlimit before_{};
};

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

TEST(MemoryReserve, IsNotThereWithMuchLessThanTheWholeUntilPatienceEnds) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer's own memory is not to be limited";
#endif
    auto* const before = std::get_new_handler();
    keep_memory_reserve(std::size_t{64} << 20U);
    ask_in_vain();
    {
        const Shortage shortage(std::size_t{8} << 20U);
        for (int refill = 1; refill < 5; ++refill) {
            refill_memory_reserve();
            EXPECT_TRUE(short_of_memory());
        }
        refill_memory_reserve();
        EXPECT_FALSE(short_of_memory());
        EXPECT_NO_THROW(ask_in_vain());  // what was to be had
    }
    refill_memory_reserve();
    EXPECT_FALSE(short_of_memory());
    std::set_new_handler(before);
}

}  // namespace
}  // namespace crossfade::net
