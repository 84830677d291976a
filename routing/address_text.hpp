// Addresses as text, in place: RFC 5952's form of IPv6 ones, IPv4 ones plainly however they came.
#pragma once

#include "routing/address.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace crossfade::routing {

/// Empty by default.
class AddressText {
public:
    AddressText() = default;
    explicit AddressText(const AddressBytes& address) noexcept;

    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

private:
    std::array<char, 46> text_{};  // INET6_ADDRSTRLEN
    std::size_t size_ = 0;
};

[[nodiscard]] bool is_ipv4(const AddressBytes& address) noexcept;

}  // namespace crossfade::routing
