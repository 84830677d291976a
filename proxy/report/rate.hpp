// A share with what the sample allows to say about it.
#pragma once

#include "routing/interval.hpp"

#include <cstdint>

namespace crossfade::report {

struct Rate {
    std::uint64_t part = 0;
    std::uint64_t whole = 0;     // 0: nothing is known
    routing::Interval interval;  // 95 %, Wilson

    [[nodiscard]] bool known() const noexcept { return whole > 0; }
    [[nodiscard]] double share() const noexcept {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    }
};

[[nodiscard]] inline Rate rate_of(std::uint64_t part, std::uint64_t whole) noexcept {
    return {part, whole, routing::wilson_interval(part, whole)};
}

}  // namespace crossfade::report
