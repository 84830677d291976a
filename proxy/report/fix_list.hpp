// In which order to fix faults, and what each fix gains. A response is clean only once all of its
// faults are gone, so gains are marginal and no response is counted twice.
#pragma once

#include "proxy/report/changes.hpp"
#include "proxy/report/endpoints.hpp"
#include "proxy/store/stored.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::report {

struct Fix {
    store::EndpointName endpoint;
    std::vector<std::string> faults;     // ids; several that never come apart are one row
    std::uint64_t responses = 0;         // that show them, whatever else they show
    std::uint64_t clean = 0;             // ... and match once this and all rows above are fixed
    double share = 0;                    // of all mismatches: clean
    double endpoint_rate = 0;            // matches of the endpoint after this and all rows above
    double total_rate = 0;               // matches of everything that is compared, likewise
    std::vector<std::string> elsewhere;  // titles of other endpoints with the same kind of fault
};

struct FixList {
    std::vector<Fix> fixes;
    std::uint64_t beyond = 0;  // mismatches that the list does not make clean: rows are bounded
};

/// Greedy: the next rows are those that clean the most responses each, counted with what has to be
/// fixed besides. Ties go by endpoint and fault. Faults that `changes` calls fixed are left out.
[[nodiscard]] FixList fix_list_of(const store::StoredRun& run,
                                  const std::vector<EndpointReport>& endpoints,
                                  const Changes& changes);

}  // namespace crossfade::report
