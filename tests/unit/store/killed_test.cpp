// A proxy that is killed at any moment, or whose disk is full for a while: the file is whole, what
// was told to be done is done, and all sums hold.
#include "proxy/store/sink.hpp"
#include "proxy/store/store.hpp"
#include "tests/unit/store/fixtures.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossfade::store {
namespace {

class KilledTest : public testing::Test {
protected:
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

    [[nodiscard]] std::string integrity() const {
        Database database;
        EXPECT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_only), 0);
        Statement select(database, "PRAGMA integrity_check");
        return select.step() ? select.text(0) : "no row";
    }
    /// Of all endpoints, once the sums were looked at.
    [[nodiscard]] std::uint64_t compared() const {
        const StoredRun run = run_of(directory());
        expect_sums(run);
        std::uint64_t compared = 0;
        for (const auto& endpoint : run.endpoints) compared += endpoint.compared();
        return compared;
    }

private:
    record::TemporaryDirectory directory_;
};

constexpr std::uint64_t batch_size = 20;

/// Ever new words in the path, so that endpoints become one now and then.
void submit_batch(Sink& sink, std::uint64_t batch) {
    for (std::uint64_t index = 0; index < batch_size; ++index) {
        const std::string word(1 + batch % 7, static_cast<char>('a' + batch % 26));
        Judged judged("/" + word + "/" + std::to_string(index) + "?q=" + word,
                      static_cast<int>(batch));
        judged.pair.live.body = std::string(500, 'x');
        if (index % 3 == 0) judged.found("body." + word, "1", std::to_string(index));
        static_cast<void>(sink.submit(judged.pair, judged.result, plain_rules()));
        sink.count({"shop", "new", "mirrored", "", 1});
    }
    sink.flush();
}

/// Until it is killed; a byte into the pipe for each batch that is done.
[[noreturn]] void write_batches(const std::filesystem::path& directory, int progress) {
    config::Reports settings;
    settings.directory = directory.string();
    settings.log_size = 100'000;
    Sink sink(settings);
    for (std::uint64_t batch = 0;; ++batch) {
        submit_batch(sink, batch);
        if (::write(progress, "x", 1) != 1) ::_exit(2);
    }
}

TEST_F(KilledTest, by_9_at_any_time_has_all_that_was_told_done) {
    std::mt19937 random(5);
    std::uint64_t told = 0;
    for (int round = 0; round < 15; ++round) {
        int progress[2];
        ASSERT_EQ(::pipe(progress), 0);
        const pid_t child = ::fork();
        if (child == 0) write_batches(directory(), progress[1]);
        ::close(progress[1]);
        char byte = 0;
        for (std::size_t batch = random() % 12; batch > 0; --batch) {
            ASSERT_EQ(::read(progress[0], &byte, 1), 1);
            told += batch_size;
        }
        // Anywhere within the next batch.
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 3'000));
        ::kill(child, SIGKILL);
        while (::read(progress[0], &byte, 1) == 1) told += batch_size;
        ::close(progress[0]);
        ::waitpid(child, nullptr, 0);
        {
            Store store(directory());
            ASSERT_EQ(store.open(), "");
        }
        EXPECT_EQ(integrity(), "ok");
        const std::uint64_t found = compared();
        EXPECT_GE(found, told);
        EXPECT_LE(found, told + batch_size);  // done, but killed before it could tell
        told = found;
    }
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
        if (entry.path().filename().string().find(".jsonl.") == std::string::npos) continue;
        for (const auto& line : record::lines_of(entry.path())) {
            EXPECT_TRUE(record::read_record(line).record) << entry.path() << line;
        }
    }
}

/// No file of this process may grow over a limit for a while. 0: as expected.
int write_on_a_full_disk(const std::filesystem::path& directory) {
    std::signal(SIGXFSZ, SIG_IGN);
    config::Reports settings;
    settings.directory = directory.string();
    Sink sink(settings);
    submit_batch(sink, 0);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit all = limit;
    limit.rlim_cur = 4'096;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    for (std::uint64_t batch = 1; batch < 20; ++batch) submit_batch(sink, batch);
    if (sink.store_error().empty()) return 1;
    if (sink.statistics().records_dropped_disk == 0) return 2;
    ::setrlimit(RLIMIT_FSIZE, &all);
    return 0;  // the end of the sink writes what was left
}

TEST_F(KilledTest, a_full_disk_costs_records_and_no_count) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(write_on_a_full_disk(directory()));
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(integrity(), "ok");
    EXPECT_EQ(compared(), 20 * batch_size);
}

}  // namespace
}  // namespace crossfade::store
