// Which elements of two arrays belong together although the arrays differ: those with the same key
// if there is one, else the equal ones in order, and then what is alike in between.
#pragma once

#include "proxy/compare/alignment.hpp"
#include "proxy/compare/json_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossfade::compare {

struct JsonList {
    JsonElements elements;
    std::vector<std::uint64_t> hashes;  // of the elements, under the rules
};

struct JsonPairing {
    std::vector<PairOfPlaces> pairs;  // by place in the first list
    bool reordered = false;           // some of them stand in another order
};

/// The same for swapped lists. Work is taken off `steps`; without them, pairs are by place.
[[nodiscard]] JsonPairing paired(const JsonList& live, const JsonList& shadow, std::size_t& steps);

/// How much of two elements is the same, 0 to 100. Of scalars nothing.
[[nodiscard]] int similarity(const JsonDocument& one,
                             JsonDocument::Node a,
                             const JsonDocument& other,
                             JsonDocument::Node b);

/// From here on two elements are taken for one that changed.
inline constexpr int similar = 50;

}  // namespace crossfade::compare
