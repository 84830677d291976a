// SipHash-2-4 as the paper gives it (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012,
// section 2), for little-endian and big-endian machines alike.
#include "routing/hash.hpp"

#include <bit>
#include <cstddef>
#include <string>

namespace crossfade::routing {
namespace {

struct State {
    std::uint64_t v0, v1, v2, v3;

    void round() noexcept {
        v0 += v1;
        v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    }

    void absorb(std::uint64_t word) noexcept {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

// At most eight bytes as a little-endian number; compilers make one load of the full case.
std::uint64_t little_endian(const char* bytes, std::size_t count) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return word;
}

}  // namespace

std::uint64_t siphash_2_4(std::uint64_t k0, std::uint64_t k1, std::string_view bytes) noexcept {
    State state{k0 ^ 0x736f6d6570736575U,
                k1 ^ 0x646f72616e646f6dU,
                k0 ^ 0x6c7967656e657261U,
                k1 ^ 0x7465646279746573U};
    const std::size_t whole = bytes.size() & ~std::size_t{7};
    for (std::size_t i = 0; i < whole; i += 8) state.absorb(little_endian(bytes.data() + i, 8));
    state.absorb(little_endian(bytes.data() + whole, bytes.size() - whole) |
                 std::uint64_t{bytes.size()} << 56U);
    state.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

KeyHash::KeyHash(std::string_view salt, std::string_view purpose) noexcept {
    std::string seed(salt);
    seed += '\x1f';
    seed += purpose;
    k0_ = siphash_2_4(0, 0, seed);
    k1_ = siphash_2_4(1, 1, seed);
}

std::uint64_t KeyHash::operator()(std::string_view key) const noexcept {
    return siphash_2_4(k0_, k1_, key);
}

}  // namespace crossfade::routing
