// The hash is a contract: these values must never change, or every user of every migration moves.
#include "routing/hash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

namespace crossfade::routing {
namespace {

constexpr std::uint64_t paper_k0 = 0x0706050403020100U;
constexpr std::uint64_t paper_k1 = 0x0f0e0d0c0b0a0908U;

std::string ascending(std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i);
    return bytes;
}

TEST(SipHash, gives_the_reference_values_of_the_paper) {
    EXPECT_EQ(siphash_2_4(paper_k0, paper_k1, ascending(15)), 0xa129ca6149be45e5U);
    // From the reference implementation's vectors_sip64.
    EXPECT_EQ(siphash_2_4(paper_k0, paper_k1, ascending(0)), 0x726fdb47dd0e0e31U);
    EXPECT_EQ(siphash_2_4(paper_k0, paper_k1, ascending(1)), 0x74f839c593dc67fdU);
    EXPECT_EQ(siphash_2_4(paper_k0, paper_k1, ascending(8)), 0x93f5f5799a932462U);
    EXPECT_EQ(siphash_2_4(paper_k0, paper_k1, ascending(63)), 0x958a324ceb064572U);
}

TEST(BucketOf, covers_the_ring_evenly_and_ends_inside_it) {
    EXPECT_EQ(bucket_of(0), 0U);
    EXPECT_EQ(bucket_of(UINT64_MAX), 999'999U);
    EXPECT_EQ(bucket_of(std::uint64_t{1} << 63U), 500'000U);
    EXPECT_EQ(bucket_of((std::uint64_t{1} << 63U) - 1), 499'999U);
    // 2^64 / 10^6 = 18446744073709.55...: the first hash of bucket 1 is the next integer.
    EXPECT_EQ(bucket_of(18'446'744'073'709U), 0U);
    EXPECT_EQ(bucket_of(18'446'744'073'710U), 1U);
}

TEST(KeyHash, derives_its_keys_as_documented) {
    const std::string seed = std::string("salt") + '\x1f' + "split";
    const KeyHash hash("salt", "split");
    EXPECT_EQ(hash("user-1"),
              siphash_2_4(siphash_2_4(0, 0, seed), siphash_2_4(1, 1, seed), "user-1"));
}

TEST(KeyHash, gives_golden_values_under_the_default_salt) {
    struct Case {
        std::string_view key;
        std::uint64_t split;
        Bucket split_bucket;
        std::uint64_t sample;
        Bucket sample_bucket;
    };
    const Case cases[] = {
        {"", 0x3306539f086d5c23U, 199315, 0x13820ee6e2ce27deU, 76203},
        {"user-1", 0x1bda524578591751U, 108800, 0x53b7fccf38398bd0U, 327026},
        {"user-2", 0x7dd2ae23e1cf8982U, 491495, 0xa2cfaae070d484e0U, 635981},
        {"192.0.2.7", 0xea8523a7bc736b4eU, 916094, 0x56c7cb819024bc14U, 338986},
        {"3f1c9e52-7b0a-4e0e-9d0b-0c5a3f6f7d11",
         0x9f75aec2ee5a85ebU,
         622889,
         0xffe96cd72e9675d8U,
         999655},
    };
    const KeyHash split(default_salt, split_purpose);
    const KeyHash sample(default_salt, sample_purpose);
    for (const auto& row : cases) {
        EXPECT_EQ(split(row.key), row.split) << row.key;
        EXPECT_EQ(bucket_of(split(row.key)), row.split_bucket) << row.key;
        EXPECT_EQ(sample(row.key), row.sample) << row.key;
        EXPECT_EQ(bucket_of(sample(row.key)), row.sample_bucket) << row.key;
    }
}

TEST(KeyHash, of_two_purposes_or_salts_is_independent) {
    // Of the tenth that a split picks, a sample by another purpose or salt must pick a tenth again.
    const KeyHash split("s1", split_purpose);
    const KeyHash others[] = {KeyHash("s1", sample_purpose), KeyHash("s2", split_purpose)};
    constexpr int keys = 100'000;
    constexpr Bucket tenth = 100'000;
    for (const auto& other : others) {
        int both = 0;
        for (int i = 0; i < keys; ++i) {
            const auto key = "user-" + std::to_string(i);
            both += bucket_of(split(key)) < tenth && bucket_of(other(key)) < tenth ? 1 : 0;
        }
        EXPECT_NEAR(both, keys / 100, 5 * std::sqrt(keys * 0.01 * 0.99));
    }
}

}  // namespace
}  // namespace crossfade::routing
