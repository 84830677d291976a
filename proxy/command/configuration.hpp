// The --config option, which most commands have.
#pragma once

#include "config/config.hpp"
#include "proxy/command/options.hpp"

#include <optional>
#include <ostream>

namespace crossfade::command {

inline constexpr Option config_option{
    "--config", "FILE", "the configuration, or a directory of them"};

/// Nothing if the option is missing or the configuration has problems; all of them go to `error`.
[[nodiscard]] std::optional<config::Config> load_configuration(const Options& options,
                                                               std::ostream& error);

}  // namespace crossfade::command
