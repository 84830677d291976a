// A block's header lies right before its bytes; who drops the last reference decides where it goes.
#include "proxy/net/block_pool.hpp"

#include <new>

namespace crossfade::net {

char* Block::data() const noexcept {
    return header_ ? reinterpret_cast<char*>(header_ + 1) : nullptr;
}

void Block::release() noexcept {
    if (!header_) return;
    if (header_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        if (header_->home == std::this_thread::get_id()) {
            header_->pool->put_back(header_);
        } else {
            BlockPool::free(header_);
        }
    }
    header_ = nullptr;
}

BlockPool::~BlockPool() {
    for (auto* header : small_) free(header);
    for (auto* header : large_) free(header);
}

Block BlockPool::take(std::size_t size) {
    auto& list = size <= small_size ? small_ : large_;
    if (size <= large_size && !list.empty()) {
        auto* header = list.back();
        list.pop_back();
        kept_ -= header->size;
        header->references.store(1, std::memory_order_relaxed);
        return Block(header);
    }
    const std::size_t rounded = size <= small_size   ? small_size
                                : size <= large_size ? large_size
                                                     : size;
    auto* header = new (::operator new(sizeof(Block::Header) + rounded)) Block::Header;
    header->size = rounded;
    header->pool = this;
    header->home = std::this_thread::get_id();
    return Block(header);
}

void BlockPool::put_back(Block::Header* header) noexcept {
    const bool pooled = header->size == small_size || header->size == large_size;
    if (!pooled || kept_ + header->size > kept_bytes) {
        free(header);
        return;
    }
    kept_ += header->size;
    (header->size == small_size ? small_ : large_).push_back(header);
}

void BlockPool::free(Block::Header* header) noexcept {
    header->~Header();
    ::operator delete(header);
}

}  // namespace crossfade::net
