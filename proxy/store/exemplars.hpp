// Which records of many are kept: some at random, the newest and the smallest. Each record draws a
// number once and those with the lowest are the random ones, so that what is kept of two halves
// gives what would be kept of the whole.
#pragma once

#include "proxy/store/stored.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crossfade::store {

/// What an exemplar is one of; matches have no signature.
struct ExemplarKey {
    EndpointName endpoint;
    std::string signature;

    auto operator<=>(const ExemplarKey&) const = default;
};

struct Exemplar {
    std::string id;
    std::int64_t time = 0;  // milliseconds since the epoch
    std::string user;       // a keyed hash; empty: no key
    std::int64_t draw = 0;  // evenly from all that are not negative
    std::string line;       // the whole record
};

struct Kept {
    std::size_t random = 0;
    std::size_t newest = 0;
    std::size_t smallest = 0;
};
inline constexpr Kept kept_of_signature{8, 3, 1};
inline constexpr Kept kept_of_matches{3, 0, 0};

struct Candidate {
    std::int64_t draw = 0;
    std::size_t size = 0;
};

/// Indices, ascending; `candidates` in order of arrival.
[[nodiscard]] std::vector<std::size_t> kept_exemplars(std::span<const Candidate> candidates,
                                                      const Kept& kept);

[[nodiscard]] inline const Kept& kept_of(const std::string& signature) noexcept {
    return signature.empty() ? kept_of_matches : kept_of_signature;
}

}  // namespace crossfade::store
