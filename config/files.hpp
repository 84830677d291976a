// Which files make up a configuration, and what is in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace crossfade::config {

/// The path itself, or, of a directory, its *.yaml and *.yml files in name order; hidden ones are
/// skipped. Nothing if a directory cannot be listed.
[[nodiscard]] std::optional<std::vector<std::string>> configuration_files(const std::string& path);

/// Nothing if it cannot be read or is larger than max_file_size.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path);

inline constexpr std::size_t max_file_size = std::size_t{16} << 20U;

}  // namespace crossfade::config
