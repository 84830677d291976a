// Parsing of addresses and network prefixes: strict forms only, as inet_pton(3) accepts them, so
// that "010.0.0.1" cannot mean two addresses to two readers.
#include "routing/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace crossfade::routing {
namespace {

constexpr std::size_t mapped_prefix_bytes = 12;  // ::ffff:0:0/96

bool is_ipv4_text(std::string_view text) noexcept {
    return text.find(':') == std::string_view::npos;
}

std::optional<std::uint8_t> parse_prefix_bits(std::string_view text, unsigned most) noexcept {
    unsigned bits = 0;
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error != std::errc{} || end != text.data() + text.size() || bits > most) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(bits);
}

// The bits of byte `index` that belong to a prefix of that length.
std::uint8_t mask_of(std::size_t index, unsigned prefix_bits) noexcept {
    const unsigned before = static_cast<unsigned>(index) * 8;
    if (prefix_bits <= before) return 0;
    const unsigned bits = std::min(prefix_bits - before, 8U);
    return static_cast<std::uint8_t>(0xffU << (8 - bits));
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) noexcept {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    std::copy(text.begin(), text.end(), terminated.begin());
    AddressBytes address{};
    if (!is_ipv4_text(text)) {
        if (inet_pton(AF_INET6, terminated.data(), address.data()) != 1) return std::nullopt;
        return address;
    }
    address[10] = address[11] = 0xff;
    if (inet_pton(AF_INET, terminated.data(), address.data() + mapped_prefix_bytes) != 1) {
        return std::nullopt;
    }
    return address;
}

bool Network::contains(const AddressBytes& other) const noexcept {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const auto mask = mask_of(i, prefix_bits);
        if (mask == 0) return true;
        if (((address[i] ^ other[i]) & mask) != 0) return false;
    }
    return true;
}

std::optional<Network> parse_network(std::string_view text) noexcept {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return Network{*address, 128};

    const bool ipv4 = is_ipv4_text(text.substr(0, slash));
    const auto written = parse_prefix_bits(text.substr(slash + 1), ipv4 ? 32 : 128);
    if (!written) return std::nullopt;
    constexpr unsigned mapped_bits = 8 * mapped_prefix_bytes;
    const unsigned bits = *written + (ipv4 ? mapped_bits : 0);
    for (std::size_t i = 0; i < address->size(); ++i) {
        if (((*address)[i] & ~mask_of(i, bits) & 0xff) != 0) return std::nullopt;
    }
    return Network{*address, static_cast<std::uint8_t>(bits)};
}

}  // namespace crossfade::routing
