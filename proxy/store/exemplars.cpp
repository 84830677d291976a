// See exemplars.hpp.
#include "proxy/store/exemplars.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace crossfade::store {

std::vector<std::size_t> kept_exemplars(std::span<const Candidate> candidates, const Kept& kept) {
    std::set<std::size_t> indices;
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto keep = [&](std::size_t number) {
        number = std::min(number, order.size());
        indices.insert(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(number));
    };
    const auto by_draw = [&](std::size_t a, std::size_t b) {
        return std::tie(candidates[a].draw, a) < std::tie(candidates[b].draw, b);
    };
    const auto by_size = [&](std::size_t a, std::size_t b) {
        return std::tie(candidates[a].size, a) < std::tie(candidates[b].size, b);
    };
    std::sort(order.begin(), order.end(), by_draw);
    keep(kept.random);
    std::sort(order.begin(), order.end(), by_size);
    keep(kept.smallest);
    std::sort(order.begin(), order.end(), std::greater<>());
    keep(kept.newest);
    return {indices.begin(), indices.end()};
}

}  // namespace crossfade::store
