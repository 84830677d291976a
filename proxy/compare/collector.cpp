// See collector.hpp.
#include "proxy/compare/collector.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <tuple>
#include <utility>
#include <xxhash.h>

namespace crossfade::compare {
namespace {

std::uint64_t chained(std::string_view text, std::uint64_t seed) noexcept {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

/// False if it is there already, or there are too many.
bool enter(std::vector<std::uint64_t>& seen, std::uint64_t hash) {
    if (seen.size() >= Collector::limit) return false;
    if (std::find(seen.begin(), seen.end(), hash) != seen.end()) return false;
    seen.push_back(hash);
    return true;
}

}  // namespace

bool Collector::is_new(std::string_view path, Kind kind, std::string_view transition) {
    const auto seed = chained(transition, static_cast<std::uint64_t>(kind) + 1);
    return enter(seen_, chained(path, seed));
}

bool Collector::is_new_hidden(std::string_view path,
                              std::string_view transition,
                              std::string_view by) {
    return enter(seen_hidden_, chained(path, chained(transition, chained(by, 1))));
}

void Collector::hide(Hidden hidden) {
    const bool fresh = is_new_hidden(hidden.path, hidden.transition, hidden.by);
    if (fresh) hidden_.push_back(std::move(hidden));
}

void Collector::hide(std::string_view path, std::string_view transition, std::string_view by) {
    if (!is_new_hidden(path, transition, by)) return;
    hidden_.push_back({std::string(path), std::string(transition), std::string(by)});
}

void Collector::add_all(Collector other) {
    if (seen_.empty() && seen_hidden_.empty()) {
        *this = std::move(other);
        return;
    }
    for (Finding& finding : other.findings_) add(std::move(finding));
    for (Hidden& hidden : other.hidden_) hide(std::move(hidden));
}

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
    if (hidden_.size() > most) hidden_.resize(most);
    seen_hidden_.clear();
    return std::exchange(hidden_, {});
}

}  // namespace crossfade::compare
