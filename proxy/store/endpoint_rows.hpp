// The rows of one endpoint in the store: tallies are added to them, and read back as one tally.
// Inside a transaction of the caller's.
#pragma once

#include "proxy/store/database.hpp"
#include "proxy/store/tally.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crossfade::store {

/// Bounds of the tables; what is over them is counted as one.
struct RowLimits {
    std::int64_t signatures = 100'000;
    std::int64_t faults = 20'000;
};

/// How many rows there are; may be a little high after a transaction that failed.
struct RowCounts {
    std::int64_t signatures = 0;
    std::int64_t faults = 0;
};

/// One use, one thread. Functions give SQLite's code.
class EndpointRows {
public:
    EndpointRows(const Database& database, RowLimits limits, RowCounts& counts);

    /// The number of the endpoint's row, which is made if need be. Below zero: an error.
    [[nodiscard]] std::int64_t number_of(const EndpointName& name);
    [[nodiscard]] int add(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] int result() const noexcept { return result_; }

private:
    [[nodiscard]] int add_sketches(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] int add_verdicts(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] int add_builds(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] int add_by_rules(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] std::vector<std::int64_t> add_attributes(std::int64_t endpoint,
                                                           const AttributeCounts& attributes);
    [[nodiscard]] std::int64_t new_attribute(std::int64_t endpoint,
                                             const Attribute& attribute,
                                             std::uint64_t count);
    [[nodiscard]] int add_fault(std::int64_t endpoint,
                                const FindingShape& shape,
                                const FaultTally& fault,
                                const std::vector<std::int64_t>& attributes);
    [[nodiscard]] int add_pattern(std::int64_t endpoint,
                                  const std::string& signature,
                                  const PatternTally& pattern);
    [[nodiscard]] int add_noise(std::int64_t endpoint, const EndpointTally& tally);
    [[nodiscard]] bool changed() const noexcept;

    const Database& database_;
    RowLimits limits_;
    RowCounts& counts_;
    int result_ = 0;
    Statement find_endpoint_;
    Statement insert_endpoint_;
    Statement find_attribute_;
    Statement room_for_attribute_;
    Statement insert_attribute_;
    Statement find_fault_;
    Statement insert_fault_;
    Statement update_fault_;
    Statement add_fault_attribute_;
    Statement update_pattern_;
    Statement insert_pattern_;
    Statement count_verdicts_;
    Statement update_verdict_;
    Statement insert_verdict_;
};

/// All of the endpoint's rows but its exemplars. Nothing: an error of the database's.
[[nodiscard]] std::optional<EndpointTally> load_endpoint(const Database& database,
                                                         std::int64_t endpoint);

}  // namespace crossfade::store
