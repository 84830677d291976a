// Bodies as they go by: what is kept, what it costs, and what is known of the rest.
#include "proxy/mirror/capture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

namespace crossfade::mirror {
namespace {

constexpr std::size_t unlimited = std::size_t{1} << 30U;

/// Passes a body by in chunks of these sizes, as a connection would: each in a block.
class Stream {
public:
    std::size_t append(Capture& capture, std::string_view chunk) {
        auto block = pool_.take(chunk.size());
        std::copy(chunk.begin(), chunk.end(), block.data());
        const auto cost = capture.append({block.data(), chunk.size()}, block);
        // Whoever received it goes on receiving into the block, if it thinks that nobody looks.
        if (!block.shared()) std::fill_n(block.data(), chunk.size(), '#');
        return cost;
    }
    net::BlockPool& pool() { return pool_; }

private:
    net::BlockPool pool_;
};

std::string letters(std::size_t size, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::string text(size, ' ');
    std::generate(text.begin(), text.end(), [&] { return static_cast<char>('a' + random() % 26); });
    return text;
}

TEST(Capture, of_nothing_is_empty) {
    const Capture capture(10);
    EXPECT_EQ(capture.size(), 0U);
    EXPECT_EQ(capture.text(), "");
    EXPECT_FALSE(capture.truncated());
    EXPECT_EQ(capture.hash(), 0x2D06800538D394C2U);  // XXH3_64 of no bytes
}

TEST(Capture, keeps_order_where_small_and_large_chunks_mix) {
    Stream stream;
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        Capture capture(unlimited);
        std::string whole;
        for (int chunk = 0; chunk < 20; ++chunk) {
            const auto size = random() % (random() % 2 == 0 ? 100 : 20'000);
            const auto text = letters(size, static_cast<unsigned>(random()));
            static_cast<void>(stream.append(capture, text));
            whole += text;
        }
        ASSERT_EQ(capture.text(), whole);
        ASSERT_EQ(capture.size(), whole.size());
        ASSERT_FALSE(capture.truncated());
    }
}

TEST(Capture, hashes_the_whole_however_little_it_keeps) {
    const auto whole = letters(100'000);
    Stream all;
    Capture untouched(unlimited);
    static_cast<void>(all.append(untouched, whole));
    for (const std::size_t limit : {0U, 1U, 4'095U, 4'096U, 30'000U, 99'999U, 100'000U, 100'001U}) {
        for (const std::size_t step : {1'000U, 4'096U, 7'777U, 100'000U}) {
            Stream stream;
            Capture capture(limit);
            for (std::size_t at = 0; at < whole.size(); at += step) {
                static_cast<void>(stream.append(capture, std::string_view(whole).substr(at, step)));
            }
            EXPECT_EQ(capture.hash(), untouched.hash()) << limit << ' ' << step;
            EXPECT_EQ(capture.text(), whole.substr(0, limit)) << limit << ' ' << step;
            EXPECT_EQ(capture.size(), whole.size());
            EXPECT_EQ(capture.truncated(), limit < whole.size()) << limit;
        }
    }
}

TEST(Capture, hashes_different_bodies_differently_beyond_the_limit) {
    Stream stream;
    Capture one(10);
    Capture other(10);
    static_cast<void>(stream.append(one, "0123456789 the end"));
    static_cast<void>(stream.append(other, "0123456789 the End"));
    EXPECT_EQ(one.text(), other.text());
    EXPECT_NE(one.hash(), other.hash());
}

TEST(Capture, costs_what_it_copies_or_the_block_that_it_holds) {
    Stream stream;
    Capture capture(unlimited);
    EXPECT_EQ(stream.append(capture, letters(100)), 100U);
    EXPECT_EQ(stream.append(capture, letters(Capture::copied_below - 1)),
              Capture::copied_below - 1);
    EXPECT_EQ(stream.append(capture, letters(Capture::copied_below)), net::BlockPool::small_size);
    EXPECT_EQ(stream.append(capture, letters(20'000)), net::BlockPool::large_size);
    EXPECT_EQ(stream.append(capture, ""), 0U);
}

TEST(Capture, pays_a_block_once_for_chunks_that_follow_each_other_in_it) {
    net::BlockPool pool;
    const auto block = pool.take(net::BlockPool::large_size);
    const auto text = letters(20'000);
    std::copy(text.begin(), text.end(), block.data());
    Capture capture(unlimited);
    EXPECT_EQ(capture.append({block.data(), 10'000}, block), block.size());
    EXPECT_EQ(capture.append({block.data() + 10'000, 10'000}, block), 0U);
    EXPECT_EQ(capture.text(), text);
}

TEST(Capture, costs_nothing_beyond_its_limit) {
    Stream stream;
    Capture capture(5);
    EXPECT_EQ(stream.append(capture, "0123456789"), 5U);
    EXPECT_EQ(stream.append(capture, letters(50'000)), 0U);
    EXPECT_EQ(capture.text(), "01234");
}

TEST(Capture, raises_its_limit_and_never_lowers_it) {
    Stream stream;
    Capture capture(5);
    capture.raise_limit(3);
    capture.raise_limit(8);
    static_cast<void>(stream.append(capture, "0123456789"));
    EXPECT_EQ(capture.text(), "01234567");
}

TEST(Capture, gives_its_blocks_back) {
    net::BlockPool pool;
    auto block = pool.take();
    {
        Capture capture(unlimited);
        static_cast<void>(capture.append({block.data(), 10'000}, block));
        EXPECT_TRUE(block.shared());
    }
    EXPECT_FALSE(block.shared());
    Capture again(unlimited);
    static_cast<void>(again.append({block.data(), 10'000}, block));
    again.begin(0);
    EXPECT_FALSE(block.shared());
}

TEST(Capture, may_be_read_and_destroyed_by_another_thread) {
    Stream stream;
    auto capture = std::make_unique<Capture>(unlimited);
    const auto text = letters(10'000);
    static_cast<void>(stream.append(*capture, text));
    std::string seen;
    std::thread reader([&seen, taken = std::move(capture)]() mutable {
        seen = taken->text();
        taken.reset();
    });
    // The pool's own thread goes on meanwhile.
    for (int round = 0; round < 100; ++round) static_cast<void>(stream.pool().take());
    reader.join();
    EXPECT_EQ(seen, text);
}

TEST(Capture, takes_another_body_after_any) {
    Stream stream;
    Capture capture(5);
    static_cast<void>(stream.append(capture, letters(10'000)));
    EXPECT_TRUE(capture.truncated());
    capture.begin(20'000);
    EXPECT_EQ(capture.size(), 0U);
    EXPECT_EQ(capture.text(), "");
    const auto text = letters(10'000, 2);
    static_cast<void>(stream.append(capture, text.substr(0, 1'000)));
    static_cast<void>(stream.append(capture, text.substr(1'000)));
    EXPECT_EQ(capture.text(), text);
    EXPECT_FALSE(capture.truncated());
    capture.forget();
    capture.begin(20'000);
    static_cast<void>(stream.append(capture, "short"));
    EXPECT_EQ(capture.text(), "short");
    Capture fresh(20'000);
    static_cast<void>(stream.append(fresh, "short"));
    EXPECT_EQ(capture.hash(), fresh.hash());
}

}  // namespace
}  // namespace crossfade::mirror
