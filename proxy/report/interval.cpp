// See interval.hpp.
#include "proxy/report/interval.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::report {

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

}  // namespace crossfade::report
