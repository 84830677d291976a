// What is learned from asking again, as the store takes it: how a side differs from itself, and
// which mismatches are still there a moment later.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/store/stored.hpp"

#include <string>
#include <vector>

namespace crossfade::store {

/// One request that one side answered twice. Of a control mirror: `itself` is what its answer
/// differs in from live's.
struct Repetition {
    std::string route;
    std::string mirror;  // name of the shadow backend of the pair, also where the side is another
    std::string method;
    std::string target;  // with query, as the client sent it
    int live_status = 0;
    StoredNoise::Side side = StoredNoise::Side::live;
    std::vector<compare::Finding> pair;    // between live and shadow, the first time
    std::vector<compare::Finding> itself;  // between the two answers of that side
};

/// One mismatch that was looked at again.
struct Recheck {
    std::string route;
    std::string mirror;
    std::string method;
    std::string target;
    int live_status = 0;
    std::string signature;  // of the first time
    bool persists = false;  // it differs again, in whatever
};

}  // namespace crossfade::store
