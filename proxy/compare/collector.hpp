// Where comparers leave their findings, and the differences that something took for none: none
// twice, never more than can be looked at.
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace crossfade::compare {

/// Keeps the first finding of each (path, kind, transition).
class Collector {
public:
    /// Far above Rules::max_findings, so that the ones kept after sorting seldom depend on the
    /// walk.
    static constexpr std::size_t limit = 1000;

    void add(Finding finding) {
        if (full() || !seen_.emplace(finding.path, finding.kind, finding.transition).second) return;
        findings_.push_back(std::move(finding));
    }

    /// Notes what was taken for the same, and by what.
    void hide(Hidden hidden) {
        if (hidden_.size() < limit) hidden_.push_back(std::move(hidden));
    }

    [[nodiscard]] bool full() const noexcept { return findings_.size() >= limit; }
    [[nodiscard]] bool empty() const noexcept { return findings_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return findings_.size(); }

    /// Sorted by path, kind and transition; at most `most`. The collector is empty afterwards.
    [[nodiscard]] std::vector<Finding> take(std::size_t most);
    /// The same of what was hidden.
    [[nodiscard]] std::vector<Hidden> take_hidden(std::size_t most);

private:
    std::set<std::tuple<std::string, Kind, std::string>> seen_;
    std::vector<Finding> findings_;
    std::vector<Hidden> hidden_;
};

}  // namespace crossfade::compare
