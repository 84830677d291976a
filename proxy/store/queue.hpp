// The bounded queue between the threads that judge pairs and the one that writes them. Bounded by
// number and by bytes: a full one refuses, it never waits.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/store/pending.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace crossfade::store {

/// A record that is wanted: of a mismatch, or of one of a few matches.
struct Submission {
    compare::Pair pair;
    compare::Result result;
    std::shared_ptr<const compare::Rules> rules;
    EndpointName endpoint = {};
    std::int64_t draw = 0;
};

/// Any thread.
class Queue {
public:
    /// Of bodies that wait or are being written.
    static constexpr std::size_t max_bytes = std::size_t{32} << 20U;

    explicit Queue(std::size_t capacity) : capacity_(capacity) {}

    /// False if full; the loss of a mismatch is counted for the store.
    [[nodiscard]] bool push(Submission submission);
    void count(CountKey key, std::uint64_t count);

    struct Batch {
        std::vector<Submission> submissions;
        std::map<CountKey, std::uint64_t> counts;
        std::uint64_t number = 0;  // for done()
        bool awaited = false;      // somebody waits for it to be written
        bool last = false;         // the queue was closed, nothing follows

        [[nodiscard]] bool empty() const noexcept { return submissions.empty() && counts.empty(); }
    };
    /// Waits for something to do, but no longer than `patience`, and takes all there is. Once there
    /// is something it waits `gather` for more, so that a busy time makes large transactions.
    [[nodiscard]] Batch take(std::chrono::milliseconds patience, std::chrono::milliseconds gather);
    /// What came with that batch has been dealt with.
    void done(std::uint64_t number);

    /// Waits until all that was pushed before has been dealt with.
    void flush();
    void close();

private:
    [[nodiscard]] bool pressing() const noexcept;

    std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable settled_;
    Batch waiting_;
    std::size_t bytes_ = 0;    // of what waits
    std::size_t writing_ = 0;  // of the batch that was taken last
    std::uint64_t taken_ = 0;
    std::uint64_t done_ = 0;
    std::size_t flushes_ = 0;  // callers that wait
    bool closed_ = false;
};

}  // namespace crossfade::store
