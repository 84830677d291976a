// Where comparers leave their findings, and the differences that something took for none: none
// twice, never more than can be looked at.
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

/// Keeps the first finding of each (path, kind, transition).
class Collector {
public:
    /// Far above Rules::max_findings, so that the ones kept after sorting seldom depend on the
    /// walk.
    static constexpr std::size_t limit = 1000;

    void add(Finding finding) {
        if (is_new(finding.path, finding.kind, finding.transition)) keep(std::move(finding));
    }

    /// True the first time it is asked, while there is room. Spares who asks the making of a
    /// finding that is there already; what is new has to be kept.
    [[nodiscard]] bool is_new(std::string_view path, Kind kind, std::string_view transition);
    void keep(Finding finding) { findings_.push_back(std::move(finding)); }

    /// Notes what was taken for the same, and by what.
    void hide(Hidden hidden);
    void hide(std::string_view path, std::string_view transition, std::string_view by);

    /// All that the other one holds.
    void add_all(Collector other);

    [[nodiscard]] bool full() const noexcept { return findings_.size() >= limit; }
    [[nodiscard]] bool empty() const noexcept { return findings_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return findings_.size(); }

    /// Sorted by path, kind and transition; at most `most`. The collector has none afterwards.
    [[nodiscard]] std::vector<Finding> take(std::size_t most);
    /// The same of what was hidden.
    [[nodiscard]] std::vector<Hidden> take_hidden(std::size_t most);

private:
    using Seen = std::vector<std::uint64_t>;  // hashes; few, so that looking through is quick

    [[nodiscard]] bool is_new_hidden(std::string_view path,
                                     std::string_view transition,
                                     std::string_view by);

    Seen seen_;
    Seen seen_hidden_;
    std::vector<Finding> findings_;
    std::vector<Hidden> hidden_;
};

}  // namespace crossfade::compare
