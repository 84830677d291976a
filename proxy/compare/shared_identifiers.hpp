// The identifiers that two documents have in common at the same places: what shows that both sides
// have the same ones, and another one is another thing.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/learned.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/compare/taken_for_same.hpp"
#include "proxy/text/identifier.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace crossfade::compare {

struct SharedIdentifiers {
    text::Claims claims;             // live and shadow the same
    std::set<std::uint64_t> places;  // where, and of which kinds (place.hpp)
    // Objects of live that both sides call by the same name, and objects that belong to a thing
    // which both do: the account_id of an order, the account in it.
    std::set<JsonDocument::Node> own;
    std::set<JsonDocument::Node> related;
};

/// Bounded: looks at no more than 20 000 nodes, keeps no more than 100 claims.
[[nodiscard]] SharedIdentifiers shared_identifiers(const JsonDocument& live,
                                                   const JsonDocument& shadow,
                                                   const RecordedRequest& request);

/// What these teach, in pair number `pair`.
void teach(const SharedIdentifiers& shared, std::uint64_t pair, Knowledge::Learned& learned);

/// Notes that two bodies were the same but for one value of live, of which nothing is known; of few
/// of them.
void note_unread(const JsonDocument& live, JsonDocument::Node left_out, const PairContext& context);

/// Notes that both bodies were the same byte for byte. Few of them are looked into, and of these
/// the beginning, decoded: if there are identifiers, both sides share them. `context` as in
/// compare().
void note_equal_bodies(const PairContext& context);

}  // namespace crossfade::compare
