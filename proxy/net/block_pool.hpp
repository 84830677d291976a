// Memory for received bytes: counted blocks of two sizes, kept in a free list per event loop. A
// block may be shared (by a captured body, say); it is written only past what has been handed out.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

namespace crossfade::net {

class BlockPool;

/// A counted reference to a block; empty by default. Copying shares. Any thread may drop its
/// reference; only the pool's own thread puts the memory back into the pool.
class Block {
public:
    Block() = default;
    Block(const Block& other) noexcept : header_(other.header_) { retain(); }
    Block(Block&& other) noexcept : header_(std::exchange(other.header_, nullptr)) {}
    Block& operator=(Block other) noexcept {
        std::swap(header_, other.header_);
        return *this;
    }
    ~Block() { release(); }

    [[nodiscard]] explicit operator bool() const noexcept { return header_ != nullptr; }
    [[nodiscard]] char* data() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return header_ ? header_->size : 0; }
    /// True if somebody else holds the block too.
    [[nodiscard]] bool shared() const noexcept {
        return header_ && header_->references.load(std::memory_order_acquire) > 1;
    }

private:
    friend class BlockPool;

    struct Header {
        std::atomic<std::uint32_t> references{1};
        std::size_t size = 0;
        BlockPool* pool = nullptr;
        std::thread::id home;
    };

    explicit Block(Header* header) noexcept : header_(header) {}
    void retain() const noexcept {
        if (header_) header_->references.fetch_add(1, std::memory_order_relaxed);
    }
    void release() noexcept;

    Header* header_ = nullptr;
};

/// One per event loop. Blocks given out may outlive it on other threads, not on its own.
class BlockPool {
public:
    static constexpr std::size_t small_size = std::size_t{16} << 10U;  // a head, most bodies
    static constexpr std::size_t large_size = std::size_t{72} << 10U;  // 64 KiB and a head
    static constexpr std::size_t kept_bytes = std::size_t{16} << 20U;  // free memory kept at most

    BlockPool() = default;
    ~BlockPool();
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;

    /// A block of at least `size` bytes, unshared. Throws std::bad_alloc.
    [[nodiscard]] Block take(std::size_t size = small_size);

private:
    friend class Block;

    void put_back(Block::Header* header) noexcept;
    static void free(Block::Header* header) noexcept;

    std::vector<Block::Header*> small_;
    std::vector<Block::Header*> large_;
    std::size_t kept_ = 0;
};

}  // namespace crossfade::net
