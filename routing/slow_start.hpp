// An endpoint that came back gets its share little by little: caches are cold, and whatever made it
// fail may not be over.
#pragma once

#include "routing/share.hpp"

#include <cstdint>

namespace crossfade::routing {

inline constexpr std::uint32_t slow_start_first = Share::whole / 10;

/// The weight in parts per million of an endpoint that came back `since` ago: a tenth at first, the
/// whole after `duration`, both in nanoseconds. A duration of 0 is no slow start.
[[nodiscard]] constexpr std::uint32_t slow_start_weight(std::int64_t since,
                                                        std::int64_t duration) noexcept {
    if (since >= duration) return Share::whole;
    if (since <= 0) return slow_start_first;
    // In microseconds, so that months do not overflow.
    const auto passed = static_cast<std::uint64_t>(since / 1'000);
    const auto all = static_cast<std::uint64_t>(duration / 1'000) + 1;
    const auto grown = passed * (Share::whole - slow_start_first) / all;
    return slow_start_first + static_cast<std::uint32_t>(grown);
}

}  // namespace crossfade::routing
