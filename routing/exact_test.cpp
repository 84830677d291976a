// See exact_test.hpp.
#include "routing/exact_test.hpp"

#include "routing/beta.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::routing {

double fisher_p(std::uint64_t drawn_marked,
                std::uint64_t drawn,
                std::uint64_t marked,
                std::uint64_t all) noexcept {
    const bool possible = drawn <= all && marked <= all &&
                          drawn_marked <= std::min(drawn, marked) &&
                          drawn - drawn_marked <= all - marked;
    if (!possible) return 1;
    const auto n = static_cast<double>(all);
    const auto m = static_cast<double>(marked);
    const auto k = static_cast<double>(drawn);
    const double least = std::max(0.0, k + m - n);
    const double most = std::min(k, m);
    const auto from = static_cast<double>(drawn_marked);
    if (from <= least) return 1;
    const auto log_chance = [&](double x) {
        return log_choose(m, x) + log_choose(n - m, k - x) - log_choose(n, k);
    };
    // Terms fall off quickly past the mode; before it, the other tail is the one to add up.
    const double mode = std::floor((k + 1) * (m + 1) / (n + 2));
    double chance = 0;
    const bool upper = from > mode;
    for (double x = upper ? from : from - 1; x >= least && x <= most; x += upper ? 1 : -1) {
        const double term = std::exp(log_chance(x));
        chance += term;
        if (term < chance * 1e-14) break;
    }
    return std::clamp(upper ? chance : 1 - chance, 0.0, 1.0);
}

}  // namespace crossfade::routing
