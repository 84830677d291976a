// The PROXY header, byte by byte: what is one, what is none, and what only looks like one.
#include "proxy/net/proxy_header.hpp"

#include "proxy/net/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crossfade::net {
namespace {

using State = ProxyHeader::State;
using namespace std::string_literals;

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);

ProxyEndpoint end_of(std::string_view address, std::uint16_t port) {
    return {*routing::parse_address(address), port};
}

std::string number16(std::size_t number) {
    return {static_cast<char>(number >> 8U & 0xFFU), static_cast<char>(number & 0xFFU)};
}

std::string version_2(char command, char family, const std::string& rest) {
    return signature + command + family + number16(rest.size()) + rest;
}

std::string tlv(char type, const std::string& value) {
    return type + number16(value.size()) + value;
}

const std::string ipv4_ends("\xCB\x00\x71\x09\x0A\x00\x00\x01\xDD\xD5\x01\xBB", 12);
const std::string ipv6_ends = "\x20\x01\x0D\xB8"s + std::string(11, '\0') + "\x01"s +
                              std::string(15, '\0') + "\x01" + "\x12\x67\x01\xBB";

/// With the checksum TLV that makes it right, after `before`.
std::string checked(const std::string& before, const std::string& after = {}) {
    const auto zero = version_2('\x21', '\x11', ipv4_ends + before + tlv(3, "\0\0\0\0"s) + after);
    const auto sum = crc32c(0, zero);
    auto result = zero;
    const auto at = zero.size() - after.size() - 4;
    result.replace(at, 4, number16(sum >> 16U) + number16(sum & 0xFFFFU));
    return result;
}

State state_of(const std::string& bytes) { return parse_proxy_header(bytes).state; }

TEST(Crc32c, is_that_of_the_standard) {
    EXPECT_EQ(crc32c(0, ""), 0U);
    EXPECT_EQ(crc32c(0, "123456789"), 0xE3069283U);
    EXPECT_EQ(crc32c(crc32c(0, "1234"), "56789"), 0xE3069283U);
}

struct Valid {
    std::string name;
    std::string header;
    std::optional<ProxyHeader::Ends> ends;
};

const ProxyHeader::Ends over_ipv4{end_of("203.0.113.9", 56789), end_of("10.0.0.1", 443)};
const ProxyHeader::Ends over_ipv6{end_of("2001:db8::1", 4711), end_of("::1", 443)};

std::vector<Valid> valid_headers() {
    const auto longest = 4096 - 16 - ipv4_ends.size() - 3;
    return {
        {"v1 IPv4", "PROXY TCP4 203.0.113.9 10.0.0.1 56789 443\r\n", over_ipv4},
        {"v1 IPv6", "PROXY TCP6 2001:db8::1 ::1 4711 443\r\n", over_ipv6},
        {"v1 IPv6 in full",
         "PROXY TCP6 2001:0DB8:0000:0000:0000:0000:0000:0001 ::1 4711 443\r\n",
         over_ipv6},
        {"v1 mapped IPv4",
         "PROXY TCP6 ::ffff:203.0.113.9 ::ffff:10.0.0.1 56789 443\r\n",
         over_ipv4},
        {"v1 ports at their ends",
         "PROXY TCP4 1.2.3.4 5.6.7.8 0 65535\r\n",
         ProxyHeader::Ends{end_of("1.2.3.4", 0), end_of("5.6.7.8", 65535)}},
        {"v1 unknown", "PROXY UNKNOWN\r\n", {}},
        {"v1 unknown with more", "PROXY UNKNOWN ffff::1 ::1 65535 65535\r\n", {}},
        {"v1 of 107 bytes", "PROXY UNKNOWN " + std::string(107 - 16, 'x') + "\r\n", {}},
        {"v2 IPv4", version_2('\x21', '\x11', ipv4_ends), over_ipv4},
        {"v2 IPv4 datagram", version_2('\x21', '\x12', ipv4_ends), over_ipv4},
        {"v2 IPv6", version_2('\x21', '\x21', ipv6_ends), over_ipv6},
        {"v2 IPv6 datagram", version_2('\x21', '\x22', ipv6_ends), over_ipv6},
        {"v2 unix", version_2('\x21', '\x31', std::string(216, 'a')), {}},
        {"v2 unix datagram", version_2('\x21', '\x32', std::string(216, 'a')), {}},
        {"v2 unspecified", version_2('\x21', '\0', ""), {}},
        {"v2 unspecified with more", version_2('\x21', '\0', "abc"), {}},
        {"v2 local", version_2('\x20', '\0', ""), {}},
        {"v2 local with addresses", version_2('\x20', '\x11', ipv4_ends), {}},
        {"v2 local of an unknown family", version_2('\x20', '\x7F', "abc"), {}},
        {"v2 empty TLV", version_2('\x21', '\x11', ipv4_ends + tlv(4, "")), over_ipv4},
        {"v2 several TLVs",
         version_2('\x21', '\x11', ipv4_ends + tlv(1, "h2") + tlv(2, "a.example") + tlv(4, "xx")),
         over_ipv4},
        {"v2 checksum", checked(""), over_ipv4},
        {"v2 checksum between others", checked(tlv(1, "h2"), tlv(4, "pad")), over_ipv4},
        {"v2 as long as may be",
         version_2('\x21', '\x11', ipv4_ends + tlv(4, std::string(longest, 'p'))),
         over_ipv4},
    };
}

TEST(ProxyHeader, is_taken_whole_and_nothing_beyond_it) {
    for (const auto& [name, header, ends] : valid_headers()) {
        for (const auto& more : {""s, "GET / HTTP/1.1\r\n\r\n"s, header}) {
            const auto parsed = parse_proxy_header(header + more);
            EXPECT_EQ(parsed.state, State::complete) << name;
            EXPECT_EQ(parsed.length, header.size()) << name;
            EXPECT_EQ(parsed.ends, ends) << name;
        }
    }
}

TEST(ProxyHeader, is_incomplete_until_its_last_byte) {
    for (const auto& [name, header, ends] : valid_headers()) {
        for (std::size_t size = 0; size < header.size(); ++size) {
            ASSERT_EQ(state_of(header.substr(0, size)), State::incomplete) << name << " " << size;
        }
    }
}

TEST(ProxyHeader, is_absent_as_soon_as_a_byte_does_not_fit) {
    for (const auto& prefix : {signature, "PROXY "s}) {
        for (std::size_t at = 0; at < prefix.size(); ++at) {
            for (int other = 0; other < 256; ++other) {
                const auto byte = static_cast<char>(other);
                if (byte == prefix[at]) continue;
                const bool the_other_kind = at == 0 && (byte == 'P' || byte == '\r');
                EXPECT_EQ(state_of(prefix.substr(0, at) + byte),
                          the_other_kind ? State::incomplete : State::absent)
                    << at << " " << other;
            }
        }
    }
}

TEST(ProxyHeader, is_no_request) {
    for (const auto& request : {"GET / HTTP/1.1\r\n\r\n"s,
                                "POST / HTTP/1.1\r\n"s,
                                "PUT /"s,
                                "PO"s,
                                "PU"s,
                                "PA"s,
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
                                "PROP"s,
                                "PROXYING / HTTP/1.1\r\n"s,
                                "proxy "s,
                                " PROXY "s,
                                "\r\nG"s,
                                "\nPROXY"s,
                                "\x16\x03\x01"s}) {
        EXPECT_EQ(state_of(request), State::absent) << request;
    }
    for (const auto& begun : {""s, "P"s, "PR"s, "PRO"s, "PROXY"s, "\r"s, "\r\n"s, "\r\n\r\n"s}) {
        EXPECT_EQ(state_of(begun), State::incomplete) << begun;
    }
}

TEST(ProxyHeader, of_version_1_has_one_form_only) {
    for (const auto& header : {"PROXY \r\n"s,
                               "PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n"s,
                               "PROXY TCP4 1.2.3.4  5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 1.2.3.4  1 2\r\n"s,
                               "PROXY TCP4\t1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY tcp4 1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP5 1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY UNKNOWNS\r\n"s,
                               "PROXY unknown\r\n"s,
                               "PROXY UNKNOWN a\0b\r\n"s,
                               "PROXY UNKNOWN \x80\r\n"s,
                               "PROXY UNKNOWN \x7F\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\rX"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8\r\n 1 2\r\n"s,
                               "PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 1.2.3.256 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 0x1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 1.2.3.4\0 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP4 ::1 ::1 1 2\r\n"s,
                               "PROXY TCP4 ::ffff:1.2.3.4 ::ffff:1.2.3.4 1 2\r\n"s,
                               "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP6 ::1 5.6.7.8 1 2\r\n"s,
                               "PROXY TCP6 [::1] [::1] 1 2\r\n"s,
                               "PROXY TCP6 fe80::1%lo ::1 1 2\r\n"s,
                               "PROXY TCP6 1::2::3 ::1 1 2\r\n"s,
                               "PROXY TCP6 :::1 ::1 1 2\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 00\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 4294967297\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 +1 2\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 1 2x\r\n"s,
                               "PROXY TCP4 1.2.3.4 5.6.7.8 a b\r\n"s}) {
        const auto parsed = parse_proxy_header(header);
        EXPECT_EQ(parsed.state, State::invalid) << header;
        EXPECT_FALSE(parsed.ends) << header;
    }
}

TEST(ProxyHeader, of_version_1_ends_within_107_bytes) {
    EXPECT_EQ(state_of("PROXY UNKNOWN " + std::string(107 - 15, 'x') + "\r\n"), State::invalid);
    EXPECT_EQ(state_of("PROXY " + std::string(106 - 6, 'x')), State::incomplete);
    EXPECT_EQ(state_of("PROXY " + std::string(107 - 6, 'x')), State::invalid);
    EXPECT_EQ(state_of("PROXY " + std::string(106 - 6, 'x') + "\r"), State::invalid);
}

TEST(ProxyHeader, of_version_2_has_two_commands) {
    for (int command = 0; command < 256; ++command) {
        const bool known = command == 0x20 || command == 0x21;
        const auto byte = static_cast<char>(command);
        EXPECT_EQ(state_of(version_2(byte, '\x11', ipv4_ends)),
                  known ? State::complete : State::invalid)
            << command;
        EXPECT_EQ(state_of(signature + byte), known ? State::incomplete : State::invalid);
    }
}

TEST(ProxyHeader, of_version_2_has_seven_families) {
    for (int family = 0; family < 256; ++family) {
        const bool known = family == 0 || family == 0x11 || family == 0x12 || family == 0x21 ||
                           family == 0x22 || family == 0x31 || family == 0x32;
        // Zeros are padding that is one empty TLV of type 0 after another.
        const auto rest = std::string(216, '\0');
        EXPECT_EQ(state_of(version_2('\x21', static_cast<char>(family), rest)),
                  known ? State::complete : State::invalid)
            << family;
    }
}

TEST(ProxyHeader, of_version_2_has_room_for_its_addresses) {
    for (const auto& [family, ends] : {std::pair{'\x11', ipv4_ends},
                                       std::pair{'\x21', ipv6_ends},
                                       std::pair{'\x31', std::string(216, 'a')}}) {
        for (std::size_t size = 0; size < ends.size(); ++size) {
            EXPECT_EQ(state_of(version_2('\x21', family, ends.substr(0, size))), State::invalid);
        }
    }
}

TEST(ProxyHeader, of_version_2_is_filled_exactly_by_its_tlvs) {
    const auto tlvs = tlv(1, "h2") + tlv(2, "name") + tlv(4, "");
    for (std::size_t size = 0; size <= tlvs.size() + 2; ++size) {
        const bool fits = size == 0 || size == 5 || size == 12 || size == 15;
        const auto rest = ipv4_ends + (tlvs + "\1\0"s).substr(0, size);
        EXPECT_EQ(state_of(version_2('\x21', '\x11', rest)),
                  fits ? State::complete : State::invalid)
            << size;
    }
    // An inner length, wrong by one or by much.
    for (const auto& wrong : {"\1\0\1h2"s, "\1\0\3h2"s, "\1\xFF\xFFh2"s, "\1\1\2h2"s}) {
        EXPECT_EQ(state_of(version_2('\x21', '\x11', ipv4_ends + wrong)), State::invalid);
    }
}

TEST(ProxyHeader, of_version_2_is_bounded) {
    const auto most = 4096 - 16;
    for (std::size_t size = most + 1; size <= 0xFFFF; size += 997) {
        EXPECT_EQ(state_of(signature + "\x21\x11" + number16(size)), State::invalid) << size;
        EXPECT_EQ(state_of(signature + "\x20"s + '\0' + number16(size)), State::invalid) << size;
    }
    EXPECT_EQ(state_of(signature + "\x21\x11" + number16(most)), State::incomplete);
    EXPECT_EQ(state_of(signature + "\x21\x11" + number16(most + 1)), State::invalid);
}

TEST(ProxyHeader, whose_checksum_does_not_hold_is_invalid) {
    const auto right = checked(tlv(1, "h2"), tlv(4, "pad"));
    ASSERT_EQ(state_of(right), State::complete);
    for (std::size_t at = signature.size() + 2; at < right.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto wrong = right;
            wrong[at] = static_cast<char>(static_cast<unsigned char>(wrong[at]) ^ 1U << bit);
            const auto parsed = parse_proxy_header(wrong);
            // Only turning the checksum into another TLV hides it.
            if (parsed.state == State::complete) {
                EXPECT_EQ(at, right.size() - tlv(4, "pad").size() - tlv(3, "1234").size());
            } else {
                EXPECT_FALSE(parsed.ends);
            }
        }
    }
}

TEST(ProxyHeader, has_no_checksum_that_does_not_hold) {
    EXPECT_EQ(state_of(checked(tlv(3, "abcd"))), State::invalid);
    EXPECT_EQ(state_of(checked("", tlv(3, "abcd"))), State::invalid);
    EXPECT_EQ(state_of(checked(tlv(3, ""))), State::invalid);
    for (std::size_t size = 0; size < 9; ++size) {
        const auto rest = ipv4_ends + tlv(3, std::string(size, '\0'));
        EXPECT_EQ(state_of(version_2('\x21', '\x11', rest)), State::invalid) << size;
    }
}

}  // namespace
}  // namespace crossfade::net
