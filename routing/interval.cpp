// See interval.hpp.
#include "routing/interval.hpp"

#include "routing/beta.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::routing {
namespace {

constexpr double doubt = 0.05;

/// The largest share of failures that explains this few of them in all but 1 of 20 samples. In
/// failures rather than successes, so that nothing is lost to rounding close to a share of one.
double failures_at_most(double failures, double trials) noexcept {
    if (failures >= trials) return 1;
    if (failures <= 0) return -std::expm1(std::log(doubt) / trials);
    double low = 0;
    double high = 1;
    for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
        const double middle = (low + high) / 2;
        const bool explains = incomplete_beta(middle, failures + 1, trials - failures) < 1 - doubt;
        (explains ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

Interval wilson_interval(std::uint64_t successes, std::uint64_t trials) noexcept {
    if (trials == 0) return {};
    constexpr double z = 1.959963984540054;  // the normal quantile at 97.5 %
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(std::min(successes, trials)) / n;
    const double scale = 1 + z * z / n;
    const double centre = (share + z * z / (2 * n)) / scale;
    const double half = z / scale * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    // At both ends the bound is exact; the arithmetic would miss it by a rounding error.
    const double low = successes == 0 ? 0 : std::max(0.0, centre - half);
    const double high = successes >= trials ? 1 : std::min(1.0, centre + half);
    return {low, high};
}

double share_at_least(std::uint64_t successes, std::uint64_t trials) noexcept {
    if (trials == 0) return 0;
    const std::uint64_t failures = trials - std::min(successes, trials);
    return 1 - failures_at_most(static_cast<double>(failures), static_cast<double>(trials));
}

double share_at_most(std::uint64_t successes, std::uint64_t trials) noexcept {
    if (trials == 0) return 1;
    return failures_at_most(static_cast<double>(std::min(successes, trials)),
                            static_cast<double>(trials));
}

std::uint64_t trials_needed(std::uint64_t successes, std::uint64_t trials, double target) noexcept {
    const std::uint64_t failures = trials - std::min(successes, trials);
    const double share =
        trials == 0 ? 0 : static_cast<double>(failures) / static_cast<double>(trials);
    if (target >= 1 || share >= 1 - target) return 0;
    if (failures == 0) {
        return static_cast<std::uint64_t>(std::ceil(std::log(doubt) / std::log(target)));
    }
    double few = 0;
    double many = std::max(static_cast<double>(trials), 1.0);
    constexpr double most = 1e12;
    while (failures_at_most(share * many, many) > 1 - target) {
        if (many > most) return 0;
        few = many;
        many *= 2;
    }
    while (many - few > 1) {
        const double middle = std::floor((few + many) / 2);
        (failures_at_most(share * middle, middle) > 1 - target ? few : many) = middle;
    }
    return static_cast<std::uint64_t>(many);
}

}  // namespace crossfade::routing
