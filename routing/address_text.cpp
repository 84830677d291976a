// Most addresses are IPv4, and the C library's way there is printf.
#include "routing/address_text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace crossfade::routing {
namespace {

constexpr AddressBytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t mapped_prefix_bytes = 12;  // ::ffff:0:0/96
constexpr std::ptrdiff_t most_digits = 3;        // of a byte

}  // namespace

bool is_ipv4(const AddressBytes& address) noexcept {
    return std::equal(mapped.begin(), mapped.begin() + mapped_prefix_bytes, address.begin());
}

AddressText::AddressText(const AddressBytes& address) noexcept {
    if (!is_ipv4(address)) {
        inet_ntop(AF_INET6, address.data(), text_.data(), INET6_ADDRSTRLEN);
        size_ = std::strlen(text_.data());
        return;
    }
    char* place = text_.data();
    for (auto index = mapped_prefix_bytes; index < address.size(); ++index) {
        if (place != text_.data()) *place++ = '.';
        place = std::to_chars(place, place + most_digits, address[index]).ptr;
    }
    size_ = static_cast<std::size_t>(place - text_.data());
}

}  // namespace crossfade::routing
