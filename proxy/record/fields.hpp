// Looking up header fields of a recorded message; names compare without regard to case.
#pragma once

#include "proxy/compare/pair.hpp"

#include <cstddef>
#include <string_view>

namespace crossfade::record {

/// The first field of that name (given in lower case), or end().
[[nodiscard]] compare::HeaderList::iterator find_field(compare::HeaderList& headers,
                                                       std::string_view lower_name) noexcept;

[[nodiscard]] std::size_t count_fields(const compare::HeaderList& headers,
                                       std::string_view lower_name) noexcept;

/// True if Content-Type is application/json or any type ending in +json (RFC 6839 section 3.1).
[[nodiscard]] bool has_json_type(const compare::HeaderList& headers) noexcept;

}  // namespace crossfade::record
