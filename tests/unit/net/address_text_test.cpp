// Addresses as clients are known by.
#include "proxy/net/address_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::net {
namespace {

std::string text(const char* address) {
    return text_of(boost::asio::ip::make_address(address)).data();
}

TEST(AddressText, is_that_of_the_address) {
    for (const auto* address : {"0.0.0.0",
                                "127.0.0.1",
                                "255.255.255.255",
                                "10.2.30.4",
                                "::1",
                                "2001:db8::8a2e:370:7334"}) {
        EXPECT_EQ(text(address), address);
    }
    EXPECT_EQ(text("fe80::1%1").substr(0, 7), "fe80::1");
}

TEST(AddressText, of_a_mapped_one_is_plain) { EXPECT_EQ(text("::ffff:10.0.0.1"), "10.0.0.1"); }

}  // namespace
}  // namespace crossfade::net
