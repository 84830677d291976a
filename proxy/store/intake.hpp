// Where judged pairs are counted as they come, in memory and under one lock: which endpoint each
// belongs to, its tally, and whether its record is wanted.
#pragma once

#include "proxy/store/description.hpp"
#include "proxy/store/observation.hpp"
#include "proxy/store/repetition.hpp"
#include "proxy/store/seen_before.hpp"
#include "proxy/store/tally.hpp"
#include "proxy/store/templates.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossfade::store {

/// Any thread.
class Intake {
public:
    static constexpr std::size_t max_targets = 4'096;   // then it begins anew
    static constexpr std::size_t longest_target = 512;  // what is longer is not remembered

    Intake(Templates::Limits limits, std::uint64_t seed) : templates_(limits), random_(seed) {}

    struct Place {
        EndpointName endpoint;
        std::int64_t draw = 0;  // of the record, among all of its kind
        bool wanted = false;
    };
    [[nodiscard]] Place add(std::string_view route,
                            std::string_view mirror,
                            const Observation& seen);
    void add(const Repetition& repetition);
    void add(const Recheck& recheck);

    void describe(Description description);
    void remember(const std::vector<EndpointName>& endpoints,
                  const std::vector<Collapse>& collapses);

    struct Taken {
        std::vector<Collapse> collapses;  // first: what was taken before is renamed by it
        Tally tally;
        std::optional<Description> description;
    };
    /// All since the last call.
    [[nodiscard]] Taken take();

private:
    struct Endpoint {
        EndpointName name;
        bool control = false;
        EndpointTally* tally = nullptr;     // in tally_; null: not looked up yet
        std::vector<std::int64_t> draws{};  // of matches that were wanted
    };

    [[nodiscard]] Endpoint& endpoint_of(std::string_view route,
                                        std::string_view mirror,
                                        const Observation& seen);
    [[nodiscard]] Endpoint& endpoint_named(EndpointName name);
    [[nodiscard]] static bool wants_match(Endpoint& endpoint, std::int64_t draw);
    void forget_tallies() noexcept;
    void keep_up();

    std::mutex mutex_;
    Templates templates_;
    Tally tally_;
    std::vector<Collapse> collapses_;
    std::optional<Description> description_;
    std::set<std::pair<std::string, std::string>> controls_;  // route and mirror
    std::map<EndpointName, Endpoint> endpoints_;
    // By route, mirror, method and target. As long as no names change, a target that led to an
    // endpoint leads there again, and finding it here costs a quarter.
    std::unordered_map<std::string, Endpoint*> targets_;
    std::string key_;         // of what is looked up there
    SeenBefore seen_before_;  // keys: many targets never come again
    std::mt19937_64 random_;
};

}  // namespace crossfade::store
