// Times as RFC 3339 text in UTC with milliseconds, "2026-11-21T04:56:13.042Z".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::record {

using Time = std::chrono::system_clock::time_point;

[[nodiscard]] std::string rfc3339(Time time);

/// Accepts any RFC 3339 offset and any number of digits of the second, up to year 2261.
[[nodiscard]] std::optional<Time> parse_rfc3339(std::string_view text);

/// As the store keeps it.
[[nodiscard]] std::int64_t to_milliseconds(Time time) noexcept;
[[nodiscard]] Time from_milliseconds(std::int64_t milliseconds) noexcept;

}  // namespace crossfade::record
