// See false_discovery.hpp.
#include "routing/false_discovery.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace crossfade::routing {

std::vector<double> false_discovery_rates(std::span<const double> p_values) {
    const std::size_t count = p_values.size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return p_values[a] < p_values[b];
    });
    std::vector<double> rates(count, 1);
    double lowest = 1;
    for (std::size_t rank = count; rank > 0; --rank) {
        const std::size_t index = order[rank - 1];
        const double scaled =
            p_values[index] * static_cast<double>(count) / static_cast<double>(rank);
        lowest = std::min(lowest, scaled);
        rates[index] = lowest;
    }
    return rates;
}

}  // namespace crossfade::routing
