// Tells when the configuration file changed: written in place, renamed over, or behind a symlink
// that was swapped (as Kubernetes does with a ConfigMap). Built on inotify; owns one descriptor.
#pragma once

#include <string>
#include <vector>

namespace crossfade::config {

/// Single-threaded. The descriptor becomes readable when something may have changed; the caller
/// waits for that in its own event loop, then calls changed().
class Watch {
public:
    /// Throws std::system_error if the path cannot be watched.
    explicit Watch(std::string path);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    /// Drains the pending events; true if the content behind the path differs from the last time.
    /// False too while the path is missing, as in mid-rename.
    [[nodiscard]] bool changed();

private:
    void watch_directories();
    [[nodiscard]] std::string fingerprint() const;

    std::string path_;
    int descriptor_ = -1;
    std::vector<int> watched_;  // inotify watch numbers
    std::string fingerprint_;
};

}  // namespace crossfade::config
