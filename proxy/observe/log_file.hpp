// The file, pipe or terminal that log lines go to. It never writes half a line and then another
// one, and it waits for a slow reader only so long.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::observe {

/// One thread.
class LogFile {
public:
    static constexpr std::chrono::milliseconds patience{1'000};

    /// "stdout", "stderr" or a path, which is appended to. Throws std::system_error.
    explicit LogFile(std::string path);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    /// `lines` ends with a newline. Waits at most that long for a reader that is slow. Returns how
    /// many lines were lost.
    [[nodiscard]] std::size_t write(std::string_view lines,
                                    std::chrono::milliseconds wait = patience) noexcept;

    /// Opens the path anew; keeps the old file if that fails. Returns how many lines were lost.
    std::size_t reopen() noexcept;

private:
    using Deadline = std::chrono::steady_clock::time_point;

    [[nodiscard]] std::size_t write_some(std::string_view bytes, Deadline deadline) const noexcept;
    [[nodiscard]] bool wait_until_writable(Deadline deadline) const noexcept;

    std::string path_;
    int descriptor_ = -1;
    bool owned_ = false;
    bool regular_ = false;
    std::string unfinished_;  // the rest of a line of which a part is in the file
};

}  // namespace crossfade::observe
