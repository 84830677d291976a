// Time limits without a timer each: one coarse tick per event loop walks a wheel of slots. Setting
// a deadline again is one store; a node moves between slots only when its slot comes round.
#pragma once

#include "proxy/result.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <cstddef>

namespace crossfade::net {

using Clock = std::chrono::steady_clock;

class DeadlineWheel;

/// A place in a circular, intrusive list; alone when it points to itself.
struct Link {
    Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    [[nodiscard]] bool alone() const noexcept { return next == this; }
    void insert_before(Link& other) noexcept;
    void remove() noexcept;
    /// Takes over all the other members of `list`.
    void adopt(Link& list) noexcept;

    Link* next = this;
    Link* previous = this;
};

/// A time limit; expires on the wheel's thread, up to one tick late. Unset when destroyed.
class Deadline : private Link {
public:
    explicit Deadline(DeadlineWheel& wheel) noexcept : wheel_(&wheel) {}
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    virtual ~Deadline() { remove(); }

    void set(Clock::time_point at) noexcept;
    void set_after(Clock::duration delay) noexcept { set(Clock::now() + delay); }
    void clear() noexcept { at_ = Clock::time_point::max(); }
    [[nodiscard]] bool is_set() const noexcept { return at_ != Clock::time_point::max(); }

protected:
    /// The limit passed; it is unset by then. May set it again, may destroy any deadline.
    virtual void expired() = 0;

private:
    friend class DeadlineWheel;

    DeadlineWheel* wheel_;
    Clock::time_point at_ = Clock::time_point::max();
    std::size_t slot_tick_ = 0;
};

/// One per event loop.
class DeadlineWheel {
public:
    static constexpr Clock::duration tick = std::chrono::milliseconds(50);

    explicit DeadlineWheel(asio::io_context& context);
    DeadlineWheel(const DeadlineWheel&) = delete;
    DeadlineWheel& operator=(const DeadlineWheel&) = delete;

    /// Starts ticking; after stop() the io_context can run out of work.
    void start();
    void stop();

private:
    friend class Deadline;

    static constexpr std::size_t slot_count = 1024;

    void insert(Deadline& deadline) noexcept;
    [[nodiscard]] std::size_t tick_of(Clock::time_point at) const noexcept;
    void schedule();
    void advance();
    void visit(Link& slot, Clock::time_point now);

    asio::steady_timer timer_;
    Clock::time_point start_ = Clock::now();
    std::size_t current_ = 0;  // ticks since start_
    bool stopped_ = false;
    std::array<Link, slot_count> slots_;
};

}  // namespace crossfade::net
