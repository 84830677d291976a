// The loop takes the list of what was returned as a whole, so that no record can be seen at its
// head twice.
#include "proxy/mirror/tee_pool.hpp"

#include "proxy/mirror/tee.hpp"

#include <utility>

namespace crossfade::mirror {

TeePool::~TeePool() {
    while (take()) {
    }
}

std::unique_ptr<Tee> TeePool::take() noexcept {
    if (!unused_) unused_ = returned_.exchange(nullptr, std::memory_order_acquire);
    if (!unused_) return nullptr;
    std::unique_ptr<Tee> tee(unused_);
    unused_ = std::exchange(tee->next_unused, nullptr);
    kept_.fetch_sub(1, std::memory_order_relaxed);
    return tee;
}

void TeePool::give_back(std::unique_ptr<Tee> tee) noexcept {
    if (kept_.fetch_add(1, std::memory_order_relaxed) >= most_kept) {
        kept_.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    auto* returned = tee.release();
    returned->next_unused = returned_.load(std::memory_order_relaxed);
    while (!returned_.compare_exchange_weak(
        returned->next_unused, returned, std::memory_order_release, std::memory_order_relaxed)) {
    }
}

}  // namespace crossfade::mirror
