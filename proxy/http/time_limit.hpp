// The time limits that a client can run into, named as the keys that set them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crossfade::http {

enum class TimeLimit : std::uint8_t { header_timeout, idle_timeout, body_rate, none };

/// How many there are besides `none`.
inline constexpr std::size_t time_limits = static_cast<std::size_t>(TimeLimit::none);

inline constexpr std::array<std::string_view, time_limits> time_limit_names{
    "header_timeout", "idle_timeout", "body_rate"};

}  // namespace crossfade::http
