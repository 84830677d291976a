// When the results of active checks change what is believed of an endpoint: one result alone may be
// chance, except for the first, before which nothing is known.
#pragma once

#include <cstddef>

namespace crossfade::routing {

class HealthThreshold {
public:
    /// How many checks in a row must pass to come back, and must fail to be left out; at least 1.
    constexpr HealthThreshold(std::size_t healthy, std::size_t unhealthy) noexcept {
        change(healthy, unhealthy);
    }

    /// Other thresholds from now on; what was counted stays.
    constexpr void change(std::size_t healthy, std::size_t unhealthy) noexcept {
        to_be_healthy_ = healthy;
        to_be_unhealthy_ = unhealthy;
    }

    /// The result of a check; returns healthy().
    constexpr bool record(bool passed) noexcept {
        if (passed == healthy_) {
            against_ = 0;
        } else {
            ++against_;
            const auto needed = healthy_ ? to_be_unhealthy_ : to_be_healthy_;
            if (!known_ || against_ >= needed) {
                healthy_ = passed;
                against_ = 0;
            }
        }
        known_ = true;
        return healthy_;
    }

    /// True before the first result.
    [[nodiscard]] constexpr bool healthy() const noexcept { return healthy_; }
    /// True after the first result.
    [[nodiscard]] constexpr bool known() const noexcept { return known_; }

private:
    std::size_t to_be_healthy_ = 1;
    std::size_t to_be_unhealthy_ = 1;
    std::size_t against_ = 0;  // results in a row that speak against what is believed
    bool healthy_ = true;
    bool known_ = false;
};

}  // namespace crossfade::routing
