// Addresses as clients are known by: from a socket's to the text in logs.
#include "proxy/net/address_bytes.hpp"

#include "routing/address_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::net {
namespace {

std::string text(const char* address) {
    const routing::AddressText text(bytes_of(boost::asio::ip::make_address(address)));
    return std::string(text.view());
}

TEST(AddressBytes, keep_the_address) {
    for (const auto* address : {"0.0.0.0",
                                "127.0.0.1",
                                "255.255.255.255",
                                "10.2.30.4",
                                "::",
                                "::1",
                                "2001:db8::8a2e:370:7334"}) {
        EXPECT_EQ(text(address), address);
    }
}

TEST(AddressBytes, of_a_mapped_one_are_plain) { EXPECT_EQ(text("::ffff:10.0.0.1"), "10.0.0.1"); }

TEST(AddressBytes, have_no_zone) { EXPECT_EQ(text("fe80::1%1"), "fe80::1"); }

}  // namespace
}  // namespace crossfade::net
