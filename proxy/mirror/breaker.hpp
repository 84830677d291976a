// Whether a mirror's shadow is worth another copy. One that only times out is suspended and probed;
// one that only fails in other ways, which costs a connection each time, gets a copy now and then
// and more again as time passes without failures; the sooner if each floods us as well. What is not
// sent is a dropped copy, never a verdict.
#pragma once

#include "config/config.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace crossfade::mirror {

/// Any thread; the settings come with each call because a reload may change them. Two threads that
/// are here at once may let one copy more or less pass.
class Breaker {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Settings = std::optional<config::MirrorBreaker>;  // nothing: lets everything pass

    /// Failures in a row after which copies are held back.
    static constexpr std::size_t failures_allowed = 200;
    /// How many other failures one flood counts for: up to then it moved as many bytes.
    static constexpr std::size_t flood_weight = 10;
    /// Copies per second, evenly, while all of them fail: so few that the slowest hundredth of the
    /// live responses is not delayed by them. Doubled with every second in which fewer than
    /// `failures_allowed` did so in a row, and without a limit once that is some thousands.
    static constexpr std::int64_t slowest = 2;
    static constexpr int doublings = 10;

    enum class Passage : std::uint8_t { granted, suspended, held_back };
    /// Whether a copy may be made now. A suspended mirror is granted one each `pause`. What is
    /// refused costs a look at two atomics: with a shadow that is down, that is every request.
    [[nodiscard]] Passage pass(const Settings& settings, Time now) noexcept {
        if (closed()) return Passage::granted;
        if (!settings || nanoseconds_of(now) >= next_.load(relaxed)) return decide(settings, now);
        return refusal();
    }

    /// `failed`: refused, reset, not understood, or given up; the shadow is there all the same.
    /// `flooded`: given up because its body is far too long.
    enum class Ended : std::uint8_t { answered, failed, flooded, timed_out };
    /// How a call to the shadow ended. Not for one that says nothing about the shadow.
    void ended(Ended how, const Settings& settings, Time now) noexcept;

    /// True if nothing is held back, so that there is room for more than copies.
    [[nodiscard]] bool closed() const noexcept {
        return suspended_at_.load(relaxed) == 0 && failing_at_.load(relaxed) == 0;
    }
    /// Since when it is suspended, if it is.
    [[nodiscard]] std::optional<Time> suspended_since() const noexcept;
    [[nodiscard]] std::uint64_t suspensions() const noexcept { return suspensions_.load(relaxed); }

private:
    static constexpr auto relaxed = std::memory_order_relaxed;

    [[nodiscard]] static std::int64_t nanoseconds_of(Time time) noexcept {
        return std::chrono::nanoseconds(time.time_since_epoch()).count();
    }
    [[nodiscard]] Passage refusal() const noexcept {
        return suspended_at_.load(relaxed) != 0 ? Passage::suspended : Passage::held_back;
    }
    [[nodiscard]] Passage decide(const Settings& settings, Time now) noexcept;
    [[nodiscard]] Passage recover(std::int64_t since, std::int64_t now) noexcept;
    [[nodiscard]] Passage pass_one(std::int64_t now, std::int64_t pause) noexcept;
    void suspend(const config::MirrorBreaker& settings, std::int64_t now) noexcept;
    void resume() noexcept;

    // Times are nanoseconds of the steady clock; 0: it is not so.
    std::atomic<std::size_t> timeouts_{0};  // in a row
    std::atomic<std::size_t> failures_{0};  // in a row, time-outs too
    std::atomic<std::int64_t> suspended_at_{0};
    std::atomic<std::uint64_t> suspensions_{0};
    std::atomic<std::int64_t> failing_at_{0};  // last time that too many in a row failed
    std::atomic<std::int64_t> next_{0};        // copy at the earliest, while they are held back
};

}  // namespace crossfade::mirror
