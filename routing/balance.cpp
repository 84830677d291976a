// See balance.hpp. Everything counts in integers, so that every machine chooses the same.
#include "routing/balance.hpp"

#include "routing/hash.hpp"

#include <algorithm>

namespace crossfade::routing {
namespace {

// Distinguishes places from other uses of the hash; part of which key goes where.
constexpr std::uint64_t place_purpose = 0x72696e67;  // "ring"

std::size_t count_usable(std::span<const Candidate> candidates) noexcept {
    const auto usable = std::count_if(
        candidates.begin(), candidates.end(), [](const auto& each) { return each.usable; });
    return static_cast<std::size_t>(usable);
}

std::size_t nth_usable(std::span<const Candidate> candidates, std::size_t n) noexcept {
    std::size_t i = 0;
    while (!candidates[i].usable || n-- > 0) ++i;
    return i;
}

// More than any endpoint is worth scaling by; keeps the products below 2^64.
std::uint64_t weight_of(const Candidate& candidate) noexcept {
    return std::clamp<std::uint32_t>(candidate.weight, 1, Share::whole);
}

}  // namespace

std::optional<std::size_t> round_robin(std::span<const Candidate> candidates,
                                       std::size_t turn,
                                       std::uint32_t random_ppm) noexcept {
    const auto usable = count_usable(candidates);
    if (usable == 0) return std::nullopt;
    const auto chosen = nth_usable(candidates, turn % usable);
    const auto weight = weight_of(candidates[chosen]);
    if (weight == Share::whole) return chosen;

    std::uint64_t heaviest = 0;
    for (const auto& each : candidates) {
        if (each.usable) heaviest = std::max(heaviest, weight_of(each));
    }
    const auto kept = weight * Share::whole / heaviest;
    if (random_ppm < kept) return chosen;
    // What is left of the random number says where to look for one of the heaviest.
    const auto skipped = (random_ppm - kept) * usable / (Share::whole - kept);
    auto i = nth_usable(candidates, (turn + skipped) % usable);
    while (!candidates[i].usable || weight_of(candidates[i]) != heaviest) {
        i = (i + 1) % candidates.size();
    }
    return i;
}

std::optional<std::size_t> least_requests(std::span<const Candidate> candidates,
                                          std::size_t turn) noexcept {
    if (candidates.empty()) return std::nullopt;
    const auto first = turn % candidates.size();
    auto best = candidates.size();
    const auto look_at = [&](std::size_t i) {
        const auto& each = candidates[i];
        if (!each.usable) return;
        if (best < candidates.size()) {
            const auto& other = candidates[best];
            const auto load = (std::uint64_t{each.active} + 1) * weight_of(other);
            if (load >= (std::uint64_t{other.active} + 1) * weight_of(each)) return;
        }
        best = i;
    };
    for (std::size_t i = first; i < candidates.size(); ++i) look_at(i);
    for (std::size_t i = 0; i < first; ++i) look_at(i);
    if (best == candidates.size()) return std::nullopt;
    return best;
}

HashRing::HashRing(std::span<const std::string> names) {
    auto each = places_each;
    while (each > 1 && each * names.size() > most_places) each /= 2;
    places_.reserve(each * names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t place = 0; place < each; ++place) {
            places_.push_back(
                {siphash_2_4(place, place_purpose, names[i]), static_cast<std::uint32_t>(i)});
        }
    }
    // Of equal hashes the lesser name's comes first, whatever the order of the endpoints.
    std::sort(places_.begin(), places_.end(), [&names](const Place& a, const Place& b) {
        return a.hash != b.hash ? a.hash < b.hash : names[a.endpoint] < names[b.endpoint];
    });
}

std::optional<std::size_t> HashRing::choose(std::uint64_t key,
                                            std::span<const Candidate> candidates) const noexcept {
    std::uint64_t active = 1;  // the one to come
    std::uint64_t weights = 0;
    for (const auto& each : candidates) {
        if (!each.usable) continue;
        active += each.active;
        weights += weight_of(each);
    }
    if (weights == 0) return std::nullopt;
    const auto has_room = [&](const Candidate& each) {
        const auto part = 5 * active * weight_of(each);
        return each.usable && each.active < (part + 4 * weights - 1) / (4 * weights);
    };
    const auto start = std::lower_bound(
        places_.begin(), places_.end(), key, [](const Place& place, std::uint64_t hash) {
            return place.hash < hash;
        });
    const auto first = static_cast<std::size_t>(start - places_.begin());
    for (std::size_t step = 0; step < places_.size(); ++step) {
        const std::size_t endpoint = places_[(first + step) % places_.size()].endpoint;
        if (has_room(candidates[endpoint])) return endpoint;
    }
    return std::nullopt;
}

}  // namespace crossfade::routing
