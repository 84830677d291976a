// A body as it went by: small chunks are copied, large ones share the block that they were received
// in. Up to a limit it keeps the bytes, beyond it only their number and a hash of the whole.
#pragma once

#include "proxy/net/block_pool.hpp"
#include "proxy/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::mirror {

/// Filled on one event loop; once complete it may be read by any thread.
class Capture {
public:
    /// Below this size copying is cheaper than keeping a whole block from being used again.
    static constexpr std::size_t copied_below = 4'096;

    explicit Capture(std::size_t limit);
    ~Capture();
    Capture(Capture&&) noexcept;
    Capture& operator=(Capture&&) noexcept;

    /// For another body, with the memory that this one had unless that is much. Nobody reads any
    /// more.
    void begin(std::size_t limit) noexcept;

    /// Only before the first append().
    void raise_limit(std::size_t limit) noexcept { limit_ = limit > limit_ ? limit : limit_; }

    /// Keeps no bytes any more, those it has included; goes on counting. Not while they are read.
    void forget() noexcept;

    /// The memory that this costs, blocks that are kept alive included.
    std::size_t append(Bytes chunk, const net::Block& block);

    /// The rest will not come; the whole is at least that long.
    void cut_off(std::uint64_t whole) noexcept { size_ = whole > size_ ? whole : size_; }

    [[nodiscard]] bool truncated() const noexcept { return size_ > kept_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// XXH3_64 of the whole body.
    [[nodiscard]] std::uint64_t hash() const noexcept;
    /// What was kept, in one piece.
    [[nodiscard]] std::string text() const;
    /// What was kept, piece by piece, in order.
    template <class Visitor>
    void for_each(Visitor visit) const {
        for (const auto& piece : pieces_) visit(piece.bytes(copies_));
    }

private:
    struct Piece {
        net::Block block;  // empty: the bytes are in copies_
        const char* data = nullptr;
        std::size_t offset = 0;  // into copies_
        std::size_t size = 0;

        [[nodiscard]] Bytes bytes(const std::string& copies) const noexcept {
            return {block ? data : copies.data() + offset, size};
        }
    };
    struct Hash;

    [[nodiscard]] std::size_t keep(Bytes chunk, const net::Block& block);
    void release_copies() noexcept;

    std::size_t limit_;
    std::uint64_t size_ = 0;
    std::size_t kept_ = 0;
    bool forgotten_ = false;
    std::string copies_;
    std::vector<Piece> pieces_;
    std::unique_ptr<Hash> hash_;  // only from the first byte beyond the limit on
};

}  // namespace crossfade::mirror
