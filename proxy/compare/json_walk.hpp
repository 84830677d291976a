// The walk of two JSON documents side by side; the inside of json_diff.hpp. Objects and scalars are
// in json_walk.cpp, arrays in json_arrays.cpp.
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/json_class.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/json_hash.hpp"
#include "proxy/compare/rules.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::compare {

class JsonWalk {
public:
    using Node = JsonDocument::Node;
    using Nodes = std::vector<Node>;

    JsonWalk(const JsonDocument& live,
             const JsonDocument& shadow,
             const RuleWalk& rules,
             Collector& findings,
             std::size_t steps);

    void compare(Node live, Node shadow, const RulePlace& at);

    /// False if the walk ended for lack of steps: what was found is then not all there is.
    [[nodiscard]] bool within_budget() const noexcept { return steps_ > 0; }

private:
    struct Matching {  // of elements without regard to order
        Nodes live;    // that found no partner
        Nodes shadow;
    };

    // json_walk.cpp
    void objects(Node live, Node shadow, const RulePlace& at);
    void members(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void scalars(Node live, Node shadow, const RulePlace& at);
    [[nodiscard]] bool same_by_rule(Node live, Node shadow, const RulePlace& at) const;
    /// True if what is known took it for the same; else its class may have become another.
    [[nodiscard]] bool known(const JsonValue* live,
                             const JsonValue* shadow,
                             const RulePlace& at,
                             std::string& transition);
    void report(Change change, std::string live, std::string shadow);
    void missing(Node live, const RulePlace& at);
    void extra(Node shadow, const RulePlace& at);
    /// Compares without leaving findings.
    [[nodiscard]] bool equal(Node live, Node shadow, const RulePlace& at);
    [[nodiscard]] bool done() const noexcept {
        return steps_ == 0 || findings_.full() || (probing_ && differs_);
    }
    [[nodiscard]] JsonValue live_value(Node node) const noexcept { return {live_, node}; }
    [[nodiscard]] JsonValue shadow_value(Node node) const noexcept { return {shadow_, node}; }

    // json_arrays.cpp
    void arrays(Node live, Node shadow, const RulePlace& at);
    void ordered(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void aligned(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void unordered(const Nodes& live, const Nodes& shadow, bool as_set, const RulePlace& at);
    void keyed(const Nodes& live, const Nodes& shadow, const std::string& by, const RulePlace& at);
    void by_position(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    [[nodiscard]] bool reordered(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    [[nodiscard]] Matching matched(const Nodes& live,
                                   const Nodes& shadow,
                                   bool as_set,
                                   const RulePlace& at);
    void match_same_hash(
        const Nodes& live, const Nodes& shadow, bool as_set, const RulePlace& at, Matching& rest);

    const JsonDocument& live_;
    const JsonDocument& shadow_;
    const RuleWalk& rules_;
    Collector& findings_;
    std::size_t steps_;
    JsonHash live_hash_;
    JsonHash shadow_hash_;
    std::string path_;
    bool probing_ = false;
    bool differs_ = false;  // while probing
};

}  // namespace crossfade::compare
