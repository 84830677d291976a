#include "proxy/net/crc32c.hpp"

#include <array>

namespace crossfade::net {
namespace {

constexpr std::uint32_t polynomial = 0x82F63B78;  // Castagnoli's, its bits reversed

constexpr auto table = [] {
    std::array<std::uint32_t, 256> result{};
    for (std::uint32_t index = 0; index < result.size(); ++index) {
        auto value = index;
        for (int bit = 0; bit < 8; ++bit) {
            value = value >> 1U ^ ((value & 1U) != 0 ? polynomial : 0);
        }
        result[index] = value;
    }
    return result;
}();

}  // namespace

std::uint32_t crc32c(std::uint32_t before, Bytes bytes) noexcept {
    auto sum = ~before;
    for (const char c : bytes) {
        const auto octet = static_cast<unsigned char>(c);
        sum = table[(sum ^ octet) & 0xFFU] ^ sum >> 8U;
    }
    return ~sum;
}

}  // namespace crossfade::net
