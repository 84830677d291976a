// See pending.hpp.
#include "proxy/store/pending.hpp"

#include "proxy/store/templates.hpp"

#include <functional>
#include <iterator>
#include <utility>

namespace crossfade::store {

void Pending::count(CountKey key, std::uint64_t count) { counts_[std::move(key)] += count; }

void Pending::add(const ExemplarKey& key, Exemplar exemplar) {
    if (exemplar_bytes_ + exemplar.line.size() > max_exemplar_bytes) return;
    exemplar_bytes_ += exemplar.line.size();
    exemplars_[key].push_back(std::move(exemplar));
    trim(key);
}

void Pending::trim(const ExemplarKey& key) {
    auto& exemplars = exemplars_[key];
    std::vector<Candidate> candidates;
    for (const auto& each : exemplars) candidates.push_back({each.draw, each.line.size()});
    std::vector<Exemplar> kept;
    for (const std::size_t index : kept_exemplars(candidates, kept_of(key.signature))) {
        kept.push_back(std::move(exemplars[index]));
    }
    for (const auto& each : candidates) exemplar_bytes_ -= each.size;
    for (const auto& each : kept) exemplar_bytes_ += each.line.size();
    exemplars = std::move(kept);
}

void Pending::add(const std::vector<Collapse>& collapses) {
    if (collapses.empty()) return;
    collapses_.insert(collapses_.end(), collapses.begin(), collapses.end());
    for (const auto& collapse : collapses) names_.collapse(collapse);
    tally_.rename(names_);
    for (auto& [key, exemplars] : std::exchange(exemplars_, {})) {
        const ExemplarKey renamed{names_.renamed(key.endpoint), key.signature};
        auto& all = exemplars_[renamed];
        std::move(exemplars.begin(), exemplars.end(), std::back_inserter(all));
        trim(renamed);
    }
}

void Pending::add(const record::Record& record, std::string line) {
    const auto& pair = record.pair;
    const Hashes hashes("");
    const auto seen = observe(pair, record.result, compare::Rules({}, pair.route), hashes);
    Templates templates({});
    const auto name =
        templates.name_of(pair.route, pair.mirror, seen.method, seen.target, seen.live_status);
    tally_.add(name, seen);
    const std::uint64_t draw = hashes.requests(pair.id) >> 1U;
    add({name, seen.signature},
        {pair.id, seen.time, "", static_cast<std::int64_t>(draw), std::move(line)});
}

bool Pending::empty() const noexcept {
    return counts_.empty() && tally_.empty() && exemplars_.empty() && collapses_.empty() &&
           !description_;
}

}  // namespace crossfade::store
