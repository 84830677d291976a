// Adding up at one endpoint; see tally.hpp.
#include "proxy/store/tally.hpp"

#include <algorithm>
#include <set>

namespace crossfade::store {
namespace {

std::set<std::string> paths_of(const std::vector<compare::Finding>& findings) {
    std::set<std::string> paths;
    for (const auto& finding : findings) paths.insert(finding.path);
    return paths;
}

/// The entry, or the one that stands for all that there is no room for.
template <typename Key, typename Value>
Value& entry(std::map<Key, Value>& entries, const Key& key, const Key& beyond, std::size_t bound) {
    const auto found = entries.find(key);
    if (found != entries.end()) return found->second;
    return entries[entries.size() < bound ? key : beyond];
}

void merge_fault(FaultTally& into, const FaultTally& from, const std::vector<std::size_t>& number) {
    constexpr std::size_t none = SIZE_MAX;
    if (into.count == 0 || from.seen.first < into.seen.first) into.first_build = from.first_build;
    into.count += from.count;
    into.seen.merge(from.seen);
    into.requests.merge(from.requests);
    into.users.merge(from.users);
    into.values.merge(from.values);
    for (const auto& [attribute, count] : from.with) {
        if (number[attribute] != none) into.with[number[attribute]] += count;
    }
}

void merge_pattern(PatternTally& into, const PatternTally& from) {
    if (into.count == 0 && from.count > 0) {
        into.live_status = from.live_status;
        into.shadow_status = from.shadow_status;
        into.shapes = from.shapes;
    }
    into.count += from.count;
    into.seen.merge(from.seen);
    into.persistent += from.persistent;
    into.transient += from.transient;
}

}  // namespace

void BuildTally::merge(const BuildTally& other) {
    last_seen = std::max(last_seen, other.last_seen);
    compared.merge(other.compared);
    mismatched.merge(other.mismatched);
    live.merge(other.live);
    shadow.merge(other.shadow);
}

FindingShape overflow_shape() { return {std::string(other_name), "", ""}; }

/// Only those seen last keep figures of their own: an old one that comes back begins anew.
void EndpointTally::drop_builds() {
    while (builds.size() > max_builds) {
        builds.erase(std::min_element(builds.begin(), builds.end(), [](auto& a, auto& b) {
            return a.second.last_seen < b.second.last_seen;
        }));
    }
}

void EndpointTally::add_to_build(const Observation& seen) {
    if (seen.build.empty()) return;
    BuildTally& build = builds[seen.build];
    build.last_seen = std::max(build.last_seen, seen.time);
    if (seen.live_time > 0) build.live.add(seen.live_time);
    if (seen.shadow_time > 0) build.shadow.add(seen.shadow_time);
    if (seen.compared()) build.compared.add(seen.request);
    if (seen.verdict == compare::Verdict::mismatch) build.mismatched.add(seen.request);
    drop_builds();
}

void EndpointTally::add_by_rules(const Observation& seen) {
    std::string rules;
    for (const auto& by : seen.hidden_by) {
        if (is_written(by)) rules.append(by) += rules_separator;
    }
    if (rules.empty()) return;
    ++match_by_rule;
    const std::string beyond = std::string(other_name) + rules_separator;
    ++entry(by_rules, {seen.build, std::move(rules)}, {seen.build, beyond}, max_by_rules);
}

void EndpointTally::add_verdict(const Observation& seen) {
    const VerdictKey key{std::string(name_of(seen.verdict)), seen.reason, seen.build};
    const auto known = verdicts.find(key);
    const std::string other(other_name);
    auto& verdict = known != verdicts.end()
                        ? known->second
                        : entry(verdicts, key, {key.verdict, key.reason, other}, max_verdicts);
    ++verdict.count;
    verdict.seen.add(seen.time);
    const bool timed = seen.live_time > 0 && seen.shadow_time > 0;
    if (seen.live_time > 0) live.add(seen.live_time);
    if (seen.shadow_time > 0) shadow.add(seen.shadow_time);
    if (timed && seen.shadow_time > seen.live_time) slower.add(seen.shadow_time - seen.live_time);
    if (seen.compared()) compared.add(seen.request);
    add_to_build(seen);
}

void EndpointTally::add(const Observation& seen, Room room) {
    add_verdict(seen);
    if (!seen.compared()) return;
    std::vector<std::size_t> numbers;
    const bool differs = seen.verdict == compare::Verdict::mismatch;
    for (const auto& line : seen.attributes) attributes.add(*line, differs ? &numbers : nullptr);
    if (!differs) return add_by_rules(seen);
    mismatched.add(seen.request);
    for (const auto& difference : seen.differences) {
        add_fault(difference, seen, numbers, room.faults);
    }
    add_pattern(seen, room.patterns);
}

void EndpointTally::add_pattern(const Observation& seen, bool may_be_new) {
    const bool known = may_be_new || patterns.contains(seen.signature);
    PatternTally& pattern = patterns[known ? seen.signature : overflow_signature];
    if (pattern.count == 0) {
        pattern.live_status = seen.live_status;
        pattern.shadow_status = seen.shadow_status;
        if (known) {
            for (const auto& each : seen.differences) pattern.shapes.push_back(each.shape);
        }
    }
    ++pattern.count;
    pattern.seen.add(seen.time);
}

void EndpointTally::add_fault(const Difference& difference,
                              const Observation& seen,
                              const std::vector<std::size_t>& numbers,
                              bool may_be_new) {
    const bool known = may_be_new || faults.contains(difference.shape);
    FaultTally& fault = faults[known ? difference.shape : overflow_shape()];
    if (fault.count == 0 || seen.time < fault.seen.first) fault.first_build = seen.build;
    ++fault.count;
    fault.seen.add(seen.time);
    fault.requests.add(seen.request);
    if (seen.user != 0) fault.users.add(seen.user);
    for (const auto& values : difference.values) fault.values.add(values);
    for (const std::size_t number : numbers) ++fault.with[number];
}

void EndpointTally::add(const Repetition& repetition) {
    const auto of_pair = paths_of(repetition.pair);
    const auto of_itself = paths_of(repetition.itself);
    const auto count = [](NoiseTally& tally, bool in_pair, bool in_itself) {
        ++tally.probes;
        tally.noise += in_itself ? 1 : 0;
        tally.only_pair += in_pair && !in_itself ? 1 : 0;
        tally.only_noise += in_itself && !in_pair ? 1 : 0;
    };
    count(noise[{repetition.side, ""}], !of_pair.empty(), !of_itself.empty());
    std::set<std::string> all = of_pair;
    all.insert(of_itself.begin(), of_itself.end());
    const NoiseKey beyond{repetition.side, std::string(other_name)};
    for (const auto& path : all) {
        count(entry(noise, {repetition.side, path}, beyond, max_noise),
              of_pair.contains(path),
              of_itself.contains(path));
    }
}

void EndpointTally::merge(const EndpointTally& other, Room room) {
    const std::string beyond(other_name);
    for (const auto& [key, from] : other.verdicts) {
        auto& into = entry(verdicts, key, {key.verdict, key.reason, beyond}, max_verdicts);
        into.count += from.count;
        into.seen.merge(from.seen);
    }
    match_by_rule += other.match_by_rule;
    for (const auto& [key, count] : other.by_rules) {
        entry(by_rules, key, {key.build, beyond + rules_separator}, max_by_rules) += count;
    }
    for (const auto& [name, from] : other.builds) builds[name].merge(from);
    drop_builds();
    compared.merge(other.compared);
    mismatched.merge(other.mismatched);
    live.merge(other.live);
    shadow.merge(other.shadow);
    slower.merge(other.slower);
    std::vector<std::size_t> numbers(other.attributes.counts().size(), SIZE_MAX);
    other.attributes.each([&](const auto& name, const auto& value, std::size_t number) {
        const auto own = attributes.add({name, value}, other.attributes.counts()[number]);
        if (own) numbers[number] = *own;
    });
    for (const auto& [shape, from] : other.faults) {
        const bool known = room.faults || faults.contains(shape);
        merge_fault(faults[known ? shape : overflow_shape()], from, numbers);
    }
    for (const auto& [name, from] : other.patterns) {
        const bool known = room.patterns || patterns.contains(name);
        merge_pattern(patterns[known ? name : overflow_signature], from);
    }
    for (const auto& [key, from] : other.noise) {
        auto& into = entry(noise, key, {key.side, beyond}, max_noise);
        into.probes += from.probes;
        into.noise += from.noise;
        into.only_pair += from.only_pair;
        into.only_noise += from.only_noise;
    }
}

}  // namespace crossfade::store
