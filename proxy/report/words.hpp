// Findings, reasons and durations in words that somebody reads who did not write the comparison.
#pragma once

#include "proxy/store/stored.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::report {

/// "body.id: int->string same digits", for a row.
[[nodiscard]] std::string fault_title(const store::StoredFault& fault);

/// "body.id is of another type at the shadow: int->string same digits", for a page.
[[nodiscard]] std::string fault_sentence(const store::StoredFault& fault);

/// What a reason of the accounting means and what helps; empty for one that is not known.
[[nodiscard]] std::string_view meaning_of(std::string_view reason) noexcept;

/// Microseconds as "850 us", "12.5 ms", "3.20 s".
[[nodiscard]] std::string duration_text(std::int64_t microseconds);

/// "1 pair", "2 pairs", "48,210 pairs".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view singular);

}  // namespace crossfade::report
