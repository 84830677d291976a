// See memory_reserve.hpp. A new-handler takes no argument, so that what it needs is of the process.
#include "proxy/net/memory_reserve.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <sys/mman.h>

namespace crossfade::net {
namespace {

// One mapping that nobody touches, so that it costs addresses and no memory. Where that is not to
// be had again, in pieces, because what others freed may be had only as such: the allocator keeps
// it.
struct Piece {
    Piece* next;
};

constexpr std::size_t piece_size = std::size_t{64} * 1024;

// What was freed may stay with pools and with the allocator, where requests find it and the reserve
// does not: after so many refills in vain whatever begins is served again, with the reserve that
// was to be had.
constexpr int patience = 5;

struct Reserve {
    std::atomic<std::size_t> pieces{0};  // wanted
    std::atomic<void*> mapping{nullptr};
    std::atomic<Piece*> first{nullptr};
    std::atomic<bool> given_up{false};
    int refills_in_vain = 0;           // of who refills
    std::mutex giving_up;              // and taking back
    std::uint64_t times_given_up = 0;  // under the mutex
};

constinit Reserve reserve;
constinit thread_local std::uint64_t times_seen = 0;  // of times_given_up, by this thread

void* map() noexcept {
    auto* mapping = mmap(nullptr,
                         reserve.pieces.load() * piece_size,
                         PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS,
                         -1,
                         0);
    return mapping == MAP_FAILED ? nullptr : mapping;
}

void unmap(void* mapping) noexcept {
    if (mapping != nullptr) munmap(mapping, reserve.pieces.load() * piece_size);
}

void release(Piece* piece) noexcept {
    while (piece != nullptr) {
        auto* next = piece->next;
        std::free(piece);
        piece = next;
    }
}

// Null if fewer than the least were to be had.
Piece* take(std::size_t least, std::size_t most) noexcept {
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

// Returning makes operator new try again. Of threads that fail at once one gives the reserve up and
// the others wait until it did, to try again as well.
void give_up_reserve() {
    const std::lock_guard lock(reserve.giving_up);
    auto* mapping = reserve.mapping.exchange(nullptr);
    auto* first = reserve.first.exchange(nullptr);
    if (mapping != nullptr || first != nullptr) {
        reserve.given_up.store(true);
        ++reserve.times_given_up;
        unmap(mapping);
        release(first);
    } else if (times_seen == reserve.times_given_up) {
        throw std::bad_alloc();
    }
    times_seen = reserve.times_given_up;
}

}  // namespace

void keep_memory_reserve(std::size_t bytes) {
    unmap(reserve.mapping.exchange(nullptr));
    release(reserve.first.exchange(nullptr));
    reserve.pieces.store(bytes / piece_size);
    reserve.mapping.store(map());
    std::set_new_handler(give_up_reserve);
}

bool short_of_memory() noexcept { return reserve.given_up.load(std::memory_order_relaxed); }

void refill_memory_reserve() noexcept {
    if (reserve.mapping.load() != nullptr || reserve.first.load() != nullptr) return;
    const auto wanted = reserve.pieces.load();
    // With much less than the whole, what begins next would need more than there is before it
    // ended.
    const bool out_of_patience = reserve.refills_in_vain + 1 >= patience;
    auto* mapping = map();
    auto* first = mapping != nullptr ? nullptr : take(out_of_patience ? 1 : wanted / 2, wanted);
    const bool had = mapping != nullptr || first != nullptr;
    const std::lock_guard lock(reserve.giving_up);
    reserve.mapping.store(mapping);
    reserve.first.store(first);
    if (had || out_of_patience) reserve.given_up.store(false);
    reserve.refills_in_vain = had ? 0 : reserve.refills_in_vain + 1;
}

}  // namespace crossfade::net
