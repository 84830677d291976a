// The bytes that a connection received and nobody consumed yet, always contiguous. Consumed bytes
// stay where they are for as long as somebody shares their block.
#pragma once

#include "proxy/net/block_pool.hpp"
#include "proxy/result.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace crossfade::net {

class ReceiveBuffer {
public:
    explicit ReceiveBuffer(BlockPool& pool) noexcept : pool_(&pool) {}

    [[nodiscard]] Bytes data() const noexcept { return {block_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
    /// A share of the block that data() lies in.
    [[nodiscard]] Block share() const noexcept { return block_; }

    void consume(std::size_t count) noexcept { begin_ += count; }
    void received(std::size_t count) noexcept { end_ += count; }

    /// Room to receive into. An empty buffer starts over, in a block of its own if the old one is
    /// shared; `size` is what a new block should hold.
    [[nodiscard]] std::span<char> room(std::size_t size = BlockPool::small_size) {
        if (empty()) start_over(size);
        if (end_ == block_.size()) grow(std::max(size, 2 * (end_ - begin_)));
        return {block_.data() + end_, block_.size() - end_};
    }

    /// Gives the memory back while nothing is buffered.
    void release() noexcept {
        if (!empty()) return;
        block_ = Block();
        begin_ = end_ = 0;
    }

private:
    void start_over(std::size_t size) {
        if (!block_ || block_.shared() || block_.size() < size) block_ = pool_->take(size);
        begin_ = end_ = 0;
    }

    // Unconsumed bytes move to the front: of the same block if there is room and nobody watches.
    void grow(std::size_t size) {
        const Bytes kept = data();
        if (begin_ > 0 && !block_.shared() && kept.size() < block_.size() / 2) {
            std::memmove(block_.data(), kept.data(), kept.size());
        } else {
            Block larger = pool_->take(std::max(size, kept.size() + 1));
            std::memcpy(larger.data(), kept.data(), kept.size());
            block_ = std::move(larger);
        }
        end_ = kept.size();
        begin_ = 0;
    }

    BlockPool* pool_;
    Block block_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace crossfade::net
