// mismatches.jsonl: one record per line, rotated at a size. The file holds whole lines whatever
// happens to the disk: what was written in part is cut off again. Two proxies may write it, while
// one takes over from the other.
#pragma once

#include "proxy/store/shared_lock.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::store {

/// One thread. Opens lazily, so that a disk that is full or gone today may come back.
class MismatchLog {
public:
    struct Limits {
        std::uint64_t size = 0;      // the file is rotated before it grows over this
        std::size_t kept_files = 0;  // mismatches.jsonl.1 (newest) to .N
    };

    MismatchLog(std::filesystem::path directory, Limits limits);
    ~MismatchLog();
    MismatchLog(const MismatchLog&) = delete;
    MismatchLog& operator=(const MismatchLog&) = delete;

    /// Collects a line (without its end) for the next write().
    void add(std::string_view line);

    struct Written {
        std::size_t records = 0;
        std::size_t dropped = 0;  // no space, no turn, or another error
    };
    /// Writes what was added; what cannot be written is dropped.
    Written write();

    /// Removes rotated files that nothing was written to since `oldest`.
    void remove_older_than(std::filesystem::file_time_type oldest) noexcept;

private:
    [[nodiscard]] bool open() noexcept;
    [[nodiscard]] bool open_whole_lines() noexcept;
    [[nodiscard]] bool removed() const noexcept;  // by somebody else
    void close() noexcept;
    void rotate_before(std::size_t line) noexcept;
    [[nodiscard]] bool rotate() noexcept;
    void look_again() noexcept;
    [[nodiscard]] bool append(std::string_view lines) noexcept;
    void write_group() noexcept;
    [[nodiscard]] bool write_in_turn() noexcept;
    [[nodiscard]] std::filesystem::path rotated(std::size_t number) const;

    std::filesystem::path path_;
    Limits limits_;
    SharedLock turn_;  // held while the file is opened, written to and rotated
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::string group_;  // whole lines that go out in one write
    std::size_t group_records_ = 0;
    Written written_;
};

}  // namespace crossfade::store
