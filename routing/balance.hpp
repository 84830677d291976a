// Which of several endpoints serves the next request: by turns, by load, or by key with a bound on
// the load (Mirrokni, Thorup, Zadimoghaddam: "Consistent hashing with bounded loads", 2016).
#pragma once

#include "routing/share.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossfade::routing {

/// What a choice looks at of one endpoint.
struct Candidate {
    std::uint32_t active = 0;             // requests in flight
    std::uint32_t weight = Share::whole;  // parts per million; less during slow start
    bool usable = true;
};

/// The usable ones take turns evenly, however many are not usable; all of these return nothing only
/// if none is. One that weighs less than the heaviest gives up that share of its turns to any of
/// the heaviest, as `random_ppm`, 0 .. Share::whole - 1, has it.
[[nodiscard]] std::optional<std::size_t> round_robin(std::span<const Candidate> candidates,
                                                     std::size_t turn,
                                                     std::uint32_t random_ppm) noexcept;

/// The one with the least (active + 1) / weight; of equals the first from `turn` on.
[[nodiscard]] std::optional<std::size_t> least_requests(std::span<const Candidate> candidates,
                                                        std::size_t turn) noexcept;

/// Places of endpoints on a ring of 2^64 hashes: a key belongs to the first place at or after it.
/// The places of an endpoint follow from its name alone, so that another one that comes or goes
/// moves only the keys that it gets or had. Immutable; any thread.
class HashRing {
public:
    /// Names differ from each other. Beyond 409 and each doubling of that the endpoints have half
    /// as many places each, which moves more keys, once.
    explicit HashRing(std::span<const std::string> names);

    static constexpr std::size_t places_each = 160;
    static constexpr std::size_t most_places = 65'536;

    /// The candidates are those of the names, in their order. An endpoint is passed over if it is
    /// not usable, or if it would have more than 5/4 of its part of all requests in flight,
    /// rounded up; the parts are by weight.
    [[nodiscard]] std::optional<std::size_t> choose(
        std::uint64_t key, std::span<const Candidate> candidates) const noexcept;

private:
    struct Place {
        std::uint64_t hash = 0;
        std::uint32_t endpoint = 0;
    };

    std::vector<Place> places_;  // by hash
};

}  // namespace crossfade::routing
