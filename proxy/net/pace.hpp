// How fast a peer has to be: bytes per second over the time that was spent waiting for it, and for
// nobody else, so that a peer is never blamed for another one's slowness.
#pragma once

#include "proxy/net/deadline.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace crossfade::net {

/// What is asked of a peer.
struct PaceLimit {
    std::uint64_t rate = 0;   // bytes per second; 0: any speed will do
    Clock::duration grace{};  // that it may be waited for in all before that is asked
};

/// One body, in one direction. Costs two looks at the clock per wait, none where nothing waits.
class Pace {
public:
    void set_limit(const PaceLimit& limit) noexcept { limit_ = limit; }

    /// A new body.
    void begin() noexcept {
        waited_ = {};
        bytes_ = 0;
        too_slow_ = false;
    }

    [[nodiscard]] bool limited() const noexcept { return limit_.rate > 0; }

    /// For how long the peer may be waited for now: `idle`, or until its average is too low.
    [[nodiscard]] Clock::duration patience(Clock::duration idle) const noexcept {
        if (!limited()) return idle;
        const auto left = std::max(limit_.grace, earned()) - waited_;
        return std::clamp(left, Clock::duration::zero(), idle);
    }

    /// It was waited for that long.
    void waited(Clock::duration time) noexcept { waited_ += time; }
    /// It sent or took so much.
    void moved(std::uint64_t bytes) noexcept { bytes_ += bytes; }

    /// A wait ended without a byte after `patience`: notes whether that was for the speed.
    void gave_up(Clock::duration patience, Clock::duration idle) noexcept {
        too_slow_ = patience < idle;
    }
    [[nodiscard]] bool too_slow() const noexcept { return too_slow_; }

private:
    // The time in which so many bytes are just fast enough; a year is more than enough.
    [[nodiscard]] Clock::duration earned() const noexcept {
        constexpr std::uint64_t most = 365ULL * 24 * 3'600 * 1'000;
        return std::chrono::milliseconds(std::min(bytes_ * 1'000 / limit_.rate, most));
    }

    PaceLimit limit_;
    Clock::duration waited_{};
    std::uint64_t bytes_ = 0;
    bool too_slow_ = false;
};

}  // namespace crossfade::net
