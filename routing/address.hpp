// Network prefixes: "10.0.0.0/8", "2001:db8::/32", or one address.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crossfade::routing {

/// An IPv6 address; IPv4 ones are held mapped (::ffff:0:0/96, RFC 4291 2.5.5.2).
using AddressBytes = std::array<std::uint8_t, 16>;

[[nodiscard]] std::optional<AddressBytes> parse_address(std::string_view text) noexcept;

struct Network {
    AddressBytes address{};
    std::uint8_t prefix_bits = 128;

    [[nodiscard]] bool contains(const AddressBytes& other) const noexcept;
    bool operator==(const Network&) const = default;
};

/// Bits outside the prefix must be zero: "10.0.0.1/8" is refused as a likely slip.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text) noexcept;

}  // namespace crossfade::routing
