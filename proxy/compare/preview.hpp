// Short texts of foreign bytes for findings: always printable, valid UTF-8 and bounded, whatever a
// backend sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::compare {

inline constexpr std::size_t preview_limit = 120;  // bytes, before the "..." of what was cut

/// Control characters and bytes that are not UTF-8 become \xNN; what is over the limit "...".
[[nodiscard]] std::string preview(std::string_view bytes);

/// Length of the well-formed UTF-8 sequence at the start of `bytes`, 0 if there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view bytes) noexcept;

}  // namespace crossfade::compare
