// Adding up over endpoints; see tally.hpp.
#include "proxy/store/tally.hpp"

#include <algorithm>

namespace crossfade::store {
namespace {

void merge_rule(RuleTally& into, const RuleTally& from) {
    into.hits += from.hits;
    into.only += from.only;
    into.differ_besides += from.differ_besides;
    into.last_hit = std::max(into.last_hit, from.last_hit);
}

}  // namespace

void Tally::add(const EndpointName& name, EndpointTally& endpoint, const Observation& seen) {
    const std::size_t faults = endpoint.faults.size();
    const std::size_t patterns = endpoint.patterns.size();
    endpoint.add(seen, room());
    faults_ += endpoint.faults.size() - faults;
    patterns_ += endpoint.patterns.size() - patterns;
    add_rules(name, seen);
}

void Tally::add_control(const EndpointName& name, const Observation& seen) {
    endpoints_[name].add_verdict(seen);
}

void Tally::add(const EndpointName& name, const Repetition& repetition) {
    endpoints_[name].add(repetition);
}

void Tally::add(const EndpointName& name, const Recheck& recheck) {
    EndpointTally& endpoint = endpoints_[name];
    if (!endpoint.patterns.contains(recheck.signature)) {
        if (patterns_ >= max_patterns) return;
        ++patterns_;
    }
    auto& pattern = endpoint.patterns[recheck.signature];
    ++(recheck.persists ? pattern.persistent : pattern.transient);
}

void Tally::add_rules(const EndpointName& name, const Observation& seen) {
    for (const auto& by : seen.hidden_by) {
        RuleKey key{name.route, name.mirror, by};
        if (!rules_.contains(key) && rules_.size() >= max_rules) key.by = other_name;
        auto& rule = rules_[std::move(key)];
        ++rule.hits;
        ++(seen.verdict == compare::Verdict::match ? rule.only : rule.differ_besides);
        rule.last_hit = std::max(rule.last_hit, seen.time);
    }
}

void Tally::merge(const Tally& other) {
    for (const auto& [name, endpoint] : other.endpoints_) {
        EndpointTally& own = endpoints_[name];
        const std::size_t faults = own.faults.size();
        const std::size_t patterns = own.patterns.size();
        own.merge(endpoint, room());
        faults_ += own.faults.size() - faults;
        patterns_ += own.patterns.size() - patterns;
    }
    for (const auto& [key, rule] : other.rules_) merge_rule(rules_[key], rule);
}

void Tally::rename(const PathNames& names) {
    std::map<EndpointName, EndpointTally> renamed;
    for (auto& [name, endpoint] : endpoints_) {
        const auto [at, is_new] = renamed.try_emplace(names.renamed(name));
        if (is_new) {
            at->second = std::move(endpoint);
        } else {
            at->second.merge(endpoint, {});
        }
    }
    endpoints_ = std::move(renamed);
    count_entries();
}

void Tally::count_entries() {
    faults_ = 0;
    patterns_ = 0;
    for (const auto& [name, endpoint] : endpoints_) {
        faults_ += endpoint.faults.size();
        patterns_ += endpoint.patterns.size();
    }
}

}  // namespace crossfade::store
