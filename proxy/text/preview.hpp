// Short texts of foreign bytes for findings: always printable, valid UTF-8 and bounded, whatever a
// backend sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::text {

inline constexpr std::size_t preview_limit = 120;  // bytes, before the "..." of what was cut

/// Control characters and bytes that are not UTF-8 become \xNN; what is over the limit "...".
[[nodiscard]] std::string preview(std::string_view bytes);

}  // namespace crossfade::text
