#include "proxy/coding/decode.hpp"

#include "tests/unit/coding/compressed.hpp"
#include "tests/unit/compare/deflate.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::coding {
namespace {

using compare::deflated;
using compare::gzip_format;
using compare::raw_format;
using compare::zlib_format;

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

const std::string text = R"({"a":[1,2,3],"b":"the same again, the same again"})";

struct Coding {
    const char* name;
    std::function<std::string(const std::string&)> on;
};

const std::vector<Coding>& codings() {
    static const std::vector<Coding> all{
        {"gzip", [](const std::string& plain) { return deflated(plain, gzip_format); }},
        {"deflate", [](const std::string& plain) { return deflated(plain, zlib_format); }},
        {"br", [](const std::string& plain) { return with_brotli(plain); }},
        {"zstd", [](const std::string& plain) { return with_zstandard(plain); }}};
    return all;
}

TEST(Decode, takes_off_the_codings_it_knows) {
    for (const auto& [name, on] : codings()) EXPECT_EQ(decode(on(text), name).bytes, text) << name;
    EXPECT_EQ(decode(deflated(text, gzip_format), " X-GZIP ").bytes, text);
    EXPECT_EQ(decode(deflated(text, raw_format), "deflate").bytes, text);
    EXPECT_EQ(decode(with_brotli(text), "Br").bytes, text);
    EXPECT_EQ(decode(text, "identity").bytes, text);
    EXPECT_EQ(decode(text, "").bytes, text);
    EXPECT_EQ(decode(text, " , identity,,").bytes, text);
}

TEST(Decode, takes_off_several_layers_in_reverse_order) {
    for (const auto& [inner, inner_on] : codings()) {
        for (const auto& [outer, outer_on] : codings()) {
            const std::string both = std::string(inner) + ", " + outer;
            EXPECT_EQ(decode(outer_on(inner_on(text)), both).bytes, text) << both;
        }
    }
    const std::string twice = deflated(deflated(text, zlib_format), gzip_format);
    EXPECT_EQ(decode(twice, "gzip, deflate").reason, "encoding");
    EXPECT_EQ(decode(twice, "gzip, gzip, gzip, gzip, gzip").reason, "encoding");
}

TEST(Decode, reads_members_and_frames_that_follow_each_other) {
    const std::string members = deflated("ab", gzip_format) + deflated("cd", gzip_format);
    EXPECT_EQ(decode(members, "gzip").bytes, "abcd");
    const std::string frames = with_zstandard("ab") + with_zstandard("") + with_zstandard("cd");
    EXPECT_EQ(decode(frames, "zstd").bytes, "abcd");
}

TEST(Decode, does_not_know_other_codings) {
    for (const char* coding : {"compress", "gzip, dcb", "nonsense", "zs", "identity gzip"}) {
        EXPECT_EQ(decode(text, coding).reason, "encoding") << coding;
    }
}

TEST(Decode, refuses_corrupt_bodies) {
    for (const auto& [name, on] : codings()) {
        const std::string good = on(text);
        EXPECT_EQ(decode(text, name).reason, "encoding") << name;
        for (std::size_t size = 1; size < good.size(); ++size) {
            EXPECT_EQ(decode(good.substr(0, size), name).reason, "encoding") << name << size;
        }
        EXPECT_EQ(decode(good + "x", name).reason, "encoding") << name;
    }
    const std::string good = deflated(text, gzip_format);
    EXPECT_EQ(decode(good + "\x1f\x8b", "gzip").reason, "encoding");
    std::string flipped = good;
    flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);
    EXPECT_EQ(decode(flipped, "gzip").reason, "encoding");
    EXPECT_EQ(decode("x", "deflate").reason, "encoding");
}

TEST(Decode, takes_an_empty_body_as_empty) {
    for (const char* coding : {"gzip", "br", "deflate", "zstd", "nonsense"}) {
        EXPECT_TRUE(decode("", coding).good()) << coding;
    }
    for (const auto& [name, on] : codings()) EXPECT_EQ(decode(on(""), name).bytes, "") << name;
}

TEST(Decode, stops_at_a_bomb) {
    for (const auto& [name, on] : codings()) {
        const std::string bomb = on(std::string(17 * mebibyte, '0'));
        EXPECT_EQ(decode(bomb, name).reason, "budget") << name;
        const std::string steep = on(std::string(2 * mebibyte, '0'));
        EXPECT_EQ(decode(steep, name).reason, "budget") << name;
        const DecodeLimits patient{16 * mebibyte, mebibyte, 0};
        EXPECT_EQ(decode(steep, name, patient).bytes.size(), 2 * mebibyte) << name;
        // Also if it is hidden in another layer.
        const std::string hidden = deflated(bomb, zlib_format);
        EXPECT_EQ(decode(hidden, std::string(name) + ", deflate").reason, "budget") << name;
    }
}

TEST(Decode, allows_exactly_its_limit) {
    const std::string body(1000, 'a');
    for (const auto& [name, on] : codings()) {
        EXPECT_TRUE(decode(on(body), name, {1000, 500, 2000}).good()) << name;
        EXPECT_EQ(decode(on(body), name, {999, 500, 2000}).reason, "budget") << name;
    }
}

TEST(Decode, refuses_windows_of_zstandard_that_nobody_may_use_in_http) {
    // Magic number, frame header without a size, window descriptor, one raw block of three bytes.
    const auto with_window = [](unsigned bits) {
        std::string frame("\x28\xb5\x2f\xfd\x00", 5);
        frame += static_cast<char>((bits - 10) << 3U);
        return frame + std::string("\x19\x00\x00", 3) + "abc";
    };
    EXPECT_EQ(decode(with_window(23), "zstd").bytes, "abc");
    EXPECT_EQ(decode(with_window(24), "zstd").reason, "encoding");
    EXPECT_EQ(decode(with_window(31), "zstd").reason, "encoding");
}

TEST(Decode, gives_as_much_of_a_prefix_as_there_is) {
    std::string long_text;
    std::mt19937 random(1);
    while (long_text.size() < 1'000'000) long_text += std::to_string(random()) + " ";
    for (const auto& [name, on] : codings()) {
        const std::string whole = on(long_text);
        EXPECT_EQ(decode_prefix(whole, name).bytes, long_text) << name;
        const Decoded half = decode_prefix(whole.substr(0, whole.size() / 2), name);
        EXPECT_TRUE(half.good()) << name;
        EXPECT_GT(half.bytes.size(), 10'000U) << name;
        EXPECT_TRUE(long_text.starts_with(half.bytes)) << name;
        EXPECT_EQ(decode_prefix(text, name).reason, "encoding") << name;
    }
}

TEST(Decode, never_crashes_on_what_a_backend_sends) {
    std::mt19937 random(20260101);
    const DecodeLimits limits{100'000, 500, 10'000};
    for (const auto& [name, on] : codings()) {
        const std::string good = on(text + text);
        for (int round = 0; round < 3'000; ++round) {
            std::string bad = good;
            for (int change = 0; change < 3; ++change) {
                bad[random() % bad.size()] = static_cast<char>(random());
            }
            if (round % 3 == 0) bad.resize(random() % bad.size());
            const Decoded whole = decode(bad, name, limits);
            EXPECT_LE(whole.bytes.size(), limits.output);
            EXPECT_TRUE(whole.good() || whole.bytes.empty());
            EXPECT_LE(decode_prefix(bad, name, limits).bytes.size(), limits.output);
        }
    }
}

}  // namespace
}  // namespace crossfade::coding
