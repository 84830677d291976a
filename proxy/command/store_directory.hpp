// Where the reports are: --directory, else what --config says.
#pragma once

#include "config/config.hpp"
#include "proxy/command/options.hpp"

#include <optional>
#include <ostream>
#include <string>

namespace crossfade::command {

inline constexpr Option directory_option{
    "--directory", "DIR", "the reports directory, in place of that of the configuration"};

/// `config` is what --config named, if it did. Nothing if neither names a directory, or there is
/// none; `error` is told.
[[nodiscard]] std::optional<std::string> store_directory(
    const Options& options, const std::optional<config::Config>& config, std::ostream& error);

}  // namespace crossfade::command
