// The walk of two JSON documents side by side; the inside of json_diff.hpp. Objects and scalars are
// in json_walk.cpp, what a rule takes for the same in json_same.cpp, arrays in json_arrays.cpp.
//
// What is written alike on both sides is equal and not looked into. Where a rule or a piece of
// knowledge makes two different values count as the same, that is noted as hidden.
#pragma once

#include "proxy/compare/alignment.hpp"
#include "proxy/compare/collector.hpp"
#include "proxy/compare/json_class.hpp"
#include "proxy/compare/json_document.hpp"
#include "proxy/compare/json_hash.hpp"
#include "proxy/compare/rules.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::compare {

class JsonWalk {
public:
    using Node = JsonDocument::Node;
    using Nodes = std::vector<Node>;

    /// `path` is where what is compared stands.
    JsonWalk(const JsonDocument& live,
             const JsonDocument& shadow,
             const RuleWalk& rules,
             Collector& findings,
             std::size_t steps,
             std::string path);

    void compare(Node live, Node shadow, const RulePlace& at);

    /// False if the walk ended for lack of steps: what was found is then not all there is.
    [[nodiscard]] bool within_budget() const noexcept { return steps_ > 0; }

private:
    struct Matching {  // of elements without regard to order
        std::vector<std::pair<Node, Node>> pairs;
        Nodes live;  // that found no partner
        Nodes shadow;
    };

    // json_walk.cpp
    void objects(Node live, Node shadow, const RulePlace& at);
    [[nodiscard]] bool same_names(Node live, Node shadow) const;
    void members_in_step(Node live, Node shadow, const RulePlace& at);
    void members_by_name(Node live, Node shadow, const RulePlace& at);
    void members(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void scalars(Node live, Node shadow, const RulePlace& at);
    /// True if what is known took it for the same; else its class may have become another.
    [[nodiscard]] bool known(const JsonValue* live,
                             const JsonValue* shadow,
                             const RulePlace& at,
                             std::string& transition);
    void report(const Change& change,
                const JsonValue* live,
                const JsonValue* shadow,
                const RulePlace& at);
    void report_sizes(Kind kind,
                      std::string_view transition,
                      std::size_t live,
                      std::size_t shadow,
                      const RulePlace& at);
    /// True if there is something to tell; notes what an ignore hides.
    [[nodiscard]] bool tells(Kind kind, std::string_view transition, const RulePlace& at);
    void hide(std::string_view transition, std::string_view by);
    void missing(Node live, const RulePlace& at);
    void extra(Node shadow, const RulePlace& at);
    /// Compares without leaving findings.
    [[nodiscard]] bool equal(Node live, Node shadow, const RulePlace& at);
    [[nodiscard]] bool same_text(Node live, Node shadow) const noexcept {
        return live_.raw(live) == shadow_.raw(shadow);
    }
    [[nodiscard]] bool done() const noexcept {
        return steps_ == 0 || findings_.full() || (probing_ && differs_);
    }
    [[nodiscard]] JsonValue live_value(Node node) const noexcept { return {live_, node}; }
    [[nodiscard]] JsonValue shadow_value(Node node) const noexcept { return {shadow_, node}; }

    // json_same.cpp
    [[nodiscard]] bool same_by_rule(JsonValue live, JsonValue shadow, const RulePlace& at);
    [[nodiscard]] bool same_inside(JsonValue live, JsonValue shadow, const RulePlace& at);

    // json_arrays.cpp
    void arrays(Node live, Node shadow, const RulePlace& at);
    void ordered(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void report_length(const Nodes& live,
                       const Nodes& shadow,
                       const RulePlace& at,
                       const RulePlace& below);
    void in_place(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    /// Of the places between `front` and `back` of each, which the paths lead to already.
    void between(const Nodes& live,
                 const Nodes& shadow,
                 std::size_t front,
                 std::size_t back,
                 const RulePlace& at,
                 const RulePlace& below);
    [[nodiscard]] bool same_hash(Node live, Node shadow, const RulePlace& at);
    void unordered(const Nodes& live, const Nodes& shadow, const RulePlace& at);
    void keyed(const Nodes& live, const Nodes& shadow, const RulePlace& at);

    // json_sets.cpp
    [[nodiscard]] Matching matched(const Nodes& live,
                                   const Nodes& shadow,
                                   bool as_set,
                                   const RulePlace& at);
    void match_same_hash(const Nodes& live,
                         const Nodes& shadow,
                         bool as_set,
                         const RulePlace& at,
                         Matching& matching);
    void match_tried(Matching& matching, const RulePlace& at);
    void match_similar(Matching& matching);

    const JsonDocument& live_;
    const JsonDocument& shadow_;
    const RuleWalk& rules_;
    Collector& findings_;
    std::size_t steps_;
    JsonHash live_hash_;
    JsonHash shadow_hash_;
    std::string path_;
    bool nested_ = false;
    bool probing_ = false;
    bool differs_ = false;  // while probing
};

}  // namespace crossfade::compare
