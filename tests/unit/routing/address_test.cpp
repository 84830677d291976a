// Addresses and prefixes: what is accepted, what is refused as ambiguous, and what contains what.
#include "routing/address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::routing {
namespace {

TEST(ParseAddress, holds_ipv4_mapped_into_ipv6) {
    const auto v4 = parse_address("10.1.2.3");
    ASSERT_TRUE(v4);
    EXPECT_EQ(*v4, (AddressBytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3}));
    EXPECT_EQ(parse_address("::ffff:10.1.2.3"), v4);
    EXPECT_EQ(parse_address("::1"), (AddressBytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(ParseAddress, refuses_everything_but_the_strict_forms) {
    for (const std::string_view text : {"",
                                        " ",
                                        "10.1.2",
                                        "10.1.2.256",
                                        "010.1.2.3",
                                        "10.1.2.3 ",
                                        "0x0a.1.2.3",
                                        "10.1.2.3:80",
                                        "[::1]",
                                        "fe80::1%eth0",
                                        ":::",
                                        "1::2::3",
                                        "localhost"}) {
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_address(std::string_view("10.1.2.3\0x", 10)), std::nullopt);
    EXPECT_EQ(parse_address(std::string(10'000, '1')), std::nullopt);
}

TEST(ParseNetwork, refuses_bits_outside_the_prefix) {
    EXPECT_TRUE(parse_network("10.0.0.0/8"));
    EXPECT_FALSE(parse_network("10.0.0.1/8"));
    EXPECT_FALSE(parse_network("10.128.0.0/8"));
    EXPECT_TRUE(parse_network("10.128.0.0/9"));
    EXPECT_FALSE(parse_network("2001:db8::1/32"));
    EXPECT_TRUE(parse_network("2001:db8::/32"));
    EXPECT_TRUE(parse_network("0.0.0.0/0"));
    EXPECT_TRUE(parse_network("::/0"));
    EXPECT_TRUE(parse_network("10.0.0.1/32"));
}

TEST(ParseNetwork, refuses_a_malformed_prefix_length) {
    for (const std::string_view text : {"10.0.0.0/",
                                        "10.0.0.0/33",
                                        "10.0.0.0/08",
                                        "10.0.0.0/+8",
                                        "10.0.0.0/-1",
                                        "10.0.0.0/8 ",
                                        "10.0.0.0/8/8",
                                        "10.0.0.0/4294967304",
                                        "::/129",
                                        "/8",
                                        "x/8"}) {
        EXPECT_EQ(parse_network(text), std::nullopt) << text;
    }
}

TEST(Network, contains_what_shares_its_prefix) {
    struct Case {
        std::string_view network;
        std::string_view address;
        bool inside;
    };
    const Case cases[] = {
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true},
        {"10.0.0.0/8", "a00::1", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.200", true},
        {"192.0.2.7", "192.0.2.7", true},
        {"192.0.2.7", "192.0.2.6", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "203.0.113.9", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
    };
    for (const auto& [network, address, inside] : cases) {
        const auto parsed = parse_network(network);
        const auto other = parse_address(address);
        ASSERT_TRUE(parsed && other) << network << ' ' << address;
        EXPECT_EQ(parsed->contains(*other), inside) << network << ' ' << address;
    }
}

}  // namespace
}  // namespace crossfade::routing
