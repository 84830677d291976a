// What two proxies that share a reports directory agree by, for as long as one takes over from the
// other: locks on single bytes of the file crossfade.lock.
#pragma once

#include <chrono>
#include <filesystem>

namespace crossfade::store {

/// One lock; one thread. Gone when its holder is, however it ends (fcntl(2), open file description
/// locks). Where no lock can be had from the file system at all, everybody is taken to be alone.
class SharedLock {
public:
    enum class Of { writers, log };

    SharedLock(const std::filesystem::path& directory, Of of);
    ~SharedLock();
    SharedLock(const SharedLock&) = delete;
    SharedLock& operator=(const SharedLock&) = delete;

    /// True if nobody else holds it, in either way; from then on nobody else can.
    [[nodiscard]] bool hold_alone() noexcept;
    /// The same, tried again for so long.
    [[nodiscard]] bool hold_alone_within(std::chrono::milliseconds patience) noexcept;
    /// Others may hold it in this way at the same time. False if somebody holds it alone.
    bool hold_with_others() noexcept;
    void release() noexcept;

private:
    enum class Answer { held, refused };
    [[nodiscard]] Answer set(int type) noexcept;

    std::filesystem::path path_;
    Of of_;
    int descriptor_ = -1;
};

}  // namespace crossfade::store
