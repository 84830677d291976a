// What the words after `crossfade replay` mean.
#pragma once

#include "proxy/command/format.hpp"
#include "proxy/command/options.hpp"
#include "proxy/replay/run.hpp"

#include <cstddef>
#include <optional>
#include <ostream>

namespace crossfade::command {

struct ReplayOptions {
    replay::Settings settings;
    std::size_t limit = 200;  // requests
    Format format = Format::text;
};

/// Nothing after a mistake; `error` is told.
[[nodiscard]] std::optional<ReplayOptions> replay_options(const Options& options,
                                                          std::ostream& error);

}  // namespace crossfade::command
