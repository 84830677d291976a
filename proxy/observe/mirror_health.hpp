// What is told about the state of a mirror besides its counts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace crossfade::observe {

struct MirrorHealth {
    std::string route;
    std::string mirror;
    std::optional<std::chrono::system_clock::time_point> suspended_since;  // nothing: it runs
    std::uint64_t suspensions = 0;                                         // since the start
    std::size_t memory = 0;  // bytes that its pairs hold
};

}  // namespace crossfade::observe
