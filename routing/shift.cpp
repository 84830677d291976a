// See shift.hpp.
#include "routing/shift.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::routing {
namespace {

/// Pairs of which the second minus the first is at most `difference`. Counts of pairs are as exact
/// as a double, which is far more than the approximation around them.
double pairs_within(std::span<const Group> first,
                    std::span<const Group> second,
                    std::int64_t difference) noexcept {
    double pairs = 0;
    double below = 0;
    auto reach = second.begin();
    for (const auto& each : first) {
        for (; reach != second.end() && reach->value - each.value <= difference; ++reach) {
            below += static_cast<double>(reach->count);
        }
        pairs += below * static_cast<double>(each.count);
    }
    return pairs;
}

/// The smallest difference that at least so many pairs are within.
std::int64_t difference_at(std::span<const Group> first,
                           std::span<const Group> second,
                           double pairs) noexcept {
    std::int64_t low = second.front().value - first.back().value;
    std::int64_t high = second.back().value - first.front().value;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (pairs_within(first, second, middle) >= pairs) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// Sum of t^3 - t over the values that both samples have together.
double ties_in(std::span<const Group> first, std::span<const Group> second) noexcept {
    double ties = 0;
    auto a = first.begin();
    auto b = second.begin();
    while (a != first.end() || b != second.end()) {
        const bool of_a = b == second.end() || (a != first.end() && a->value <= b->value);
        const bool of_b = a == first.end() || (b != second.end() && b->value <= a->value);
        double tied = 0;
        if (of_a) tied += static_cast<double>(a->count);
        if (of_b) tied += static_cast<double>(b->count);
        ties += tied * tied * tied - tied;
        if (of_a) ++a;
        if (of_b) ++b;
    }
    return ties;
}

}  // namespace

std::uint64_t size_of(std::span<const Group> sample) noexcept {
    std::uint64_t size = 0;
    for (const auto& each : sample) size += each.count;
    return size;
}

double mean_of(std::span<const Group> sample) noexcept {
    double sum = 0;
    for (const auto& each : sample) {
        sum += static_cast<double>(each.value) * static_cast<double>(each.count);
    }
    const std::uint64_t size = size_of(sample);
    return size == 0 ? 0 : sum / static_cast<double>(size);
}

std::int64_t quantile_of(std::span<const Group> sample, double share) noexcept {
    const double rank = std::ceil(share * static_cast<double>(size_of(sample)));
    double seen = 0;
    for (const auto& each : sample) {
        seen += static_cast<double>(each.count);
        if (seen >= rank) return each.value;
    }
    return 0;
}

std::uint64_t count_above(std::span<const Group> sample, std::int64_t value) noexcept {
    std::uint64_t count = 0;
    for (const auto& each : sample) count += each.value > value ? each.count : 0;
    return count;
}

Shift shift_between(std::span<const Group> first,
                    std::span<const Group> second,
                    double deviations) {
    const auto m = static_cast<double>(size_of(first));
    const auto n = static_cast<double>(size_of(second));
    if (m == 0 || n == 0) return {};
    const double all = m + n;
    const double ties = ties_in(first, second) / (all * std::max(all - 1, 1.0));
    const double variance = m * n / 12 * std::max(all + 1 - ties, 0.0);
    const double half = m * n / 2;
    const double margin = deviations * std::sqrt(variance);
    return {difference_at(first, second, half),
            difference_at(first, second, std::max(std::floor(half - margin), 1.0)),
            difference_at(first, second, std::min(std::ceil(half + margin) + 1, m * n))};
}

}  // namespace crossfade::routing
