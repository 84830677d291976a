// The identifiers that two documents have in common at the same places.
#pragma once

#include "proxy/compare/json_document.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/text/identifier.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace crossfade::compare {

struct SharedIdentifiers {
    text::Claims claims;             // live and shadow the same
    std::set<std::uint64_t> places;  // where (Place::hash)
};

/// Bounded: looks at no more than 20 000 nodes, keeps no more than 100 claims.
[[nodiscard]] SharedIdentifiers shared_identifiers(const JsonDocument& live,
                                                   const JsonDocument& shadow,
                                                   const RecordedRequest& request);

}  // namespace crossfade::compare
