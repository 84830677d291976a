// What the store knows of a run, as plain values: what the writer adds up, what the reader gives
// back, and what the report is made from. Counts are exact unless a member says otherwise.
#pragma once

#include "proxy/record/time_text.hpp"
#include "proxy/store/accounting.hpp"
#include "proxy/store/histogram.hpp"
#include "proxy/store/latency.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::store {

/// Where most rows belong: one method and path template of one route, mirrored to one backend.
struct EndpointName {
    std::string route;
    std::string mirror;
    std::string method;
    std::string path;  // "/users/{id}"; "(other)" beyond the bound on the number of endpoints

    auto operator<=>(const EndpointName&) const = default;
};

/// One build of the shadow at one endpoint, as its responses name it; "" where they do not.
struct StoredBuild {
    std::string build;
    record::Time first_seen;
    record::Time last_seen;
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    std::uint64_t shadow_error = 0;
    std::uint64_t distinct_compared = 0;  // as in StoredEndpoint; 0 where the build names none, or
    std::uint64_t distinct_mismatch = 0;  // was last seen before several others
    Histogram live{};                     // likewise
    Histogram shadow{};
};

/// Matches in which written rules hid something, and no others than these.
struct MatchesByRules {
    std::string build;
    std::vector<std::string> rules;  // their paths; "(other)" beyond a bound
    std::uint64_t count = 0;
};

struct StoredEndpoint {
    EndpointName name;
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    std::uint64_t both_failed = 0;
    ByReason shadow_error;
    ByReason live_error;
    ByReason not_compared;
    std::uint64_t match_by_rule = 0;      // of match: only because a written rule hides something
    std::uint64_t distinct_compared = 0;  // requests that differ in target or body; an estimate
    std::uint64_t distinct_mismatch = 0;  // beyond 1 000 (HyperLogLog, 2 %), exact below
    bool has_queries = false;             // some of its requests had a query
    Histogram live;
    Histogram shadow;
    Latency slower;  // shadow minus live of the same request, where that is positive
    record::Time first_seen;
    record::Time last_seen;
    std::vector<StoredBuild> builds;       // by first_seen
    std::vector<MatchesByRules> by_rules;  // match_by_rule, told apart

    [[nodiscard]] std::uint64_t compared() const noexcept { return match + mismatch; }
};

struct ValuePair {
    std::string live;  // redacted, as in findings
    std::string shadow;
    std::uint64_t count = 0;  // the most frequent are exact to within the number of the rare ones
};

/// What requests have in common: a query parameter, a header, a kind of user.
struct StoredAttribute {
    std::string name;         // "query expand", "header accept-language", "status"
    std::string value;        // redacted; "(present)" where values are many
    std::uint64_t with = 0;   // pairs of the endpoint that have it and show the fault
    std::uint64_t among = 0;  // compared pairs of the endpoint that have it
};

/// One kind of finding at one endpoint: what somebody fixes.
struct StoredFault {
    std::string fault;  // "F-" and 12 hex digits, the same in every run
    EndpointName endpoint;
    std::string path;  // of the finding: "body.items[*].price"
    std::string kind;
    std::string transition;
    std::uint64_t count = 0;  // pairs
    record::Time first_seen;
    record::Time last_seen;
    std::string first_build;
    std::uint64_t distinct_requests = 0;  // as in StoredEndpoint
    std::uint64_t distinct_users = 0;     // 0 where requests have no key
    std::vector<ValuePair> values;        // most frequent first, at most 10
    std::vector<StoredAttribute> attributes;
};

/// Pairs that show the same set of faults.
struct StoredPattern {
    std::string signature;  // "S-..."
    EndpointName endpoint;
    int live_status = 0;
    int shadow_status = 0;
    std::uint64_t count = 0;
    record::Time first_seen;
    record::Time last_seen;
    std::vector<std::string> faults;  // their ids
    std::uint64_t persistent = 0;     // of those that were asked again: still different
    std::uint64_t transient = 0;      // ... the same the second time
};

/// How often one field differs between two answers of one side, and between live and shadow.
struct StoredNoise {
    enum class Side { live, shadow, control };

    EndpointName endpoint;
    Side side = Side::live;
    std::string path;              // "" counts the probes of the endpoint, whatever differed
    std::uint64_t probes = 0;      // requests that were asked twice
    std::uint64_t noise = 0;       // in which the two answers of that side differed in this field
    std::uint64_t only_pair = 0;   // live and shadow differed and the side did not: b of McNemar
    std::uint64_t only_noise = 0;  // the side differed from itself, live and shadow agreed: c
};

/// A written rule or a piece of built-in knowledge, and what it took for no difference.
struct StoredRule {
    std::string route;
    std::string mirror;
    std::string by;  // "$.items[*].id", or "built-in date" and the like
    bool written = false;
    std::string as;
    std::string reason;
    std::string owner;
    std::string expires;
    std::uint64_t hits = 0;            // pairs in which it hid a difference
    std::uint64_t only = 0;            // ... that match because of it (and others like it)
    std::uint64_t differ_besides = 0;  // ... that are mismatches all the same
    record::Time last_hit;             // the clock's epoch: never
};

/// From when on which configuration of the mirrors was in force.
struct StoredConfiguration {
    record::Time since;
    std::string mirrors;  // fingerprints: how requests were mirrored and compared, and
    std::string rules;    // the written rules
};

/// All that a report is made of.
struct StoredRun {
    std::vector<StoredEndpoint> endpoints;
    std::vector<StoredFault> faults;      // most frequent first
    std::vector<StoredPattern> patterns;  // most frequent first
    std::vector<StoredNoise> noise;
    std::vector<StoredRule> rules;
    std::vector<StoredConfiguration> configurations;  // oldest first, at most 50
};

}  // namespace crossfade::store
