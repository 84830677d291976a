// Numbers, shares, times and foreign texts as a person reads them on a terminal.
#pragma once

#include "proxy/record/time_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::report {

/// 48210 -> "48,210".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// 0.99975 -> "99.975", in percent. Only a whole share is "100.000", only none is "0.000".
[[nodiscard]] std::string percent(double share, int decimals);

/// "2026-11-21 04:56 UTC".
[[nodiscard]] std::string minute_of(record::Time time);

/// Columns that UTF-8 text takes, if each character takes one.
[[nodiscard]] std::size_t characters_of(std::string_view text) noexcept;

/// Foreign text made harmless: control characters of ASCII, of C1 and of writing direction become
/// \xNN, bytes that are no UTF-8 too; cut to `width` characters with "..." at the end.
[[nodiscard]] std::string shown(std::string_view text, std::size_t width);

/// Joins the terms with `separator` into lines of at most `width` characters, each after the first
/// indented. A single term may be longer.
[[nodiscard]] std::string wrapped(const std::vector<std::string>& terms,
                                  std::string_view separator,
                                  std::size_t indent,
                                  std::size_t width);

}  // namespace crossfade::report
