// Where the walk of two JSON bodies asks what is known: a value that differs, or a member that only
// one side has, may still be the same thing under another name (an alias), of the same format where
// the value says nothing (a class), or vary by itself.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/compare/json_class.hpp"

#include <string>
#include <string_view>

namespace crossfade::compare {

struct Aside;

/// What one pair is judged by; lives as long as its comparison.
struct PairContext {
    const Pair& pair;
    const Rules::Compiled& rules;
    Knowledge& knowledge;
    Aside* aside = nullptr;  // settle.hpp; what the walk puts aside. Without it nothing is.
};

/// Two values that are not equal, of which at least one is no array or object; or a member or
/// element of one side alone. No written rule has taken it for the same.
struct Differing {
    std::string_view path;              // canonical, "body.items[*].id"
    const JsonValue* live = nullptr;    // null: only the shadow has it
    const JsonValue* shadow = nullptr;  // null: only live has it
    // The written rule that holds here, if it is of the kind `alias` or `same_class`.
    const config::CompareRule* rule = nullptr;
    bool teaches = true;  // false: these two are only tried out against each other
};

/// What is made of it. Without a transition nothing is known, and it is a finding as always; unless
/// it is the same for now, and settled when the walk is done (settle.hpp).
struct Opinion {
    bool same = false;
    std::string transition;  // of the Hidden if it is the same, else of the Finding
    std::string by;          // if it is the same: as Hidden::by
};

/// Any thread. Equal values are never asked about.
[[nodiscard]] Opinion taken_for_same(const Differing& differing, const PairContext& context);

}  // namespace crossfade::compare
