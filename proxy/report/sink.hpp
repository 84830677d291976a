// Where judged pairs go: one thread that writes the mismatch log and the store in batches, fed through
// a bounded queue. A full queue or a full disk costs records (counted), never a request.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "config/config.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/pair.hpp"

namespace crossfade::report {

/// Counts of verdicts and drops by route, as added up by the caller; the store keeps their totals.
struct RouteCounts {
    std::string route;
    std::string mirror;
    std::string outcome;  // "not_sampled", "dropped", "match", "mismatch", "shadow_error" ...
    std::string reason;
    std::uint64_t count = 0;
};

class Sink {
public:
    /// Opens the directory (created with mode 0700 if missing) and the store, and starts the thread.
    /// Throws std::runtime_error if the directory cannot be used at all.
    explicit Sink(const config::Reports& reports);
    /// Writes what is queued, then joins.
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    /// Any thread; never blocks. False if the queue was full: the record is lost and counted.
    bool submit(compare::Pair pair, compare::Result result,
                std::shared_ptr<const compare::Rules> rules);

    /// Any thread; never blocks on the disk. Adds to the exact counts of the store.
    void count(const RouteCounts& counts);

    struct Statistics {
        std::atomic<std::uint64_t> records_written{0};
        std::atomic<std::uint64_t> records_dropped_queue{0};
        std::atomic<std::uint64_t> records_dropped_disk{0};
        std::atomic<std::uint64_t> store_errors{0};
    };
    [[nodiscard]] const Statistics& statistics() const noexcept;

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace crossfade::report
