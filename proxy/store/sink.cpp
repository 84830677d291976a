// See sink.hpp. The thread: take a batch, redact, append to the log, put into the store; once in a
// while apply the retention.
#include "proxy/store/sink.hpp"

#include "proxy/record/record.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/store/directory.hpp"
#include "proxy/store/intake.hpp"
#include "proxy/store/mismatch_log.hpp"
#include "proxy/store/pending.hpp"
#include "proxy/store/queue.hpp"
#include "proxy/store/redaction_key.hpp"
#include "proxy/store/store.hpp"
#include "proxy/store/under_way.hpp"

#include <algorithm>
#include <mutex>
#include <random>
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
/// Between two transactions, which cost the more the more endpoints there are: at least this, and
/// no more than a part of the time.
constexpr auto least_interval = std::chrono::milliseconds(500);
constexpr int part_of_time = 4;

}  // namespace

struct Sink::Writer {
    explicit Writer(const config::Reports& reports)
        : settings(reports),
          directory(usable_directory(reports.directory)),
          hashes(redaction_key(directory)),
          attributes(hashes.redaction),
          intake({.endpoints = reports.max_endpoints}, std::random_device{}()),
          queue(reports.queue),
          log(directory, {reports.log_size, reports.log_files}),
          store(directory) {
        note_store(store.open());
        remember();
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
        take_counts();
        const auto due = std::max(next_store, batch.awaited ? next_store : next_apply);
        if (pending.empty() || (!batch.last && Clock::now() < due)) return;
        if (store.begins_anew()) {
            for (const auto& [key, count] : under_way.begin_anew()) pending.count(key, count);
        }
        // The last time there is no later; another proxy may hold the store just now.
        std::size_t tries = batch.last ? last_tries : 1;
        const auto began = Clock::now();
        std::string error;
        do {
            error = store.apply(pending, std::chrono::system_clock::now());
        } while (!error.empty() && --tries > 0);
        if (error.empty()) {
            under_way.written(pending.counts());
            pending.clear();
        }
        const auto now = Clock::now();
        next_apply = now + std::max<Clock::duration>(least_interval, (now - began) * part_of_time);
        note_store(std::move(error));
        remember();
    }

    void take_counts() {
        auto taken = intake.take();
        pending.add(taken.collapses);
        pending.add(taken.tally);
        if (taken.description) pending.describe(std::move(*taken.description));
    }

    /// Once it is open: endpoints that earlier proxies told apart, and names they found out.
    void remember() {
        if (remembered || !store.is_open()) return;
        intake.remember(store.endpoints(), store.collapses());
        remembered = true;
    }

    void write_record(Submission& submission) {
        const bool differs = submission.result.verdict == compare::Verdict::mismatch;
        record::Record record =
            record::storable(std::move(submission.pair), std::move(submission.result));
        std::string user = hashes.token_of_user(record.pair.user);
        redaction::redact(record.pair, record.result, *submission.rules, hashes.key);
        record.pair.user = std::move(user);
        std::string line = record::to_line(record);
        if (differs) log.add(line);
        pending.add({std::move(submission.endpoint), record.result.signature},
                    {record.pair.id,
                     record::to_milliseconds(record.pair.time),
                     record.pair.user,
                     submission.draw,
                     std::move(line)});
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
    Hashes hashes;
    AttributeReader attributes;
    std::shared_ptr<const compare::Rules> no_rules =
        std::make_shared<const compare::Rules>(config::Compare{}, "");
    Intake intake;
    Queue queue;
    Statistics statistics;

    // The thread's own.
    MismatchLog log;
    Store store;
    Pending pending;
    UnderWay under_way;
    bool remembered = false;
    Clock::time_point next_store;
    Clock::time_point next_apply;
    Clock::time_point next_retention;  // the first round comes at once

    std::mutex mutex;  // of what follows
    std::string store_error;
    std::map<CountKey, std::uint64_t> totals;

    std::thread thread;
};

Sink::Sink(const config::Reports& reports) : writer_(std::make_unique<Writer>(reports)) {}

Sink::~Sink() = default;

bool Sink::submit(const PairView& pair,
                  compare::Result result,
                  std::shared_ptr<const compare::Rules> rules,
                  const WholePair& whole) {
    if (!rules) rules = writer_->no_rules;
    const Observation seen = observe(pair, result, *rules, writer_->hashes, writer_->attributes);
    auto place = writer_->intake.add(pair.route, pair.mirror, seen);
    if (!place.wanted) return true;
    const bool differs = result.verdict == compare::Verdict::mismatch;
    const bool taken = writer_->queue.push(
        {whole(), std::move(result), std::move(rules), std::move(place.endpoint), place.draw});
    if (taken || !differs) return true;
    ++writer_->statistics.records_dropped_queue;
    return false;
}

bool Sink::submit(compare::Pair pair,
                  compare::Result result,
                  std::shared_ptr<const compare::Rules> rules) {
    const PairView view = view_of(pair);
    return submit(view, std::move(result), std::move(rules), [&pair] { return std::move(pair); });
}

void Sink::repeated(const Repetition& repetition) { writer_->intake.add(repetition); }

void Sink::rechecked(const Recheck& recheck) { writer_->intake.add(recheck); }

void Sink::describe(const config::Config& config) {
    writer_->intake.describe(description_of(config));
}

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
