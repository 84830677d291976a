// Nothing is forgiven: a header that two readers could take differently would let a client choose
// its own address. What the protocol lets a receiver ignore is skipped, but has to be well-formed.
#include "proxy/net/proxy_header.hpp"

#include "proxy/net/crc32c.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace crossfade::net {
namespace {

using State = ProxyHeader::State;

constexpr Bytes line_prefix = "PROXY ";
constexpr std::size_t longest_line = 107;  // with its CRLF

constexpr Bytes signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_size = 16;  // of version 2: signature, command, family, length
constexpr std::size_t tlv_head_size = 3;
constexpr std::size_t checksum_size = 4;
constexpr unsigned char checksum_type = 0x03;

constexpr ProxyHeader refused{State::invalid, 0, std::nullopt};

unsigned octet(Bytes bytes, std::size_t at) noexcept {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint16_t number16(Bytes bytes, std::size_t at) noexcept {
    return static_cast<std::uint16_t>(octet(bytes, at) << 8U | octet(bytes, at + 1));
}

bool may_become(Bytes received, Bytes prefix) noexcept {
    return prefix.starts_with(received.substr(0, prefix.size()));
}

// Version 1.

/// Takes the next word off, which a single space ends.
Bytes take_word(Bytes& line) noexcept {
    const auto space = line.find(' ');
    const auto word = line.substr(0, space);
    line.remove_prefix(space == Bytes::npos ? line.size() : space + 1);
    return word;
}

std::optional<std::uint16_t> parse_port(Bytes text) noexcept {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

std::optional<routing::AddressBytes> parse_address(Bytes family, Bytes text) noexcept {
    const bool ipv6 = text.find(':') != Bytes::npos;
    if (ipv6 != (family == "TCP6")) return std::nullopt;
    return routing::parse_address(text);
}

/// What follows "PROXY TCP4 ": two addresses, two ports, and no space at the end.
std::optional<ProxyHeader::Ends> parse_ends(Bytes family, Bytes rest) noexcept {
    if (std::count(rest.begin(), rest.end(), ' ') != 3) return std::nullopt;
    const auto source = parse_address(family, take_word(rest));
    const auto destination = parse_address(family, take_word(rest));
    const auto source_port = parse_port(take_word(rest));
    const auto destination_port = parse_port(rest);
    if (!source || !destination || !source_port || !destination_port) return std::nullopt;
    return ProxyHeader::Ends{{*source, *source_port}, {*destination, *destination_port}};
}

bool printable(Bytes line) noexcept {
    return std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// The whole line without its CRLF.
ProxyHeader parse_line(Bytes line) noexcept {
    const ProxyHeader unknown{State::complete, line.size() + 2, std::nullopt};
    line.remove_prefix(line_prefix.size());
    // Whatever else it says is to be ignored.
    if (line == "UNKNOWN" || line.starts_with("UNKNOWN ")) {
        return printable(line) ? unknown : refused;
    }
    const auto family = take_word(line);
    if (family != "TCP4" && family != "TCP6") return refused;
    const auto ends = parse_ends(family, line);
    if (!ends) return refused;
    return {State::complete, unknown.length, ends};
}

ProxyHeader parse_version_1(Bytes received) noexcept {
    const auto line = received.substr(0, longest_line);
    const auto end = line.find_first_of("\r\n");
    if (end == Bytes::npos || (line[end] == '\r' && end + 1 == line.size())) {
        return line.size() == longest_line ? refused : ProxyHeader{};
    }
    if (line.substr(end, 2) != "\r\n") return refused;
    return parse_line(line.substr(0, end));
}

// Version 2.

enum class Family : std::uint8_t { unspecified = 0x0, ipv4 = 0x1, ipv6 = 0x2, unix_socket = 0x3 };

/// Of the seven values that the protocol defines; a datagram client (QUIC) has an address too.
std::optional<Family> family_of(unsigned family_and_protocol) noexcept {
    switch (family_and_protocol) {
        case 0x00:
            return Family::unspecified;
        case 0x11:
        case 0x12:
            return Family::ipv4;
        case 0x21:
        case 0x22:
            return Family::ipv6;
        case 0x31:
        case 0x32:
            return Family::unix_socket;
        default:
            return std::nullopt;
    }
}

std::size_t addresses_size(Family family) noexcept {
    constexpr std::array<std::size_t, 4> sizes{0, 12, 36, 216};
    return sizes[static_cast<std::size_t>(family)];
}

routing::AddressBytes address_at(Bytes addresses, Family family, std::size_t index) noexcept {
    routing::AddressBytes address{};
    const std::size_t size = family == Family::ipv4 ? 4 : address.size();
    const auto from = addresses.substr(index * size, size);
    if (family == Family::ipv4) address[10] = address[11] = 0xff;
    std::copy(from.begin(), from.end(), address.end() - static_cast<std::ptrdiff_t>(size));
    return address;
}

std::optional<ProxyHeader::Ends> ends_of(Bytes addresses, Family family) noexcept {
    if (family != Family::ipv4 && family != Family::ipv6) return std::nullopt;
    const auto ports = addresses_size(family) - 4;
    return ProxyHeader::Ends{
        {address_at(addresses, family, 0), number16(addresses, ports)},
        {address_at(addresses, family, 1), number16(addresses, ports + 2)},
    };
}

/// Of the header as if the checksum in it were zero.
bool checksum_holds(Bytes header, std::size_t checksum_at) noexcept {
    constexpr Bytes zeros("\0\0\0\0", checksum_size);
    auto sum = crc32c(0, header.substr(0, checksum_at));
    sum = crc32c(sum, zeros);
    sum = crc32c(sum, header.substr(checksum_at + checksum_size));
    const auto high = std::uint32_t{number16(header, checksum_at)};
    return sum == (high << 16U | number16(header, checksum_at + 2));
}

/// Type, length and value, again and again, to exactly the header's end; each checksum holds.
bool valid_tlvs(Bytes header, std::size_t at) noexcept {
    while (at < header.size()) {
        if (header.size() - at < tlv_head_size) return false;
        const std::size_t size = number16(header, at + 1);
        const auto value_at = at + tlv_head_size;
        if (header.size() - value_at < size) return false;
        if (octet(header, at) == checksum_type) {
            if (size != checksum_size || !checksum_holds(header, value_at)) return false;
        }
        at = value_at + size;
    }
    return true;
}

ProxyHeader parse_whole_version_2(Bytes header, bool local) noexcept {
    const ProxyHeader own{State::complete, header.size(), std::nullopt};
    const auto family = family_of(octet(header, signature.size() + 1));
    // Of LOCAL the receiver has to discard everything, the family included.
    if (local || family == Family::unspecified) return own;
    if (!family) return refused;
    const auto addresses_end = fixed_size + addresses_size(*family);
    if (header.size() < addresses_end || !valid_tlvs(header, addresses_end)) return refused;
    return {State::complete, header.size(), ends_of(header.substr(fixed_size), *family)};
}

ProxyHeader parse_version_2(Bytes received) noexcept {
    constexpr unsigned version_2_local = 0x20;
    constexpr unsigned version_2_proxy = 0x21;
    if (received.size() <= signature.size()) return {};
    const auto command = octet(received, signature.size());
    if (command != version_2_local && command != version_2_proxy) return refused;
    if (received.size() < fixed_size) return {};
    const std::size_t size = fixed_size + number16(received, fixed_size - 2);
    if (size > longest_proxy_header) return refused;
    if (received.size() < size) return {};
    return parse_whole_version_2(received.substr(0, size), command == version_2_local);
}

}  // namespace

ProxyHeader parse_proxy_header(Bytes received) noexcept {
    if (received.empty()) return {};
    if (received.starts_with(line_prefix)) return parse_version_1(received);
    if (received.starts_with(signature)) return parse_version_2(received);
    const bool possible = may_become(received, line_prefix) || may_become(received, signature);
    return {possible ? State::incomplete : State::absent, 0, std::nullopt};
}

}  // namespace crossfade::net
