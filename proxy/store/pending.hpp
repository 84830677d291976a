// What is counted and kept in memory until the store takes it in one transaction. When the store
// cannot be written, counts stay here and are not lost; exemplars are, beyond a bound.
#pragma once

#include "proxy/record/record.hpp"
#include "proxy/store/description.hpp"
#include "proxy/store/exemplars.hpp"
#include "proxy/store/path_names.hpp"
#include "proxy/store/tally.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
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

class Pending {
public:
    static constexpr std::size_t max_exemplar_bytes = std::size_t{64} << 20U;

    void count(CountKey key, std::uint64_t count);
    void add(const Tally& tally) { tally_.merge(tally); }
    void add(const ExemplarKey& key, Exemplar exemplar);
    /// What was added before is renamed by it.
    void add(const std::vector<Collapse>& collapses);
    /// In place of an earlier one.
    void describe(Description description) { description_ = std::move(description); }

    /// A mismatch, counted and kept at once. `line` is to_line(record).
    void add(const record::Record& record, std::string line);

    [[nodiscard]] bool empty() const noexcept;
    void clear() { *this = {}; }

    [[nodiscard]] const std::map<CountKey, std::uint64_t>& counts() const noexcept {
        return counts_;
    }
    [[nodiscard]] const Tally& tally() const noexcept { return tally_; }
    [[nodiscard]] const std::map<ExemplarKey, std::vector<Exemplar>>& exemplars() const noexcept {
        return exemplars_;
    }
    [[nodiscard]] const std::vector<Collapse>& collapses() const noexcept { return collapses_; }
    [[nodiscard]] const std::optional<Description>& description() const noexcept {
        return description_;
    }

private:
    void trim(const ExemplarKey& key);

    std::map<CountKey, std::uint64_t> counts_;
    Tally tally_;
    std::map<ExemplarKey, std::vector<Exemplar>> exemplars_;
    std::size_t exemplar_bytes_ = 0;
    std::vector<Collapse> collapses_;
    PathNames names_;  // by those collapses
    std::optional<Description> description_;
};

}  // namespace crossfade::store
