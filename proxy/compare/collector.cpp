// See collector.hpp.
#include "proxy/compare/collector.hpp"

#include <algorithm>
#include <utility>

namespace crossfade::compare {

std::vector<Finding> Collector::take(std::size_t most) {
    std::sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.path, a.kind, a.transition) < std::tie(b.path, b.kind, b.transition);
    });
    if (findings_.size() > most) findings_.resize(most);
    seen_.clear();
    return std::exchange(findings_, {});
}

std::vector<Hidden> Collector::take_hidden(std::size_t most) {
    std::sort(hidden_.begin(), hidden_.end(), [](const Hidden& a, const Hidden& b) {
        return std::tie(a.path, a.transition, a.by) < std::tie(b.path, b.transition, b.by);
    });
    hidden_.erase(std::unique(hidden_.begin(), hidden_.end()), hidden_.end());
    if (hidden_.size() > most) hidden_.resize(most);
    return std::exchange(hidden_, {});
}

}  // namespace crossfade::compare
