// Durations in buckets that are 1/32 of their value wide, so that two histograms add up exactly and
// a percentile is off by 3 % at most.
#pragma once

#include "proxy/store/latency.hpp"
#include "routing/shift.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::store {

class Histogram {
public:
    /// Microseconds; below zero counts as zero.
    void add(std::int64_t value);
    void merge(const Histogram& other);

    [[nodiscard]] bool empty() const noexcept { return buckets_.empty(); }
    [[nodiscard]] Latency latency() const;
    /// Ascending; each bucket by its middle.
    [[nodiscard]] std::vector<routing::Group> groups() const;

    [[nodiscard]] std::string blob() const;
    [[nodiscard]] static Histogram of_blob(std::string_view bytes);

private:
    using Buckets = std::vector<std::pair<std::uint16_t, std::uint64_t>>;

    [[nodiscard]] std::uint64_t& at(std::uint16_t bucket);
    [[nodiscard]] std::int64_t percentile(std::uint64_t count, double share) const;

    Buckets buckets_;  // ascending, none empty
};

}  // namespace crossfade::store
