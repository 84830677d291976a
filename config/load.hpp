// The file (or a directory of *.yaml and *.yml files, read in name order) as a typed Config.
// YAML itself is known to parse.cpp only.
#pragma once

#include "config/config.hpp"
#include "config/problem.hpp"

#include <functional>
#include <optional>
#include <string>

namespace crossfade::config {

/// What ${NAME} and ${file:...} in scalars expand to; nothing if there is no such thing.
struct Environment {
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// The newline at the end is cut.
    std::function<std::optional<std::string>(const std::string& path)> file;
};

/// The process's own environment and files.
[[nodiscard]] Environment process_environment();

struct Loaded {
    std::optional<Config> config;  // nothing if there are problems
    Problems problems;             // all of them, in file order
};

/// Reads, expands, types and validates. Never throws for what the operator wrote.
[[nodiscard]] Loaded load(const std::string& path, const Environment& environment);

/// The same for one text; `name` stands for the file in messages.
[[nodiscard]] Loaded load_text(const std::string& text,
                               const std::string& name,
                               const Environment& environment);

}  // namespace crossfade::config
