// The --format option of commands that print for people or for programs.
#pragma once

#include "proxy/command/options.hpp"

#include <optional>
#include <ostream>

namespace crossfade::command {

enum class Format { text, json };

inline constexpr Option format_option{"--format", "text|json", "for people or for programs (text)"};

/// Nothing for a format that there is not; `error` is told.
[[nodiscard]] std::optional<Format> format_of(const Options& options, std::ostream& error);

}  // namespace crossfade::command
