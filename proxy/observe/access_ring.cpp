// The ring: both sides count on without wrapping, so that full and empty differ; each remembers its
// last look at the other's count and looks again only when that is not enough.
#include "proxy/observe/access_ring.hpp"

#include <algorithm>
#include <bit>

namespace crossfade::observe {

AccessRing::AccessRing(std::size_t capacity, Waker& waker)
    : records_(std::bit_ceil(std::max<std::size_t>(capacity, 2))),
      mask_(records_.size() - 1),
      waker_(&waker) {}

AccessRecord* AccessRing::claim() noexcept {
    const auto filled = filled_.load(std::memory_order_relaxed);
    if (filled - drained_seen_ == records_.size()) {
        drained_seen_ = drained_.load(std::memory_order_acquire);
        if (filled - drained_seen_ == records_.size()) {
            dropped_.add();
            return nullptr;
        }
    }
    AccessRecord& record = records_[filled & mask_];
    record.reset();
    return &record;
}

void AccessRing::publish() noexcept {
    const auto filled = filled_.load(std::memory_order_relaxed) + 1;
    filled_.store(filled, std::memory_order_release);
    // Looking once a quarter is enough: waking is only a hint, the drain polls anyway.
    if ((filled & (mask_ >> 2U)) != 0) return;
    drained_seen_ = drained_.load(std::memory_order_acquire);
    if (filled - drained_seen_ >= records_.size() / 2) waker_->wake();
}

const AccessRecord* AccessRing::front() noexcept {
    const auto drained = drained_.load(std::memory_order_relaxed);
    if (drained == filled_seen_) {
        filled_seen_ = filled_.load(std::memory_order_acquire);
        if (drained == filled_seen_) return nullptr;
    }
    return &records_[drained & mask_];
}

void AccessRing::pop() noexcept {
    drained_.store(drained_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

}  // namespace crossfade::observe
