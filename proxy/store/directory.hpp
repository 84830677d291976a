// The reports directory: for its owner only, because it holds recorded traffic.
#pragma once

#include <filesystem>
#include <string>

namespace crossfade::store {

/// Makes the directory (mode 0700) and its parents where they are missing. Throws
/// std::runtime_error if it cannot be made or written to.
[[nodiscard]] std::filesystem::path usable_directory(const std::string& name);

}  // namespace crossfade::store
