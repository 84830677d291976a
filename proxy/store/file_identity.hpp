// Which file it is that has a name just now.
#pragma once

#include <filesystem>
#include <sys/stat.h>

namespace crossfade::store {

/// All zero: none. Not the same after the file was removed and made again, or another took its
/// name.
struct FileIdentity {
    dev_t device = 0;
    ino_t number = 0;

    bool operator==(const FileIdentity&) const = default;
};

[[nodiscard]] inline FileIdentity identity_of(const std::filesystem::path& path) noexcept {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

[[nodiscard]] inline FileIdentity identity_of(int descriptor) noexcept {
    struct stat status {};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

}  // namespace crossfade::store
