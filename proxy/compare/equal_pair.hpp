// Pairs whose two responses are the same in every field and byte, as most are: nearly always all of
// it is known beforehand.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/compare/knowledge.hpp"

#include <string_view>

namespace crossfade::compare {

/// Of such a pair, with no status of 500 or above and no body that is truncated: true if compare()
/// would find nothing, hide nothing and learn nothing, and so need not be asked. It then counts as
/// asked. `path` may have a query; null `knowledge`: nothing is to be learned.
[[nodiscard]] bool is_known_match(std::string_view method,
                                  std::string_view path,
                                  bool has_body,
                                  const Rules& rules,
                                  Knowledge* knowledge) noexcept;

}  // namespace crossfade::compare
