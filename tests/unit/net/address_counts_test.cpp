// Who counts as one client, and that nothing is kept of those that left.
#include "proxy/net/address_counts.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

namespace crossfade::net {
namespace {

routing::AddressBytes address(std::string_view text) {
    return routing::parse_address(text).value();
}

TEST(AddressCounts, turns_away_whoever_has_the_limit_already) {
    AddressCounts counts;
    const auto first = counts.take(address("192.0.2.1"), 2);
    auto second = counts.take(address("192.0.2.1"), 2);
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(counts.take(address("192.0.2.1"), 2));
    EXPECT_TRUE(counts.take(address("192.0.2.2"), 2));
    second.reset();
    EXPECT_TRUE(counts.take(address("192.0.2.1"), 2));
}

TEST(AddressCounts, takes_the_network_of_an_ipv6_subscriber_for_one_client) {
    AddressCounts counts;
    const auto first = counts.take(address("2001:db8:0:1::1"), 1);
    EXPECT_FALSE(counts.take(address("2001:db8:0:1:ffff::2"), 1));
    EXPECT_TRUE(counts.take(address("2001:db8:0:2::1"), 1));
    const auto v4 = counts.take(address("192.0.2.1"), 1);
    EXPECT_TRUE(counts.take(address("192.0.2.129"), 1));
}

TEST(AddressCounts, keeps_nothing_of_clients_that_left) {
    AddressCounts counts;
    for (int i = 0; i < 1'000; ++i) {
        auto bytes = address("192.0.2.1");
        bytes[15] = static_cast<std::uint8_t>(i);
        bytes[14] = static_cast<std::uint8_t>(i / 256);
        const auto place = counts.take(bytes, 1);
        EXPECT_EQ(counts.size(), 1U);
    }
    EXPECT_EQ(counts.size(), 0U);
}

TEST(AddressCounts, holds_its_limit_over_all_threads) {
    constexpr std::size_t limit = 5;
    AddressCounts counts;
    std::atomic<std::size_t> taken{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) {
                const auto one = counts.take(address("192.0.2.1"), limit);
                const auto two = counts.take(address("192.0.2.1"), limit);
                const std::size_t held = (one ? 1U : 0U) + (two ? 1U : 0U);
                EXPECT_LE(taken += held, limit);
                taken -= held;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(counts.size(), 0U);
}

}  // namespace
}  // namespace crossfade::net
