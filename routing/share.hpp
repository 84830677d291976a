// A share of the traffic, in parts per million: the unit of every split and every sample.
#pragma once

#include <compare>
#include <cstdint>

namespace crossfade::routing {

struct Share {
    static constexpr std::uint32_t whole = 1'000'000;

    std::uint32_t parts_per_million = 0;  // 0 .. whole

    auto operator<=>(const Share&) const = default;  // NOLINT(modernize-use-nullptr): no pointer
};

/// A place on the ring of one million buckets that a key hashes to; 0 .. Share::whole - 1.
using Bucket = std::uint32_t;

}  // namespace crossfade::routing
