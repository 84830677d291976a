// The keyed hash behind splits and samples: SipHash-2-4 (Aumasson, Bernstein 2012), so that nobody
// who does not know the salt can choose a bucket. Part of the contract: see the golden vectors in
// tests/unit/routing/hash_test.cpp. Changing it moves every user of every migration.
#pragma once

#include "routing/share.hpp"

#include <cstdint>
#include <string_view>

namespace crossfade::routing {

/// Published default of the configuration key `salt`.
inline constexpr std::string_view default_salt = "crossfade";

[[nodiscard]] std::uint64_t siphash_2_4(std::uint64_t k0,
                                        std::uint64_t k1,
                                        std::string_view bytes) noexcept;

/// A hash of keys under one salt and one purpose; hashes of two purposes are independent.
/// k0 and k1 are siphash_2_4(0, 0, salt 0x1f purpose) and siphash_2_4(1, 1, salt 0x1f purpose).
class KeyHash {
public:
    KeyHash(std::string_view salt, std::string_view purpose) noexcept;

    [[nodiscard]] std::uint64_t operator()(std::string_view key) const noexcept;

private:
    std::uint64_t k0_;
    std::uint64_t k1_;
};

/// The high 64 bits of hash x 1 000 000.
[[nodiscard]] constexpr Bucket bucket_of(std::uint64_t hash) noexcept {
    const std::uint64_t low = (hash & 0xffff'ffffU) * Share::whole;
    return static_cast<Bucket>(((hash >> 32U) * Share::whole + (low >> 32U)) >> 32U);
}

/// Another hash of the same key: who is in one part of the buckets is all over this one (the
/// finalizer of SplitMix64; Steele, Lea, Flood 2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t hash) noexcept {
    hash = (hash ^ (hash >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
    hash = (hash ^ (hash >> 27U)) * 0x94d0'49bb'1331'11ebU;
    return hash ^ (hash >> 31U);
}

/// The two purposes that a route hashes for. Sampling has its own, so that sampled users are no
/// particular side's users.
inline constexpr std::string_view split_purpose = "split";
inline constexpr std::string_view sample_purpose = "sample";

}  // namespace crossfade::routing
