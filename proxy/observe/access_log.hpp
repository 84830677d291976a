// The access log: event loops put records into bounded rings, one thread turns them into JSON lines
// and writes these in batches. A full ring or a failing disk costs lines (counted), never a
// request.
#pragma once

#include "config/config.hpp"
#include "proxy/observe/access_record.hpp"
#include "proxy/observe/access_ring.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace crossfade::observe {

/// One object per request, without the newline: every string is valid UTF-8 JSON whatever bytes the
/// client sent, and values of query parameters that name a secret are "redacted".
void append_json(std::string& line, const AccessRecord& record);

class AccessLog {
public:
    static constexpr std::size_t default_capacity = 2'048;

    /// Opens the file and starts the thread. Throws std::system_error if the file cannot be opened.
    /// `ring_capacity` is rounded up to a power of two.
    AccessLog(const config::AccessLog& settings,
              std::size_t loops,
              std::size_t ring_capacity = default_capacity);
    /// Writes what the rings hold, then joins; gives up on a reader that does not read.
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    /// The ring of loop 0 .. loops - 1; only that loop's thread may fill it.
    [[nodiscard]] AccessRing& ring(std::size_t loop) noexcept;

    /// Any thread, but not inside a signal handler: opens the path anew before the next write (log
    /// rotation). If that fails, the old file stays in use.
    void reopen() noexcept;

    /// Lines lost so far: rings that were full, writes that failed.
    [[nodiscard]] std::uint64_t dropped() const noexcept;

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace crossfade::observe
