// What looks generated and is agreed with the world outside.
#include "proxy/text/outside_number.hpp"

#include <gtest/gtest.h>

namespace crossfade::text {
namespace {

TEST(OutsideNumber, is_told_by_its_form_and_check_digits) {
    for (const char* text : {"BE68539007547034",
                             "MT84MALT011000012345MTLCAST001S",
                             "0x52908400098527886E0F7030069857D2E4169EE7",
                             "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                             "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
                             "INV-2024-0012",
                             "RE/2024/000123",
                             "2024-0012",
                             "PROJ-123"}) {
        EXPECT_TRUE(is_outside_number(text)) << text;
    }
    for (const char* text : {"",
                             "17",
                             "BE68539007547035",
                             "ABCDEF0123456789ABCDEF0123456789",
                             "0x529084",
                             "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
                             "8f14e45f-ceea-467f-a8d9-1c2b3a4d5e6f",
                             "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                             "A1B2-C3D4",
                             "BUILD-20240131093000-77",
                             "user-1001",
                             "US-EAST-1",
                             "123-456"}) {
        EXPECT_FALSE(is_outside_number(text)) << text;
    }
}

TEST(OutsideNumber, may_be_told_by_its_field_alone) {
    const char* base58 = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";
    EXPECT_FALSE(is_outside_number(base58));
    for (const char* field : {"address", "wallet_address", "depositAddress", "wallet"}) {
        EXPECT_TRUE(is_outside_number(base58, field)) << field;
    }
    EXPECT_FALSE(is_outside_number(base58, "id"));
    EXPECT_FALSE(is_outside_number("a@example.com", "address"));
}

TEST(Digest, is_known_by_the_name_of_its_field) {
    for (const char* name : {"sha",
                             "sha256",
                             "SHA-256",
                             "SHA256",
                             "fileSHA256",
                             "md5",
                             "content_md5",
                             "fileDigest",
                             "checksum",
                             "x-goog-hash"}) {
        EXPECT_TRUE(names_digest(name)) << name;
    }
    for (const char* name : {"id", "share", "hashtag", "digestion", "256", "token", ""}) {
        EXPECT_FALSE(names_digest(name)) << name;
    }
}

}  // namespace
}  // namespace crossfade::text
