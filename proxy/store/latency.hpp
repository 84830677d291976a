// What a report says of durations; read from a Histogram.
#pragma once

#include <cstdint>

namespace crossfade::store {

/// Microseconds from a histogram whose buckets are at most 5 % wide.
struct Latency {
    std::uint64_t count = 0;
    std::int64_t p50 = 0;
    std::int64_t p95 = 0;
    std::int64_t p99 = 0;
};

}  // namespace crossfade::store
