// The key of this installation's redaction: 32 random bytes that never leave the reports directory.
#pragma once

#include <filesystem>
#include <string>

namespace crossfade::store {

/// Reads redaction.key, or makes it (mode 0600) where there is none. Throws std::runtime_error if
/// that fails: without it nothing could be stored safely.
[[nodiscard]] std::string redaction_key(const std::filesystem::path& directory);

}  // namespace crossfade::store
