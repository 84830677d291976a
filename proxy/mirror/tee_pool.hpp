// Records of mirrored requests that ended, kept for the requests to come: with its texts, lists and
// captures a record is thirty pieces of memory, many of them let go of by another thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace crossfade::mirror {

class Tee;

/// One per event loop; outlives what it gave out.
class TeePool {
public:
    TeePool() = default;
    ~TeePool();
    TeePool(const TeePool&) = delete;
    TeePool& operator=(const TeePool&) = delete;

    /// On the loop. Null if none is left.
    [[nodiscard]] std::unique_ptr<Tee> take() noexcept;
    /// Any thread; destroyed if there are enough.
    void give_back(std::unique_ptr<Tee> tee) noexcept;

private:
    // In rotation while comparison threads look at what came every few milliseconds.
    static constexpr std::size_t most_kept = 256;

    std::atomic<std::size_t> kept_{0};
    std::atomic<Tee*> returned_{nullptr};  // a list, pushed to by any thread
    Tee* unused_ = nullptr;                // the loop's own
};

}  // namespace crossfade::mirror
