// An IP address in the form that logs and fields have it in.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>

namespace crossfade::net {

/// With a zero at its end; INET6_ADDRSTRLEN.
using AddressText = std::array<char, 46>;

/// An IPv4 address plainly, even where an IPv6 one holds it.
[[nodiscard]] AddressText text_of(const boost::asio::ip::address& address);

}  // namespace crossfade::net
