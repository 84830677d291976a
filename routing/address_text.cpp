#include "routing/address_text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace crossfade::routing {
namespace {

constexpr AddressBytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t mapped_prefix_bytes = 12;  // ::ffff:0:0/96

}  // namespace

bool is_ipv4(const AddressBytes& address) noexcept {
    return std::equal(mapped.begin(), mapped.begin() + mapped_prefix_bytes, address.begin());
}

AddressText::AddressText(const AddressBytes& address) noexcept {
    const bool ipv4 = is_ipv4(address);
    const auto* from = address.data() + (ipv4 ? mapped_prefix_bytes : 0);
    inet_ntop(ipv4 ? AF_INET : AF_INET6, from, text_.data(), INET6_ADDRSTRLEN);
    size_ = std::strlen(text_.data());
}

}  // namespace crossfade::routing
