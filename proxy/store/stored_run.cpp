// From the rows of the store to all that a report is made of; see StoreReader::run().
#include "proxy/store/description_rows.hpp"
#include "proxy/store/endpoint_rows.hpp"
#include "proxy/store/store_reader.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace crossfade::store {
namespace {

constexpr std::size_t shown_values = 10;

record::Time time_of(std::int64_t milliseconds) { return record::from_milliseconds(milliseconds); }

ByReason* reasons_of(StoredEndpoint& endpoint, std::string_view verdict) {
    if (verdict == "shadow_error") return &endpoint.shadow_error;
    if (verdict == "live_error") return &endpoint.live_error;
    if (verdict == "not_compared") return &endpoint.not_compared;
    return nullptr;
}

std::uint64_t* count_of(StoredEndpoint& endpoint, std::string_view verdict) {
    if (verdict == "match") return &endpoint.match;
    if (verdict == "mismatch") return &endpoint.mismatch;
    if (verdict == "both_failed") return &endpoint.both_failed;
    return nullptr;
}

void add_to_build(StoredBuild& build, std::string_view verdict, std::uint64_t count) {
    if (verdict == "match") build.match += count;
    if (verdict == "mismatch") build.mismatch += count;
    if (verdict == "shadow_error") build.shadow_error += count;
}

/// "$.a" and "$.b" of "$.a\x1e$.b\x1e".
std::vector<std::string> rules_of(std::string_view text) {
    std::vector<std::string> rules;
    while (!text.empty()) {
        const auto end = std::min(text.find(rules_separator), text.size());
        rules.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rules;
}

void add_figures(StoredBuild& build, const EndpointTally& tally) {
    const auto found = tally.builds.find(build.build);
    if (found == tally.builds.end()) return;
    build.distinct_compared = found->second.compared.count();
    build.distinct_mismatch = found->second.mismatched.count();
    build.live = found->second.live;
    build.shadow = found->second.shadow;
}

StoredEndpoint endpoint_of(const EndpointName& name, const EndpointTally& tally) {
    StoredEndpoint endpoint;
    endpoint.name = name;
    Period all;
    std::map<std::string, std::pair<StoredBuild, Period>> builds;
    for (const auto& [key, verdict] : tally.verdicts) {
        all.merge(verdict.seen);
        if (auto* reasons = reasons_of(endpoint, key.verdict))
            (*reasons)[key.reason] += verdict.count;
        if (auto* count = count_of(endpoint, key.verdict)) *count += verdict.count;
        auto& [build, seen] = builds[key.build];
        build.build = key.build;
        seen.merge(verdict.seen);
        add_to_build(build, key.verdict, verdict.count);
    }
    for (auto& [label, each] : builds) {
        auto& [build, seen] = each;
        build.first_seen = time_of(seen.first);
        build.last_seen = time_of(seen.last);
        add_figures(build, tally);
        endpoint.builds.push_back(build);
    }
    std::stable_sort(endpoint.builds.begin(),
                     endpoint.builds.end(),
                     [](const auto& a, const auto& b) { return a.first_seen < b.first_seen; });
    if (!tally.verdicts.empty()) {
        endpoint.first_seen = time_of(all.first);
        endpoint.last_seen = time_of(all.last);
    }
    endpoint.match_by_rule = tally.match_by_rule;
    std::uint64_t told_apart = 0;
    for (const auto& [key, count] : tally.by_rules) {
        endpoint.by_rules.push_back({key.build, rules_of(key.rules), count});
        told_apart += count;
    }
    if (told_apart < tally.match_by_rule) {  // by an older version
        const std::string other(other_name);
        endpoint.by_rules.push_back({other, {other}, tally.match_by_rule - told_apart});
    }
    endpoint.distinct_compared = tally.compared.count();
    endpoint.distinct_mismatch = tally.mismatched.count();
    tally.attributes.each([&](const std::string& attribute, const auto&, std::size_t) {
        if (attribute.starts_with("query ")) endpoint.has_queries = true;
    });
    endpoint.live = tally.live;
    endpoint.shadow = tally.shadow;
    endpoint.slower = tally.slower.latency();
    return endpoint;
}

std::vector<StoredAttribute> attributes_of(const FaultTally& fault, const EndpointTally& tally) {
    std::vector<StoredAttribute> attributes;
    tally.attributes.each([&](const auto& name, const auto& value, std::size_t number) {
        const auto with = fault.with.find(number);
        const std::uint64_t count = with == fault.with.end() ? 0 : with->second;
        attributes.push_back({name, value, count, tally.attributes.counts()[number]});
    });
    return attributes;
}

StoredFault fault_of(const EndpointName& name,
                     const FindingShape& shape,
                     const FaultTally& fault,
                     const EndpointTally& tally) {
    return {fault_of(name, shape),
            name,
            shape.path,
            shape.kind,
            shape.transition,
            fault.count,
            time_of(fault.seen.first),
            time_of(fault.seen.last),
            fault.first_build,
            fault.requests.count(),
            fault.users.count(),
            fault.values.top(shown_values),
            attributes_of(fault, tally)};
}

StoredPattern pattern_of(const EndpointName& name,
                         const std::string& signature,
                         const PatternTally& pattern) {
    std::set<std::string> faults;
    for (const auto& shape : pattern.shapes) faults.insert(fault_of(name, shape));
    return {signature,
            name,
            pattern.live_status,
            pattern.shadow_status,
            pattern.count,
            time_of(pattern.seen.first),
            time_of(pattern.seen.last),
            {faults.begin(), faults.end()},
            pattern.persistent,
            pattern.transient};
}

/// How often each side was asked twice holds for all of its fields.
void add_noise(StoredRun& run, const EndpointName& name, const EndpointTally& tally) {
    for (const auto& [key, noise] : tally.noise) {
        const auto probes = tally.noise.find({key.side, ""});
        run.noise.push_back({name,
                             key.side,
                             key.path,
                             probes == tally.noise.end() ? noise.probes : probes->second.probes,
                             noise.noise,
                             noise.only_pair,
                             noise.only_noise});
    }
}

void add(StoredRun& run, const EndpointName& name, const EndpointTally& tally, std::int64_t since) {
    run.endpoints.push_back(endpoint_of(name, tally));
    for (const auto& [shape, fault] : tally.faults) {
        if (fault.seen.last >= since) run.faults.push_back(fault_of(name, shape, fault, tally));
    }
    for (const auto& [signature, pattern] : tally.patterns) {
        if (pattern.seen.last < since) continue;
        run.patterns.push_back(pattern_of(name, signature, pattern));
    }
    add_noise(run, name, tally);
}

template <typename Rows, typename Name>
void sort_by_count(Rows& rows, Name name) {
    std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
        return std::tie(b.count, a.*name, a.endpoint) < std::tie(a.count, b.*name, b.endpoint);
    });
}

std::int64_t last_seen(const EndpointTally& tally) {
    Period all;
    for (const auto& [key, verdict] : tally.verdicts) all.merge(verdict.seen);
    return all.last;
}

}  // namespace

StoredRun StoreReader::run(const SignatureFilter& filter) {
    StoredRun run;
    const std::int64_t since = filter.since ? record::to_milliseconds(*filter.since) : INT64_MIN;
    Statement select(database_,
                     "SELECT number, route, mirror, method, path FROM endpoints"
                     " WHERE ?1 = '' OR route = ?1 ORDER BY route, mirror, path, method");
    select.bind(filter.route);
    while (select.step()) {
        const EndpointName name{select.text(1), select.text(2), select.text(3), select.text(4)};
        const auto tally = load_endpoint(database_, select.number(0));
        if (!tally) {
            check(SQLITE_IOERR);
            break;
        }
        const bool seen = last_seen(*tally) >= since || !tally->noise.empty();
        if (seen) add(run, name, *tally, since);
    }
    check(select);
    sort_by_count(run.faults, &StoredFault::fault);
    sort_by_count(run.patterns, &StoredPattern::signature);
    add_rules(run, filter.route);
    int result = SQLITE_OK;
    run.configurations = read_configurations(database_, result);
    check(result);
    return run;
}

void StoreReader::add_rules(StoredRun& run, const std::string& route) {
    const auto is_asked = [&](const std::string& of) { return route.empty() || of == route; };
    for (const auto& rule : description().rules) {
        if (!is_asked(rule.route)) continue;
        run.rules.push_back({rule.route,
                             rule.mirror,
                             rule.path,
                             true,
                             rule.as,
                             rule.reason,
                             rule.owner,
                             rule.expires,
                             0,
                             0,
                             0,
                             {}});
    }
    Statement select(database_,
                     "SELECT route, mirror, rule, hits, only_match, differ_besides, last_hit"
                     " FROM rule_hits WHERE ?1 = '' OR route = ?1 ORDER BY route, mirror, rule");
    select.bind(route);
    while (select.step()) {
        StoredRule hit;
        hit.route = select.text(0);
        hit.mirror = select.text(1);
        hit.by = select.text(2);
        hit.written = is_written(hit.by);
        const auto found = std::find_if(run.rules.begin(), run.rules.end(), [&](const auto& rule) {
            return std::tie(rule.route, rule.mirror, rule.by) ==
                   std::tie(hit.route, hit.mirror, hit.by);
        });
        StoredRule& rule = found == run.rules.end() ? run.rules.emplace_back(hit) : *found;
        rule.hits = static_cast<std::uint64_t>(select.number(3));
        rule.only = static_cast<std::uint64_t>(select.number(4));
        rule.differ_besides = static_cast<std::uint64_t>(select.number(5));
        rule.last_hit = time_of(select.number(6));
    }
    check(select);
}

}  // namespace crossfade::store
