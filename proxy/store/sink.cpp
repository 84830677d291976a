// See sink.hpp. The thread: take a batch, redact, append to the log, put into the store; once in a
// while apply the retention.
#include "proxy/store/sink.hpp"

#include "proxy/record/record.hpp"
#include "proxy/store/directory.hpp"
#include "proxy/store/mismatch_log.hpp"
#include "proxy/store/pending.hpp"
#include "proxy/store/queue.hpp"
#include "proxy/store/redaction_key.hpp"
#include "proxy/store/store.hpp"

#include <mutex>
#include <thread>
#include <utility>

namespace crossfade::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(1);
constexpr auto gather = std::chrono::milliseconds(100);
constexpr auto retention_interval = std::chrono::minutes(1);
/// While the store cannot be written it is left alone for so long: each try may block for
/// SQLite's busy timeout, and the log must not wait for it.
constexpr auto store_pause = std::chrono::seconds(5);
constexpr std::size_t last_tries = 3;

}  // namespace

struct Sink::Writer {
    explicit Writer(const config::Reports& reports)
        : settings(reports),
          directory(usable_directory(reports.directory)),
          key(redaction_key(directory)),
          queue(reports.queue),
          log(directory, {reports.log_size, reports.log_files}),
          store(directory) {
        note_store(store.open());
        thread = std::thread([this] { run(); });
    }

    ~Writer() {
        queue.close();
        thread.join();
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void run() {
        while (true) {
            Queue::Batch batch = queue.take(patience, gather);
            write(batch);
            queue.done(batch.number);
            if (batch.last) return;
            if (Clock::now() >= next_retention) retain();
        }
    }

    void write(Queue::Batch& batch) {
        for (auto& submission : batch.submissions) write_record(submission);
        const auto written = log.write();
        statistics.records_written += written.records;
        statistics.records_dropped_disk += written.dropped;
        for (const auto& [count_key, count] : batch.counts) pending.count(count_key, count);
        batch.submissions.clear();
        const bool try_store = batch.last || Clock::now() >= next_store;
        if (pending.empty() || !try_store) return;
        // The last time there is no later; another proxy may hold the store just now.
        std::size_t tries = batch.last ? last_tries : 1;
        std::string error;
        do {
            error = store.apply(pending, std::chrono::system_clock::now());
        } while (!error.empty() && --tries > 0);
        if (error.empty()) pending.clear();
        note_store(std::move(error));
    }

    void write_record(Submission& submission) {
        record::Record record =
            record::storable(std::move(submission.pair), std::move(submission.result));
        compare::redact(record.pair, record.result, *submission.rules, key);
        std::string line = record::to_line(record);
        log.add(line);
        pending.add(record, std::move(line));
    }

    void retain() {
        next_retention = Clock::now() + retention_interval;
        const auto age = settings.retention_age;
        log.remove_older_than(std::filesystem::file_time_type::clock::now() - age);
        if (Clock::now() < next_store) return;
        note_store(store.retain(std::chrono::system_clock::now() - age, settings.retention_size));
    }

    void note_store(std::string error) {
        if (!error.empty()) {
            ++statistics.store_errors;
            next_store = Clock::now() + store_pause;
        }
        const std::lock_guard lock(mutex);
        store_error = std::move(error);
    }

    config::Reports settings;
    std::filesystem::path directory;
    std::string key;
    Queue queue;
    Statistics statistics;

    // The thread's own.
    MismatchLog log;
    Store store;
    Pending pending;
    Clock::time_point next_store;
    Clock::time_point next_retention;  // the first round comes at once

    std::mutex mutex;  // of what follows
    std::string store_error;
    std::map<CountKey, std::uint64_t> totals;

    std::thread thread;
};

Sink::Sink(const config::Reports& reports) : writer_(std::make_unique<Writer>(reports)) {}

Sink::~Sink() = default;

bool Sink::submit(compare::Pair pair,
                  compare::Result result,
                  std::shared_ptr<const compare::Rules> rules) {
    if (result.verdict != compare::Verdict::mismatch) return true;
    if (writer_->queue.push({std::move(pair), std::move(result), std::move(rules)})) return true;
    ++writer_->statistics.records_dropped_queue;
    return false;
}

void Sink::repeated(const Repetition&) {}

void Sink::rechecked(const Recheck&) {}

void Sink::describe(const config::Config&) {}

void Sink::count(const RouteCounts& counts) {
    writer_->queue.count({counts.route, counts.mirror, counts.outcome, counts.reason},
                         counts.count);
}

void Sink::count_totals(const std::vector<RouteCounts>& totals) {
    const std::lock_guard lock(writer_->mutex);
    for (const auto& total : totals) {
        CountKey key{total.route, total.mirror, total.outcome, total.reason};
        std::uint64_t& counted = writer_->totals[key];
        if (total.count <= counted) continue;
        const std::uint64_t grown = total.count - counted;
        counted = total.count;
        writer_->queue.count(std::move(key), grown);
    }
}

void Sink::flush() { writer_->queue.flush(); }

const Sink::Statistics& Sink::statistics() const noexcept { return writer_->statistics; }

std::string Sink::store_error() const {
    const std::lock_guard lock(writer_->mutex);
    return writer_->store_error;
}

}  // namespace crossfade::store
