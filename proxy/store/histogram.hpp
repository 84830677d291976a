// Durations in buckets that are 1/32 of their value wide, so that two histograms add up exactly and
// a percentile is off by 3 % at most.
#pragma once

#include "proxy/store/stored.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crossfade::store {

class Histogram {
public:
    /// Microseconds; below zero counts as zero.
    void add(std::int64_t value);
    void merge(const Histogram& other);

    [[nodiscard]] bool empty() const noexcept { return buckets_.empty(); }
    [[nodiscard]] Latency latency() const;

    [[nodiscard]] std::string blob() const;
    [[nodiscard]] static Histogram of_blob(std::string_view bytes);

private:
    [[nodiscard]] std::int64_t percentile(std::uint64_t count, double share) const;

    std::map<std::uint16_t, std::uint64_t> buckets_;
};

}  // namespace crossfade::store
