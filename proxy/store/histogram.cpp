// See histogram.hpp.
#include "proxy/store/histogram.hpp"

#include "proxy/store/blob.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace crossfade::store {
namespace {

// Below 64 a bucket is one number; above, the six highest bits of it and how many there are below.
constexpr int kept_bits = 6;
constexpr std::uint64_t exact = 1U << kept_bits;
constexpr std::uint64_t buckets_per_doubling = exact / 2;

std::uint16_t bucket_of(std::uint64_t value) noexcept {
    if (value < exact) return static_cast<std::uint16_t>(value);
    const auto below = static_cast<std::uint64_t>(std::bit_width(value) - kept_bits);
    return static_cast<std::uint16_t>(below * buckets_per_doubling + (value >> below));
}

std::int64_t middle_of(std::uint16_t bucket) noexcept {
    if (bucket < exact) return bucket;
    const std::uint64_t below = bucket / buckets_per_doubling - 1;
    const std::uint64_t first = (bucket - below * buckets_per_doubling) << below;
    return static_cast<std::int64_t>(first + ((std::uint64_t{1} << below) >> 1U));
}

constexpr std::uint16_t last_bucket = (63 - kept_bits) * buckets_per_doubling + exact - 1;

}  // namespace

std::uint64_t& Histogram::at(std::uint16_t bucket) {
    const auto place =
        std::lower_bound(buckets_.begin(), buckets_.end(), std::pair(bucket, std::uint64_t{0}));
    if (place != buckets_.end() && place->first == bucket) return place->second;
    return buckets_.insert(place, {bucket, 0})->second;
}

void Histogram::add(std::int64_t value) {
    ++at(bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0))));
}

void Histogram::merge(const Histogram& other) {
    for (const auto& [bucket, count] : other.buckets_) at(bucket) += count;
}

std::int64_t Histogram::percentile(std::uint64_t count, double share) const {
    const auto rank = static_cast<std::uint64_t>(std::ceil(static_cast<double>(count) * share));
    std::uint64_t seen = 0;
    for (const auto& [bucket, number] : buckets_) {
        seen += number;
        if (seen >= rank) return middle_of(bucket);
    }
    return 0;
}

Latency Histogram::latency() const {
    std::uint64_t count = 0;
    for (const auto& [bucket, number] : buckets_) count += number;
    return {count, percentile(count, 0.50), percentile(count, 0.95), percentile(count, 0.99)};
}

std::vector<routing::Group> Histogram::groups() const {
    std::vector<routing::Group> groups;
    groups.reserve(buckets_.size());
    for (const auto& [bucket, count] : buckets_) groups.push_back({middle_of(bucket), count});
    return groups;
}

std::string Histogram::blob() const {
    BlobWriter blob;
    for (const auto& [bucket, count] : buckets_) {
        blob.number(bucket);
        blob.number(count);
    }
    return blob.take();
}

Histogram Histogram::of_blob(std::string_view bytes) {
    Histogram histogram;
    BlobReader blob(bytes);
    while (!blob.at_end()) {
        const std::uint64_t bucket = blob.number();
        const std::uint64_t count = blob.number();
        if (!blob.good() || bucket > last_bucket) return {};
        if (count > 0) histogram.at(static_cast<std::uint16_t>(bucket)) += count;
    }
    return histogram;
}

}  // namespace crossfade::store
