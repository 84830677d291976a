// See address_text.hpp.
#include "proxy/net/address_text.hpp"

#include <charconv>
#include <string>

namespace crossfade::net {
namespace {

namespace ip = boost::asio::ip;

// Most are IPv4, and the C library's way there is printf.
AddressText text_of(const ip::address_v4& address) noexcept {
    AddressText text{};
    char* place = text.data();
    for (const auto byte : address.to_bytes()) {
        if (place != text.data()) *place++ = '.';
        place = std::to_chars(place, place + 3, byte).ptr;
    }
    return text;
}

}  // namespace

AddressText text_of(const ip::address& address) {
    if (address.is_v4()) return text_of(address.to_v4());
    const auto ipv6 = address.to_v6();
    if (ipv6.is_v4_mapped()) return text_of(ip::make_address_v4(ip::v4_mapped, ipv6));
    AddressText text{};
    address.to_string().copy(text.data(), text.size() - 1);
    return text;
}

}  // namespace crossfade::net
