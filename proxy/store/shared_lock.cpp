// See shared_lock.hpp.
#include "proxy/store/shared_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace crossfade::store {
namespace {

constexpr auto pause = std::chrono::milliseconds(5);

}  // namespace

SharedLock::SharedLock(const std::filesystem::path& directory, Of of)
    : path_(directory / "crossfade.lock"), of_(of) {}

SharedLock::~SharedLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool SharedLock::hold_alone() noexcept { return set(F_WRLCK) == Answer::held; }

bool SharedLock::hold_alone_within(std::chrono::milliseconds patience) noexcept {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!hold_alone()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

bool SharedLock::hold_with_others() noexcept { return set(F_RDLCK) == Answer::held; }

void SharedLock::release() noexcept { static_cast<void>(set(F_UNLCK)); }

SharedLock::Answer SharedLock::set(int type) noexcept {
    if (descriptor_ < 0) {
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    }
    if (descriptor_ < 0) return Answer::held;
    struct flock byte {};
    byte.l_type = static_cast<short>(type);
    byte.l_whence = SEEK_SET;
    byte.l_start = of_ == Of::writers ? 0 : 1;
    byte.l_len = 1;
    if (::fcntl(descriptor_, F_OFD_SETLK, &byte) == 0) return Answer::held;
    return errno == EAGAIN || errno == EACCES ? Answer::refused : Answer::held;
}

}  // namespace crossfade::store
