// Writing of whole lines to something that may be full, slow or gone.
#include "proxy/observe/log_file.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace crossfade::observe {
namespace {

int open_file(const std::string& path) noexcept {
    return open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

bool is_regular(int descriptor) noexcept {
    struct stat status {};
    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

std::size_t lines_in(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

LogFile::LogFile(std::string path) : path_(std::move(path)) {
    if (path_ == "stdout" || path_ == "stderr") {
        descriptor_ = path_ == "stdout" ? STDOUT_FILENO : STDERR_FILENO;
    } else {
        descriptor_ = open_file(path_);
        owned_ = true;
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path_);
    }
    regular_ = is_regular(descriptor_);
}

LogFile::~LogFile() {
    if (owned_) close(descriptor_);
}

std::size_t LogFile::reopen() noexcept {
    if (!owned_) return 0;
    const int fresh = open_file(path_);
    if (fresh < 0) return 0;
    close(descriptor_);
    descriptor_ = fresh;
    regular_ = is_regular(fresh);
    const std::size_t lost = unfinished_.empty() ? 0 : 1;
    unfinished_.clear();
    return lost;
}

std::size_t LogFile::write(std::string_view lines, std::chrono::milliseconds wait) noexcept {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    const auto finished = write_some(unfinished_, deadline);
    unfinished_.erase(0, finished);
    if (!unfinished_.empty()) return lines_in(lines);

    const auto written = write_some(lines, deadline);
    if (written == lines.size()) return 0;
    auto rest = lines.substr(written);
    if (written > 0 && lines[written - 1] != '\n') {
        // The line that was cut is finished later, so that what follows it stays readable.
        unfinished_ = rest.substr(0, rest.find('\n') + 1);
        rest.remove_prefix(unfinished_.size());
    }
    return lines_in(rest);
}

// Writes until all is written, an error happens or time is up; returns how much was written.
std::size_t LogFile::write_some(std::string_view bytes, Deadline deadline) const noexcept {
    std::size_t written = 0;
    while (written < bytes.size()) {
        // A pipe that polls as writable takes PIPE_BUF bytes without blocking (pipe(7)), not more.
        if (!regular_ && !wait_until_writable(deadline)) break;
        const auto left = bytes.size() - written;
        const auto chunk = regular_ ? left : std::min<std::size_t>(left, PIPE_BUF);
        const auto result = ::write(descriptor_, bytes.data() + written, chunk);
        if (result >= 0) {
            written += static_cast<std::size_t>(result);
        } else if (errno != EINTR && errno != EAGAIN) {
            break;
        }
    }
    return written;
}

bool LogFile::wait_until_writable(Deadline deadline) const noexcept {
    using std::chrono::milliseconds;
    while (true) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd entry{descriptor_, POLLOUT, 0};
        const int ready = poll(&entry, 1, static_cast<int>(std::max<long>(left.count(), 0)));
        if (ready > 0) return true;  // errors too: write() then says which
        if (ready == 0 || errno != EINTR) return false;
    }
}

}  // namespace crossfade::observe
