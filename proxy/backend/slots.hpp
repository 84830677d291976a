// A bound on something that all event loops share, requests in flight at a backend say, and the
// line of those who wait for it. Taking and giving back is one atomic step each; only a full house
// costs a lock.
#pragma once

#include "proxy/net/deadline.hpp"
#include "proxy/observe/counter.hpp"
#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace crossfade::backend {

/// How many may wait in the lines that share this, and how that went.
struct Pending {
    std::atomic<std::size_t> limit{0};
    std::atomic<std::size_t> waiting{0};
    observe::SharedCounter waited;     // all that had to
    observe::SharedCounter refused;    // the line was full
    observe::SharedCounter timed_out;  // their turn did not come in time
};

/// Any thread.
class Slots {
public:
    explicit Slots(Pending& pending) noexcept : pending_(&pending) {}
    Slots(const Slots&) = delete;
    Slots& operator=(const Slots&) = delete;

    /// Whoever a larger limit makes room for goes on.
    void set_limit(std::size_t limit);

    /// True if there was room, and nobody who came earlier waits for it; then give_back() must
    /// follow.
    [[nodiscard]] bool take() noexcept { return line_length_.load() == 0 && take_past_the_line(); }

    enum class Waited { taken, line_full, too_late };
    /// Waits in line until `until`; `in_line`, which may be empty, is called once awaited() is
    /// true. `taken`: give_back() must follow. On the loop of the wheel.
    [[nodiscard]] Awaitable<Waited> wait(asio::io_context& context,
                                         net::DeadlineWheel& wheel,
                                         net::Clock::time_point until,
                                         std::function<void()> in_line);

    void give_back() noexcept;

    [[nodiscard]] std::size_t used() const noexcept { return used_.load(); }
    [[nodiscard]] std::size_t limit() const noexcept { return limit_.load(); }
    [[nodiscard]] bool awaited() const noexcept { return line_length_.load() > 0; }

private:
    class Waiter;

    [[nodiscard]] bool take_past_the_line() noexcept;
    [[nodiscard]] bool join(const std::shared_ptr<Waiter>& waiter);
    /// False if it is not in line any more: it has been let in.
    bool leave(const Waiter& waiter) noexcept;
    void let_in() noexcept;

    Pending* pending_;
    std::atomic<std::size_t> limit_{0};
    std::atomic<std::size_t> used_{0};
    std::atomic<std::size_t> line_length_{0};
    std::mutex mutex_;  // of the line
    std::deque<std::shared_ptr<Waiter>> line_;
};

/// One slot; gives it back at its end.
class Slot {
public:
    Slot() = default;
    /// Takes over what was taken.
    explicit Slot(Slots& slots) noexcept : slots_(&slots) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
        std::swap(slots_, other.slots_);
        return *this;
    }
    ~Slot() {
        if (slots_) slots_->give_back();
    }

    [[nodiscard]] explicit operator bool() const noexcept { return slots_ != nullptr; }
    [[nodiscard]] bool awaited() const noexcept { return slots_ && slots_->awaited(); }

private:
    Slots* slots_ = nullptr;
};

}  // namespace crossfade::backend
