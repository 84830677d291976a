// Whether files are still what they were: cheap enough to ask every second.
#pragma once

#include <string>
#include <vector>

namespace crossfade::tls {

/// Differs when one of the files was written, replaced, or is reached through other symlinks than
/// before. Empty paths are skipped; a file that is missing has a fingerprint too.
[[nodiscard]] std::string fingerprint_of(const std::vector<std::string>& files);

}  // namespace crossfade::tls
