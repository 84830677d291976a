// Bodies of which one at least is longer than what was kept of it.
#pragma once

#include "proxy/compare/collector.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/compare/rules.hpp"

#include <string_view>

namespace crossfade::compare {

/// They match if size, hash and prefix of both are equal. Otherwise the prefixes are decoded as far
/// as they go and compared: JSON, lines of JSON and server-sent events by structure, where what the
/// cut took away is no difference; the others by bytes. A difference that is not in the prefixes is
/// "too large to locate", or "length" where one body was kept whole. Returns "encoding" or "budget"
/// if only the codings, or only what was taken for no difference, may be why the hashes differ.
[[nodiscard]] std::string_view compare_large_bodies(const RecordedResponse& live,
                                                    const RecordedResponse& shadow,
                                                    const RuleWalk& rules,
                                                    Collector& findings);

}  // namespace crossfade::compare
