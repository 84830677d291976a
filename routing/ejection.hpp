// How long an endpoint that keeps failing is left alone, and how many may be at once.
#pragma once

#include "routing/share.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crossfade::routing {

/// `base` for the first time, twice that for the second in a row and so on, at most `longest`; all
/// in one unit of time. `times` is at least 1.
[[nodiscard]] constexpr std::int64_t ejection_time(std::int64_t base,
                                                   std::uint32_t times,
                                                   std::int64_t longest) noexcept {
    if (base <= 0) return 0;
    return times > longest / base ? longest : base * times;
}

/// How many ejections in a row still count after `quiet` time without one: each full `base` of it
/// takes one off.
[[nodiscard]] constexpr std::uint32_t ejections_in_a_row(std::uint32_t times,
                                                         std::int64_t quiet,
                                                         std::int64_t base) noexcept {
    if (base <= 0) return 0;
    const auto forgotten = std::max<std::int64_t>(quiet, 0) / base;
    return forgotten >= times ? 0 : times - static_cast<std::uint32_t>(forgotten);
}

/// How many of `endpoints` may be ejected at once: that share, rounded down.
[[nodiscard]] constexpr std::size_t most_ejected(Share share, std::size_t endpoints) noexcept {
    return endpoints * share.parts_per_million / Share::whole;
}

}  // namespace crossfade::routing
