// From the addresses of sockets to those of rules and logs.
#pragma once

#include "routing/address.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace crossfade::net {

/// Without a zone (RFC 4007 section 11), which no rule knows.
[[nodiscard]] inline routing::AddressBytes bytes_of(const boost::asio::ip::address& address) {
    namespace ip = boost::asio::ip;
    const auto bytes =
        (address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6())
            .to_bytes();
    routing::AddressBytes same{};
    std::copy(bytes.begin(), bytes.end(), same.begin());
    return same;
}

}  // namespace crossfade::net
