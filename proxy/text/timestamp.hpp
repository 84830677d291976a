// Points in time in the forms that APIs write them, as one instant, so that a rule can compare
// them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace crossfade::text {

/// Wide enough for the year 9999, which APIs use for "never".
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// ISO 8601 / RFC 3339: a date, or date and time with any fraction and any offset (none: UTC); 'T'
/// or a space between them; with or without dashes and colons.
[[nodiscard]] std::optional<Instant> iso_instant(std::string_view text) noexcept;

/// IMF-fixdate (RFC 9110 section 5.6.7), with GMT, UTC or a numeric offset.
[[nodiscard]] std::optional<Instant> http_date_instant(std::string_view text) noexcept;

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude; with an
/// optional fraction.
[[nodiscard]] std::optional<Instant> epoch_instant(std::string_view text) noexcept;

/// Any of the above.
[[nodiscard]] std::optional<Instant> instant_of(std::string_view text) noexcept;

}  // namespace crossfade::text
