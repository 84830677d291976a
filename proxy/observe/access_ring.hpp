// A bounded ring of access records between one event loop (which fills) and the log's thread (which
// drains). Lock-free; neither side ever waits for the other.
#pragma once

#include "proxy/observe/access_record.hpp"
#include "proxy/observe/counter.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossfade::observe {

/// Wakes the log's thread early; what the ring calls when it is half full.
class Waker {
public:
    virtual ~Waker() = default;
    virtual void wake() noexcept = 0;
};

class AccessRing {
public:
    /// `capacity` is rounded up to a power of two, at least 2. `waker` must outlive the ring.
    AccessRing(std::size_t capacity, Waker& waker);

    /// Filling side: a cleared record to fill in place, or nullptr if the ring is full (counted).
    [[nodiscard]] AccessRecord* claim() noexcept;
    /// Filling side: hands the claimed record over.
    void publish() noexcept;

    /// Draining side: the oldest record, or nullptr. It stays valid until pop().
    [[nodiscard]] const AccessRecord* front() noexcept;
    void pop() noexcept;

    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_.value(); }

private:
    std::vector<AccessRecord> records_;
    std::size_t mask_;
    Waker* waker_;

    alignas(64) std::atomic<std::size_t> filled_{0};  // written by the filling side
    std::size_t drained_seen_ = 0;                    // its last look at the other
    Counter dropped_;
    alignas(64) std::atomic<std::size_t> drained_{0};  // written by the draining side
    std::size_t filled_seen_ = 0;
};

}  // namespace crossfade::observe
