// See memory_reserve.hpp. A new-handler takes no argument, so that what it needs is of the process.
#include "proxy/net/memory_reserve.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace crossfade::net {
namespace {

// In pieces, because what others freed may be had only as such: the allocator keeps it.
struct Piece {
    Piece* next;
};

constexpr std::size_t piece_size = std::size_t{64} * 1024;
constexpr std::size_t least = 4;  // pieces; with fewer the next request would need them at once

// What was freed may stay with pools and with the allocator, where requests find it and the reserve
// does not: after so many refills in vain whatever begins is served again, without a reserve.
constexpr int patience = 5;

struct Reserve {
    std::atomic<std::size_t> pieces{0};  // wanted
    std::atomic<Piece*> first{nullptr};
    std::atomic<bool> given_up{false};
    int refills_in_vain = 0;  // of who refills
};

constinit Reserve reserve;

void release(Piece* piece) noexcept {
    while (piece != nullptr) {
        auto* next = piece->next;
        std::free(piece);
        piece = next;
    }
}

// Null if fewer than the least were to be had.
Piece* take(std::size_t most) noexcept {
    Piece* first = nullptr;
    std::size_t taken = 0;
    for (; taken < most; ++taken) {
        auto* memory = std::malloc(piece_size);
        if (memory == nullptr) break;
        first = new (memory) Piece{first};
    }
    if (taken >= least) return first;
    release(first);
    return nullptr;
}

// Returning makes operator new try again.
void give_up_reserve() {
    auto* first = reserve.first.exchange(nullptr);
    if (first == nullptr) throw std::bad_alloc();
    reserve.given_up.store(true);
    release(first);
}

}  // namespace

void keep_memory_reserve(std::size_t bytes) {
    const auto pieces = bytes / piece_size;
    reserve.pieces.store(pieces);
    release(reserve.first.exchange(take(pieces)));
    std::set_new_handler(give_up_reserve);
}

bool short_of_memory() noexcept { return reserve.given_up.load(std::memory_order_relaxed); }

void refill_memory_reserve() noexcept {
    if (reserve.first.load() != nullptr) return;
    auto* first = take(reserve.pieces.load());
    reserve.refills_in_vain = first == nullptr ? reserve.refills_in_vain + 1 : 0;
    if (first != nullptr || reserve.refills_in_vain >= patience) reserve.given_up.store(false);
    reserve.first.store(first);
}

}  // namespace crossfade::net
