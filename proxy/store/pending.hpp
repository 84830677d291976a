// What is counted and kept in memory until the store takes it in one transaction. When the store
// cannot be written, counts stay here and are not lost; exemplars are, beyond a bound.
#pragma once

#include "proxy/record/record.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace crossfade::store {

struct CountKey {
    std::string route;
    std::string mirror;
    std::string outcome;
    std::string reason;

    auto operator<=>(const CountKey&) const = default;
};

struct SignatureKey {
    std::string signature;
    std::string route;
    std::string mirror;

    auto operator<=>(const SignatureKey&) const = default;
};

struct Exemplar {
    std::string id;
    std::int64_t time = 0;  // milliseconds since the epoch
    std::string line;       // the whole record
};

struct SignatureTally {
    std::string method;
    std::int64_t first_seen = 0;
    std::int64_t last_seen = 0;
    std::uint64_t count = 0;
    std::string findings;  // JSON: [{"path","kind","class"}]
    std::vector<Exemplar> exemplars;
};

/// Kept of each signature, in memory and in the store.
inline constexpr std::size_t exemplars_per_signature = 5;

/// Which exemplars to keep, given their sizes in order of arrival: the first, the smallest, and the
/// newest for the rest. Indices, ascending.
[[nodiscard]] std::vector<std::size_t> kept_exemplars(std::span<const std::size_t> sizes);

class Pending {
public:
    /// Bounds for a store that is gone for long: signatures and exemplars over them are not kept
    /// (the counts by verdict are always exact).
    static constexpr std::size_t max_signatures = 10'000;
    static constexpr std::size_t max_exemplar_bytes = std::size_t{64} << 20U;

    void count(CountKey key, std::uint64_t count);
    /// `line` is to_line(record).
    void add(const record::Record& record, std::string line);

    [[nodiscard]] bool empty() const noexcept { return counts_.empty() && signatures_.empty(); }
    void clear() noexcept;

    [[nodiscard]] const std::map<CountKey, std::uint64_t>& counts() const noexcept {
        return counts_;
    }
    [[nodiscard]] const std::map<SignatureKey, SignatureTally>& signatures() const noexcept {
        return signatures_;
    }

private:
    void keep(SignatureTally& tally, Exemplar exemplar);

    std::map<CountKey, std::uint64_t> counts_;
    std::map<SignatureKey, SignatureTally> signatures_;
    std::size_t exemplar_bytes_ = 0;
};

}  // namespace crossfade::store
