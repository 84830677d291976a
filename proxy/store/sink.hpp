// Where judged pairs go: one thread that writes the mismatch log and the store in batches, fed
// through a bounded queue. A full queue or a full disk costs records (counted), never a request.
#pragma once

#include "config/config.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/store/pair_view.hpp"
#include "proxy/store/repetition.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crossfade::store {

/// One count of a mirrored route. Outcomes: "eligible", "not_sampled", "dropped", "mirrored" and
/// the names of the verdicts, whose sums the report checks, and "uncopied" besides.
struct RouteCounts {
    std::string route;
    std::string mirror;
    std::string outcome;
    std::string reason;  // of dropped, shadow_error, live_error, not_compared; a method
    std::uint64_t count = 0;
};

class Sink {
public:
    /// Opens the directory (created with mode 0700 if missing) and the store, and starts the
    /// thread. Throws std::runtime_error if the directory cannot be used at all; a store that is
    /// broken, busy or on a full disk is tried again later.
    explicit Sink(const config::Reports& reports);
    /// Writes what is queued, then joins.
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    /// All of the pair, with the bodies of both responses; it is called once at most.
    using WholePair = std::function<compare::Pair()>;

    /// Any thread but an event loop; waits for no disk, but for other callers. Takes every judged
    /// pair, whatever its verdict; the whole of it is asked for before this returns, if a record is
    /// to be kept: of mismatches, and of few matches. `rules` may be null where nothing was
    /// compared. All of it is counted, always. False if the queue was full: that record is lost and
    /// counted.
    bool submit(const PairView& pair,
                compare::Result result,
                std::shared_ptr<const compare::Rules> rules,
                const WholePair& whole);
    bool submit(compare::Pair pair,
                compare::Result result,
                std::shared_ptr<const compare::Rules> rules);

    /// The same for requests that were asked twice, and for mismatches that were looked at again.
    void repeated(const Repetition& repetition);
    void rechecked(const Recheck& recheck);

    /// Any thread; at the start and after each reload: which rules, targets and endpoints are in
    /// force, and which mirrors are there for control.
    void describe(const config::Config& config);

    /// Any thread; never blocks on the disk. Adds to the exact counts of the store.
    void count(const RouteCounts& counts);

    /// The same for counters that only grow: all of their values since the process began; what they
    /// grew by since the last call is added. Read parts before wholes (verdicts, then mirrored,
    /// ..., eligible last), or a report may see more parts than there are wholes.
    void count_totals(const std::vector<RouteCounts>& totals);

    /// Waits until all that was submitted and counted before has been written or dropped.
    void flush();

    struct Statistics {
        std::atomic<std::uint64_t> records_written{0};  // to the mismatch log
        std::atomic<std::uint64_t> records_dropped_queue{0};
        std::atomic<std::uint64_t> records_dropped_disk{0};  // from the mismatch log
        std::atomic<std::uint64_t> store_errors{0};  // transactions that will be tried again
    };
    [[nodiscard]] const Statistics& statistics() const noexcept;

    /// Any thread. Why the store was last unusable; empty while it is well.
    [[nodiscard]] std::string store_error() const;

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace crossfade::store
