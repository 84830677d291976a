// See mismatch_log.hpp.
#include "proxy/store/mismatch_log.hpp"

#include "proxy/store/file_identity.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace crossfade::store {
namespace {

constexpr std::size_t group_size = 256 * 1024;  // bytes per write call
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
/// For the other process to be done with its write.
constexpr auto turn_patience = std::chrono::seconds(2);

/// The size up to the last line's end: a process that was killed may have left half a line.
std::uint64_t whole_lines(int descriptor, std::uint64_t size) noexcept {
    std::array<char, 64 * 1024> block;
    while (size > 0) {
        const std::uint64_t length = size < block.size() ? size : block.size();
        const ssize_t got =
            ::pread(descriptor, block.data(), length, static_cast<off_t>(size - length));
        if (got != static_cast<ssize_t>(length)) return size;
        const auto end = std::string_view(block.data(), length).rfind('\n');
        if (end != std::string_view::npos) return size - length + end + 1;
        size -= length;
    }
    return 0;
}

}  // namespace

MismatchLog::MismatchLog(std::filesystem::path directory, Limits limits)
    : path_(directory / "mismatches.jsonl"),
      limits_(limits),
      turn_(directory, SharedLock::Of::log) {}

MismatchLog::~MismatchLog() { close(); }

void MismatchLog::add(std::string_view line) {
    if (descriptor_ < 0) rotate_before(0);
    const std::uint64_t before = size_ + group_.size();
    const bool rotates = before > 0 && before + line.size() + 1 > limits_.size;
    if (rotates || group_.size() + line.size() > group_size) write_group();
    if (rotates) rotate_before(line.size() + 1);
    group_ += line;
    group_ += '\n';
    ++group_records_;
}

MismatchLog::Written MismatchLog::write() {
    write_group();
    const Written written = written_;
    written_ = {};
    return written;
}

void MismatchLog::write_group() noexcept {
    if (group_records_ == 0) return;
    (write_in_turn() ? written_.records : written_.dropped) += group_records_;
    group_.clear();
    group_records_ = 0;
}

bool MismatchLog::write_in_turn() noexcept {
    if (!turn_.hold_alone_within(turn_patience)) return false;
    look_again();
    const bool fits = size_ == 0 || size_ + group_.size() <= limits_.size;
    const bool written = (fits || rotate()) && append(group_);
    turn_.release();
    return written;
}

// Another process may have rotated the file, or written to it, and been killed at that.
void MismatchLog::look_again() noexcept {
    struct stat status {};
    const bool as_it_was = descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 &&
                           static_cast<std::uint64_t>(status.st_size) == size_ && !removed();
    if (as_it_was) return;
    close();
    static_cast<void>(open());
}

void MismatchLog::rotate_before(std::size_t line) noexcept {
    if (!turn_.hold_alone_within(turn_patience)) return;
    look_again();
    if (size_ > 0 && size_ + line > limits_.size && rotate()) static_cast<void>(open());
    turn_.release();
}

bool MismatchLog::removed() const noexcept {
    return descriptor_ >= 0 && identity_of(path_) != identity_of(descriptor_);
}

bool MismatchLog::append(std::string_view lines) noexcept {
    if (descriptor_ < 0 && !open()) return false;
    std::size_t done = 0;
    while (done < lines.size()) {
        const ssize_t wrote = ::write(descriptor_, lines.data() + done, lines.size() - done);
        if (wrote > 0) {
            done += static_cast<std::size_t>(wrote);
            continue;
        }
        if (wrote < 0 && errno == EINTR) continue;
        // If even the cut fails, opening the file again cuts the half line.
        if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) close();
        return false;
    }
    size_ += lines.size();
    return true;
}

bool MismatchLog::open() noexcept {
    if (!open_whole_lines()) return false;
    // A full file that cannot be moved away must not grow.
    return size_ < limits_.size || (rotate() && open_whole_lines());
}

bool MismatchLog::open_whole_lines() noexcept {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, owner_only);
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
        close();
        return false;
    }
    const auto found = static_cast<std::uint64_t>(status.st_size);
    size_ = whole_lines(descriptor_, found);
    if (size_ == found || ::ftruncate(descriptor_, static_cast<off_t>(size_)) == 0) return true;
    close();
    return false;
}

void MismatchLog::close() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

std::filesystem::path MismatchLog::rotated(std::size_t number) const {
    return path_.string() + '.' + std::to_string(number);
}

bool MismatchLog::rotate() noexcept {
    close();
    size_ = 0;
    std::error_code error;
    if (limits_.kept_files == 0) return std::filesystem::remove(path_, error);
    for (std::size_t number = limits_.kept_files; number > 1; --number) {
        std::filesystem::rename(rotated(number - 1), rotated(number), error);
    }
    std::filesystem::rename(path_, rotated(1), error);
    return !error;
}

void MismatchLog::remove_older_than(std::filesystem::file_time_type oldest) noexcept {
    for (std::size_t number = 1; number <= limits_.kept_files; ++number) {
        std::error_code error;
        const auto file = rotated(number);
        const auto written = std::filesystem::last_write_time(file, error);
        if (!error && written < oldest) std::filesystem::remove(file, error);
    }
}

}  // namespace crossfade::store
