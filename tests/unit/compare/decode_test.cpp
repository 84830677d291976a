#include "proxy/compare/decode.hpp"

#include "tests/unit/compare/deflate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::compare {
namespace {

const std::string text = R"({"a":[1,2,3],"b":"the same again, the same again"})";

TEST(Decode, takes_off_the_codings_it_knows) {
    EXPECT_EQ(decode(deflated(text, gzip_format), "gzip").bytes, text);
    EXPECT_EQ(decode(deflated(text, gzip_format), " X-GZIP ").bytes, text);
    EXPECT_EQ(decode(deflated(text, zlib_format), "deflate").bytes, text);
    EXPECT_EQ(decode(deflated(text, raw_format), "deflate").bytes, text);
    EXPECT_EQ(decode(text, "identity").bytes, text);
    EXPECT_EQ(decode(text, "").bytes, text);
}

TEST(Decode, takes_off_several_layers_in_reverse_order) {
    const std::string twice = deflated(deflated(text, zlib_format), gzip_format);
    EXPECT_EQ(decode(twice, "deflate, gzip").bytes, text);
    EXPECT_EQ(decode(twice, "gzip, deflate").reason, "encoding");
    EXPECT_EQ(decode(twice, "gzip, gzip, gzip, gzip, gzip").reason, "encoding");
}

TEST(Decode, reads_gzip_members_that_follow_each_other) {
    const std::string two = deflated("ab", gzip_format) + deflated("cd", gzip_format);
    EXPECT_EQ(decode(two, "gzip").bytes, "abcd");
}

TEST(Decode, does_not_know_other_codings) {
    for (const char* coding : {"br", "zstd", "compress", "gzip, br", "nonsense"}) {
        EXPECT_EQ(decode(text, coding).reason, "encoding") << coding;
    }
}

TEST(Decode, refuses_corrupt_bodies) {
    const std::string good = deflated(text, gzip_format);
    EXPECT_EQ(decode(text, "gzip").reason, "encoding");
    EXPECT_EQ(decode(good.substr(0, good.size() - 1), "gzip").reason, "encoding");
    EXPECT_EQ(decode(good + "x", "gzip").reason, "encoding");
    EXPECT_EQ(decode(good + "\x1f\x8b", "gzip").reason, "encoding");
    std::string flipped = good;
    flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);
    EXPECT_EQ(decode(flipped, "gzip").reason, "encoding");
    EXPECT_EQ(decode("x", "deflate").reason, "encoding");
}

TEST(Decode, takes_an_empty_body_as_empty) {
    for (const char* coding : {"gzip", "br", "deflate"}) {
        EXPECT_TRUE(decode("", coding).good()) << coding;
    }
}

TEST(Decode, stops_at_a_bomb) {
    const std::string bomb = deflated(std::string(std::size_t{17} << 20U, '0'), gzip_format);
    EXPECT_EQ(decode(bomb, "gzip").reason, "budget");
    const std::string steep = deflated(std::string(std::size_t{2} << 20U, '0'), gzip_format);
    EXPECT_EQ(decode(steep, "gzip").reason, "budget");
    EXPECT_EQ(decode(steep, "gzip", {std::size_t{16} << 20U, 2000, 0}).bytes.size(),
              std::size_t{2} << 20U);
}

TEST(Decode, allows_exactly_its_limit) {
    const std::string body(1000, 'a');
    EXPECT_TRUE(decode(deflated(body, gzip_format), "gzip", {1000, 500, 2000}).good());
    EXPECT_EQ(decode(deflated(body, gzip_format), "gzip", {999, 500, 2000}).reason, "budget");
}

}  // namespace
}  // namespace crossfade::compare
