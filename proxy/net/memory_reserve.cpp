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
constexpr std::size_t least_part = 16;  // of the reserve, that has to be there again

struct Reserve {
    std::atomic<std::size_t> pieces{0};  // wanted; 0: there is no reserve
    std::atomic<Piece*> first{nullptr};
};

constinit Reserve reserve;

void release(Piece* piece) noexcept {
    while (piece != nullptr) {
        auto* next = piece->next;
        std::free(piece);
        piece = next;
    }
}

// Null if fewer than `least` were to be had.
Piece* take(std::size_t most, std::size_t least) noexcept {
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
    release(first);
}

}  // namespace

void keep_memory_reserve(std::size_t bytes) {
    const auto pieces = bytes / piece_size;
    reserve.pieces.store(pieces);
    release(reserve.first.exchange(take(pieces, 1)));
    std::set_new_handler(give_up_reserve);
}

bool short_of_memory() noexcept {
    return reserve.first.load(std::memory_order_relaxed) == nullptr &&
           reserve.pieces.load(std::memory_order_relaxed) != 0;
}

void refill_memory_reserve() noexcept {
    if (!short_of_memory()) return;
    const auto pieces = reserve.pieces.load();
    reserve.first.store(take(pieces, pieces / least_part));
}

}  // namespace crossfade::net
