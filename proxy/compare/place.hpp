// Where a value stands, in the words of the API: the field that holds it and the thing that the
// field is of.
#pragma once

#include "proxy/compare/pair.hpp"
#include "proxy/text/identifier.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::compare {

struct Place {
    std::string field;  // "id"
    std::string noun;   // "order" of body.orders[*].id; of body.id, what the request's path names

    /// What a number there identifies: an order of order_id, else the noun.
    [[nodiscard]] std::string kind() const;
    /// True of `id` and of the order_id of an order: it says which thing this is, not to which
    /// other one it belongs.
    [[nodiscard]] bool is_own() const;
};

// What the identifiers of a place, and of a kind of things whichever fields name them, are learned
// under. What POST makes is new on each side, which says nothing about what is read, nor the other
// way round.

/// Of field and noun: the same wherever such things are in a response.
[[nodiscard]] std::uint64_t hash_of(const Place& place, const RecordedRequest& request) noexcept;
[[nodiscard]] std::uint64_t hash_of_kind(std::string_view kind,
                                         const RecordedRequest& request) noexcept;

/// True if both sides may have made what they answer with.
[[nodiscard]] bool may_create(const RecordedRequest& request) noexcept;

/// `path` is canonical: "body.orders[*].id", "header.location".
[[nodiscard]] Place place_of(std::string_view path, const RecordedRequest& request);

/// "order" of /v1/orders/17?expand=items.
[[nodiscard]] std::string noun_of(const RecordedRequest& request);

/// True if the request itself names the live identifier: the order 17 in /orders/17, a uuid
/// anywhere in target or body. A shadow that was asked for that answers with that, or with another
/// thing.
[[nodiscard]] bool is_asked_for(const text::Claim& claim, const RecordedRequest& request);

}  // namespace crossfade::compare
