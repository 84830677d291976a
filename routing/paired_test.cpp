// See paired_test.hpp.
#include "routing/paired_test.hpp"

#include "routing/beta.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::routing {
namespace {

/// The correlation of the two ways, with Newcombe's correction towards none where it is positive.
double correlation(const PairedCounts& counts) noexcept {
    const auto both = static_cast<double>(counts.both);
    const auto first = static_cast<double>(counts.only_first);
    const auto second = static_cast<double>(counts.only_second);
    const auto neither = static_cast<double>(counts.neither);
    const double margins =
        (both + first) * (second + neither) * (both + second) * (first + neither);
    if (margins == 0) return 0;
    double covariance = both * neither - first * second;
    if (covariance > 0) {
        const auto trials = static_cast<double>(counts.trials());
        covariance = std::max(covariance - trials / 2, 0.0);
    }
    return covariance / std::sqrt(margins);
}

double squared(double value) noexcept { return value * value; }

}  // namespace

double mcnemar_p(std::uint64_t only_first, std::uint64_t only_second) noexcept {
    if (only_first == 0) return 1;
    // The upper tail of a binomial distribution with even chances is a beta integral.
    return incomplete_beta(
        0.5, static_cast<double>(only_first), static_cast<double>(only_second) + 1);
}

PairedDifference paired_difference(const PairedCounts& counts) noexcept {
    const std::uint64_t trials = counts.trials();
    if (trials == 0) return {};
    const auto n = static_cast<double>(trials);
    const std::uint64_t first_count = counts.both + counts.only_first;
    const std::uint64_t second_count = counts.both + counts.only_second;
    const double first = static_cast<double>(first_count) / n;
    const double second = static_cast<double>(second_count) / n;
    const Interval one = wilson_interval(first_count, trials);
    const Interval other = wilson_interval(second_count, trials);
    const double phi = correlation(counts);
    const auto distance = [phi](double a, double b) {
        return std::sqrt(std::max(squared(a) - 2 * phi * a * b + squared(b), 0.0));
    };
    const double difference = first - second;
    return {difference,
            {std::max(difference - distance(first - one.low, other.high - second), -1.0),
             std::min(difference + distance(one.high - first, second - other.low), 1.0)}};
}

}  // namespace crossfade::routing
