// When a fault happens: what requests that show it have in common and others have not. Chance alone
// finds something in any pile of attributes, so each must pass an exact test, and all together a
// bound on false discoveries.
#pragma once

#include "proxy/store/stored.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::report {

struct Condition {
    std::string name;   // "query expand"
    std::string value;  // "(present)" where values are many
    std::uint64_t with = 0;
    std::uint64_t among = 0;
    double share = 0;      // of the requests that have it: with the fault
    double elsewhere = 0;  // of all others
    double lift = 0;       // share, as a multiple of the endpoint's
};

/// By lift, at most `limit`. `compared`: pairs of the endpoint.
[[nodiscard]] std::vector<Condition> conditions_of(const store::StoredFault& fault,
                                                   std::uint64_t compared,
                                                   std::size_t limit);

}  // namespace crossfade::report
