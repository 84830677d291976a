// What was in force while the store was filled, as far as a report speaks of it: mirrors and their
// targets, written rules, known endpoints.
#pragma once

#include "config/config.hpp"
#include "proxy/store/path_names.hpp"

#include <string>
#include <vector>

namespace crossfade::store {

/// Which share of matches one endpoint must reach; an empty method is any.
struct StoredTarget {
    std::string method;
    std::string path;
    double share = 0;
};

struct StoredMirror {
    std::string route;
    std::string mirror;    // name of the shadow backend
    bool control = false;  // what differs there is noise
    bool compared = true;
    double target = 0;  // where no target of its own is set
    std::vector<StoredTarget> targets;
    std::vector<std::string> methods{};  // those that it copies; empty: not known
    std::string account{};               // what it is counted under: "other", or the mirror
};

/// A written rule in force.
struct DescribedRule {
    std::string route;
    std::string mirror;
    std::string path;
    std::string as;
    std::string reason;
    std::string owner;
    std::string expires;
};

struct Description {
    std::vector<StoredMirror> mirrors;
    std::vector<DescribedRule> rules;
    std::vector<KnownEndpoint> known;
    std::string mirrors_print{};  // fingerprints (fingerprint.hpp): how requests are mirrored and
    std::string rules_print{};    // compared, and the written rules
};

[[nodiscard]] Description description_of(const config::Config& config);

}  // namespace crossfade::store
