// Which elements of two sequences belong together, so that one element more does not make all that
// follow differ. Elements are numbers here: hashes of what they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crossfade::compare {

/// Places in the one and in the other sequence.
using PairOfPlaces = std::pair<std::uint32_t, std::uint32_t>;

/// Equal elements in the same order in both: those that occur once on each side first, because they
/// are the surest, then the longest common subsequence of what lies between, as far as `steps`
/// last; they are used up by it. Rising on both sides.
[[nodiscard]] std::vector<PairOfPlaces> aligned(std::span<const std::uint64_t> one,
                                                std::span<const std::uint64_t> other,
                                                std::size_t& steps);

/// The longest part of pairs that rise on the first side which rises on the second too.
[[nodiscard]] std::vector<PairOfPlaces> rising(const std::vector<PairOfPlaces>& pairs);

}  // namespace crossfade::compare
