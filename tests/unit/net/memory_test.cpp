// Blocks and what is received into them: shared bytes stay, free memory is used again.
#include "proxy/net/block_pool.hpp"
#include "proxy/net/receive_buffer.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

namespace crossfade::net {
namespace {

TEST(BlockPool, gives_blocks_of_the_size_that_fits) {
    BlockPool pool;
    EXPECT_EQ(pool.take(1).size(), BlockPool::small_size);
    EXPECT_EQ(pool.take(BlockPool::small_size).size(), BlockPool::small_size);
    EXPECT_EQ(pool.take(BlockPool::small_size + 1).size(), BlockPool::large_size);
    EXPECT_EQ(pool.take(BlockPool::large_size).size(), BlockPool::large_size);
    EXPECT_EQ(pool.take(1'000'000).size(), 1'000'000U);
}

TEST(BlockPool, gives_memory_again_once_nobody_holds_it) {
    BlockPool pool;
    auto block = pool.take();
    const char* memory = block.data();
    auto share = block;
    block = Block();
    EXPECT_NE(pool.take().data(), memory);
    share = Block();
    EXPECT_EQ(pool.take().data(), memory);
}

TEST(BlockPool, keeps_sizes_apart) {
    BlockPool pool;
    const char* small = pool.take().data();
    EXPECT_NE(pool.take(BlockPool::large_size).data(), small);
    EXPECT_EQ(pool.take().data(), small);
}

TEST(BlockPool, keeps_so_much_free_memory_and_no_more) {
    BlockPool pool;
    std::vector<Block> blocks;
    for (std::size_t bytes = 0; bytes < 2 * BlockPool::kept_bytes; bytes += BlockPool::large_size) {
        blocks.push_back(pool.take(BlockPool::large_size));
        blocks.back().data()[0] = 'x';
    }
    blocks.clear();  // a leak or a double free is the sanitizer's to tell
    EXPECT_TRUE(pool.take(BlockPool::large_size));
}

TEST(Block, tells_whether_it_is_shared) {
    BlockPool pool;
    auto block = pool.take();
    EXPECT_FALSE(block.shared());
    {
        const auto share = block;
        EXPECT_TRUE(block.shared());
        EXPECT_EQ(share.data(), block.data());
    }
    EXPECT_FALSE(block.shared());
    const auto moved = std::move(block);
    EXPECT_FALSE(moved.shared());
    EXPECT_FALSE(Block().shared());
    EXPECT_EQ(Block().size(), 0U);
    EXPECT_FALSE(Block());
}

TEST(Block, may_be_assigned_to_itself) {
    BlockPool pool;
    auto block = pool.take();
    auto& same = block;
    block = same;
    EXPECT_TRUE(block);
    EXPECT_FALSE(block.shared());
}

TEST(Block, may_be_dropped_by_another_thread) {
    BlockPool pool;
    for (int round = 0; round < 200; ++round) {
        auto block = pool.take();
        block.data()[0] = 'x';
        std::thread other([share = block]() mutable {
            EXPECT_EQ(share.data()[0], 'x');
            share = Block();
        });
        block = Block();
        static_cast<void>(pool.take());
        other.join();
    }
}

TEST(Block, may_outlive_its_pool_on_another_thread) {
    auto pool = std::make_unique<BlockPool>();
    auto block = pool->take();
    std::thread other;
    {
        auto given = std::move(block);
        pool.reset();
        other = std::thread([taken = std::move(given)]() mutable {
            taken.data()[BlockPool::small_size - 1] = 'x';
            taken = Block();
        });
    }
    other.join();
}

void receive(ReceiveBuffer& buffer, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = buffer.room();
        ASSERT_FALSE(room.empty());
        const auto count = std::min(room.size(), bytes.size());
        std::copy_n(bytes.begin(), count, room.begin());
        buffer.received(count);
        bytes.remove_prefix(count);
    }
}

TEST(ReceiveBuffer, is_empty_and_without_memory_at_first) {
    BlockPool pool;
    const ReceiveBuffer buffer(pool);
    EXPECT_TRUE(buffer.empty());
    EXPECT_EQ(buffer.data(), "");
    EXPECT_FALSE(buffer.share());
}

TEST(ReceiveBuffer, is_contiguous_however_it_arrives_and_leaves) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    std::mt19937 random(3);
    std::string wanted;
    char next = 'a';
    for (int round = 0; round < 3'000; ++round) {
        const std::string bytes(random() % 3'000, next);
        next = next == 'z' ? 'a' : static_cast<char>(next + 1);
        receive(buffer, bytes);
        wanted += bytes;
        const auto taken = random() % (wanted.size() + 1);
        ASSERT_EQ(buffer.data(), wanted);
        if (random() % 2 == 0) continue;
        buffer.consume(taken);
        wanted.erase(0, taken);
        ASSERT_EQ(buffer.data(), wanted);
        ASSERT_EQ(buffer.empty(), wanted.empty());
    }
}

TEST(ReceiveBuffer, leaves_bytes_where_they_are_while_somebody_shares_them) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    receive(buffer, "the head");
    const auto head = buffer.data();
    const auto share = buffer.share();
    buffer.consume(head.size());
    receive(buffer, "something else");
    EXPECT_EQ(head, "the head");
    EXPECT_EQ(buffer.data(), "something else");
}

TEST(ReceiveBuffer, leaves_shared_bytes_alone_when_it_grows) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    const std::string long_head(BlockPool::small_size - 10, 'h');
    receive(buffer, long_head);
    const auto head = buffer.data();
    const auto share = buffer.share();
    buffer.consume(head.size() - 100);
    receive(buffer, std::string(1'000, 'b'));
    EXPECT_EQ(head, long_head);
    EXPECT_EQ(buffer.data(), std::string(100, 'h') + std::string(1'000, 'b'));
}

TEST(ReceiveBuffer, uses_its_block_again_if_nobody_looks) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    receive(buffer, "one");
    const auto* memory = buffer.data().data();
    buffer.consume(3);
    receive(buffer, "two");
    EXPECT_EQ(buffer.data().data(), memory);
}

TEST(ReceiveBuffer, takes_a_larger_block_when_asked_for) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    receive(buffer, "x");
    buffer.consume(1);
    EXPECT_GE(buffer.room(BlockPool::large_size).size(), BlockPool::large_size);
}

TEST(ReceiveBuffer, gives_memory_back_only_while_it_is_empty) {
    BlockPool pool;
    ReceiveBuffer buffer(pool);
    receive(buffer, "x");
    buffer.release();
    EXPECT_EQ(buffer.data(), "x");
    buffer.consume(1);
    buffer.release();
    EXPECT_FALSE(buffer.share());
    EXPECT_EQ(buffer.data(), "");
    receive(buffer, "y");
    EXPECT_EQ(buffer.data(), "y");
}

}  // namespace
}  // namespace crossfade::net
