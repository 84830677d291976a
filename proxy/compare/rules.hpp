// The compiled compare rules of one mirror, and which rule holds at a place of a document.
//
// Several rules may match one place. The most specific holds: fewer "**" first, then more exact
// members, then the longer pattern, then the one that is exact where the other is not, read from
// the left, then the first in the file. `ignore` also covers everything below its place, but for
// what a more specific rule names: {"$.**": ignore} with {"$.id": ordered} compares only the id.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/path_trie.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::compare {

struct Rule {
    config::CompareRule written;
    std::uint32_t rank = 0;  // 0 is the most specific of all rules
    std::optional<std::chrono::sys_days> expires;

    [[nodiscard]] bool holds_at(std::chrono::system_clock::time_point time) const noexcept {
        return !expires || time < *expires;
    }
};

using NameSet = std::set<std::string, std::less<>>;  // lower case

struct Rules::Compiled {
    std::string route;
    std::vector<config::CompareRule> written;
    bool status_class_only = false;
    bool built_in = true;
    std::vector<config::HostPair> hosts;
    NameSet ignored_headers;
    NameSet list_valued_headers;
    std::vector<Rule> rules;
    PathTrie rule_paths;
    PathTrie redact_paths;  // of bodies
    NameSet redact_headers;
};

/// A place in a document, seen by the rules.
struct RulePlace {
    PathTrie::Place place;
    const Rule* rule = nullptr;       // that matches this very place
    const Rule* governing = nullptr;  // the ignore that covers this place, or what lifted it

    [[nodiscard]] bool ignored() const noexcept {
        return governing != nullptr && governing->written.as == config::CompareRule::As::ignore;
    }
    [[nodiscard]] bool is(config::CompareRule::As as) const noexcept {
        return rule != nullptr && rule->written.as == as;
    }
};

struct PairContext;

/// The rules that hold for one pair, and what else it is judged by; rules that expired before it do
/// not hold.
class RuleWalk {
public:
    /// Without a context, nothing but the rules decides.
    RuleWalk(const Rules::Compiled& rules,
             std::chrono::system_clock::time_point time,
             const PairContext* context = nullptr) noexcept
        : rules_(rules), time_(time), context_(context) {}

    [[nodiscard]] const PairContext* context() const noexcept { return context_; }
    [[nodiscard]] const Rules::Compiled& rules() const noexcept { return rules_; }

    [[nodiscard]] RulePlace root() const;
    [[nodiscard]] RulePlace member(const RulePlace& parent, std::string_view name) const;
    [[nodiscard]] RulePlace element(const RulePlace& parent) const;

    /// True if nothing at or below this place can be a finding.
    [[nodiscard]] bool settled(const RulePlace& at) const {
        return at.ignored() && !rules_.rule_paths.leads_on(at.place);
    }

private:
    [[nodiscard]] RulePlace arrive(PathTrie::Place place, const Rule* governing) const;

    const Rules::Compiled& rules_;
    std::chrono::system_clock::time_point time_;
    const PairContext* context_;
};

}  // namespace crossfade::compare
