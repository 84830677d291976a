// Keeps retries from multiplying the load of a backend that is in trouble: with each one those of
// the last ten seconds are at most `share` of the first attempts of the same time, and a reserve
// for when there are few of these. Finagle's RetryBudget, in slots of a second as linkerd counts
// it.
#pragma once

#include "routing/share.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace crossfade::routing {

/// One thread. Times are nanoseconds of one clock that never goes back, at least 0.
class RetryBudget {
public:
    static constexpr std::int64_t window_seconds = 10;
    static constexpr std::int64_t reserve_per_second = 10;

    explicit constexpr RetryBudget(Share share) noexcept : share_(share.parts_per_million) {}

    /// A first attempt was made.
    constexpr void deposit(std::int64_t now) noexcept {
        advance(now);
        add(share_);
    }

    /// True if a retry may be made, which then is counted.
    [[nodiscard]] constexpr bool withdraw(std::int64_t now) noexcept {
        advance(now);
        if (reserve + sum_ < one) return false;
        add(-one);
        return true;
    }

    /// Retries that could be made right now.
    [[nodiscard]] constexpr std::int64_t balance(std::int64_t now) noexcept {
        advance(now);
        return reserve + sum_ < 0 ? 0 : (reserve + sum_) / one;
    }

private:
    // In millionths of a retry.
    static constexpr std::int64_t one = Share::whole;
    static constexpr std::int64_t reserve = window_seconds * reserve_per_second * one;

    constexpr void add(std::int64_t amount) noexcept {
        slots_[static_cast<std::size_t>(second_ % window_seconds)] += amount;
        sum_ += amount;
    }

    // Forgets what was deposited and withdrawn longer than the window ago.
    constexpr void advance(std::int64_t now) noexcept {
        const auto second = now / 1'000'000'000;
        if (second <= second_) return;
        if (second - second_ >= window_seconds) {
            slots_ = {};
            sum_ = 0;
            second_ = second;
            return;
        }
        while (second_ < second) {
            ++second_;
            auto& slot = slots_[static_cast<std::size_t>(second_ % window_seconds)];
            sum_ -= slot;
            slot = 0;
        }
    }

    std::int64_t share_;
    std::int64_t second_ = 0;
    std::int64_t sum_ = 0;  // of the slots
    std::array<std::int64_t, window_seconds> slots_{};
};

}  // namespace crossfade::routing
