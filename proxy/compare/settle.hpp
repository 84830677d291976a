// Differences that the pair as a whole has to explain. A live identifier and a shadow one may stand
// for the same thing; whether they do shows from what was learned before, from the other places of
// the pair in which they are, and from whether the rest of the object is the same. So the walk only
// puts such differences aside, and when it is done they are settled together.
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/json_class.hpp"
#include "proxy/compare/taken_for_same.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossfade::compare {

struct Unsettled {
    std::string path;
    JsonValue live;
    JsonValue shadow;
    const config::CompareRule* rule = nullptr;
};

/// What the walk over one pair of documents put aside. Values point into the documents.
struct Aside {
    std::optional<bool> apart;  // the responses were made at different times; when asked for
    static constexpr std::size_t limit = 10'000;  // what is beyond stays a finding
    std::vector<Unsettled> differences;
    std::vector<JsonDocument::Node> plain;  // of live: scalars that differ beyond explanation
};

/// True if the responses were made more than a minute apart, as never in a mirror.
[[nodiscard]] bool made_apart(const PairContext& context);

/// Judges what was put aside, leaves findings and what was hidden, and teaches. Empties the list.
void settle(const PairContext& context, Collector& findings);

/// The same for one text outside of any document: a header field. `field` is its name in lower
/// case.
[[nodiscard]] Opinion settle_text(const std::string& live,
                                  const std::string& shadow,
                                  std::string_view field,
                                  const PairContext& context);

}  // namespace crossfade::compare
