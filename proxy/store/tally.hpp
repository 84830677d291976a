// What is added up in memory until the store takes it: per endpoint its verdicts, latencies, faults
// and patterns. Two tallies add up exactly, also after endpoints turned out to be one.
#pragma once

#include "proxy/store/attributes.hpp"
#include "proxy/store/distinct.hpp"
#include "proxy/store/fault.hpp"
#include "proxy/store/frequent.hpp"
#include "proxy/store/histogram.hpp"
#include "proxy/store/observation.hpp"
#include "proxy/store/path_names.hpp"
#include "proxy/store/repetition.hpp"
#include "proxy/store/stored.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::store {

/// From the first to the last, in milliseconds since the epoch; empty while first > last.
struct Period {
    std::int64_t first = INT64_MAX;
    std::int64_t last = INT64_MIN;

    void add(std::int64_t time) noexcept { merge({time, time}); }
    void merge(const Period& other) noexcept {
        if (other.first < first) first = other.first;
        if (other.last > last) last = other.last;
    }
};

struct VerdictKey {
    std::string verdict;
    std::string reason;
    std::string build;

    auto operator<=>(const VerdictKey&) const = default;
};

struct VerdictTally {
    std::uint64_t count = 0;
    Period seen;
};

struct FaultTally {
    std::uint64_t count = 0;
    Period seen;
    std::string first_build;
    Distinct requests;
    Distinct users;
    Frequent values;
    std::map<std::size_t, std::uint64_t> with;  // by the attribute's number at the endpoint
};

struct PatternTally {
    std::uint64_t count = 0;
    Period seen;
    int live_status = 0;
    int shadow_status = 0;
    std::vector<FindingShape> shapes;
    std::uint64_t persistent = 0;
    std::uint64_t transient = 0;
};

/// What one build of the shadow shows by itself: the evidence that a verdict on it may rest on.
struct BuildTally {
    std::int64_t last_seen = 0;
    Distinct compared;
    Distinct mismatched;
    Histogram live;
    Histogram shadow;

    void merge(const BuildTally& other);
};

/// Of a build, the written rules that hid something in a match: their paths, each ended by
/// `rules_separator`.
struct ByRulesKey {
    std::string build;
    std::string rules;

    auto operator<=>(const ByRulesKey&) const = default;
};
inline constexpr char rules_separator = '\x1e';

struct NoiseKey {
    StoredNoise::Side side = StoredNoise::Side::live;
    std::string path;

    auto operator<=>(const NoiseKey&) const = default;
};

struct NoiseTally {
    std::uint64_t probes = 0;
    std::uint64_t noise = 0;
    std::uint64_t only_pair = 0;
    std::uint64_t only_noise = 0;
};

struct EndpointTally {
    static constexpr std::size_t max_verdicts = 200;  // builds and reasons; then "(other)"
    static constexpr std::size_t max_noise = 200;     // paths; then "(other)"
    static constexpr std::size_t max_builds = 4;      // of their own: those seen last
    static constexpr std::size_t max_by_rules = 200;  // sets of rules; then "(other)"

    std::map<VerdictKey, VerdictTally> verdicts;
    std::map<std::string, BuildTally> builds;  // those that have a name
    std::uint64_t match_by_rule = 0;
    std::map<ByRulesKey, std::uint64_t> by_rules;  // of which that is the sum
    Distinct compared;
    Distinct mismatched;
    Histogram live;
    Histogram shadow;
    Histogram slower;
    AttributeCounts attributes;
    std::map<FindingShape, FaultTally> faults;
    std::map<std::string, PatternTally> patterns;  // by signature
    std::map<NoiseKey, NoiseTally> noise;

    /// Whether there may be more of them; else they are counted as one.
    struct Room {
        bool faults = true;
        bool patterns = true;
    };
    void add(const Observation& seen, Room room);
    void add_verdict(const Observation& seen);  // and nothing but that
    void add(const Repetition& repetition);
    void merge(const EndpointTally& other, Room room);

private:
    void add_to_build(const Observation& seen);
    void add_by_rules(const Observation& seen);
    void drop_builds();
    void add_pattern(const Observation& seen, bool may_be_new);
    void add_fault(const Difference& difference,
                   const Observation& seen,
                   const std::vector<std::size_t>& attributes,
                   bool may_be_new);
};

struct RuleKey {
    std::string route;
    std::string mirror;
    std::string by;

    auto operator<=>(const RuleKey&) const = default;
};

struct RuleTally {
    std::uint64_t hits = 0;
    std::uint64_t only = 0;
    std::uint64_t differ_besides = 0;
    std::int64_t last_hit = 0;
};

/// Signature and fault of what is beyond the bounds.
inline constexpr const char* overflow_signature = "S-overflow";
[[nodiscard]] FindingShape overflow_shape();

class Tally {
public:
    /// For a store that cannot be written for long.
    static constexpr std::size_t max_faults = 10'000;
    static constexpr std::size_t max_patterns = 10'000;
    static constexpr std::size_t max_rules = 2'000;

    void add(const EndpointName& name, const Observation& seen) { add(name, at(name), seen); }
    void add(const EndpointName& name, const Repetition& repetition);
    void add(const EndpointName& name, const Recheck& recheck);
    /// The pair of a control mirror: verdicts as always; what differs is noise, told as repetition.
    void add_control(const EndpointName& name, const Observation& seen);

    /// For who adds much to one endpoint: looking it up costs more than that. Valid until the next
    /// rename().
    [[nodiscard]] EndpointTally& at(const EndpointName& name) { return endpoints_[name]; }
    /// `endpoint` is at(name).
    void add(const EndpointName& name, EndpointTally& endpoint, const Observation& seen);

    void merge(const Tally& other);
    void rename(const PathNames& names);

    [[nodiscard]] bool empty() const noexcept { return endpoints_.empty() && rules_.empty(); }
    [[nodiscard]] const std::map<EndpointName, EndpointTally>& endpoints() const noexcept {
        return endpoints_;
    }
    [[nodiscard]] const std::map<RuleKey, RuleTally>& rules() const noexcept { return rules_; }

private:
    void add_rules(const EndpointName& name, const Observation& seen);
    void count_entries();
    [[nodiscard]] EndpointTally::Room room() const noexcept {
        return {faults_ < max_faults, patterns_ < max_patterns};
    }

    std::map<EndpointName, EndpointTally> endpoints_;
    std::map<RuleKey, RuleTally> rules_;
    std::size_t faults_ = 0;
    std::size_t patterns_ = 0;
};

}  // namespace crossfade::store
