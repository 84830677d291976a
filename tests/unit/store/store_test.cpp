// The store: exact counts, a few exemplars, and a file that outlives its writer.
#include "proxy/store/store.hpp"

#include "proxy/store/store_reader.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossfade::store {
namespace {

const record::Time now = *record::parse_rfc3339("2026-11-21T05:00:00Z");

Pending pending_of(const std::string& signature, std::size_t pairs, std::size_t padding = 0) {
    Pending pending;
    for (std::size_t index = 0; index < pairs; ++index) {
        record::Record record =
            record::sample_record(signature + '/' + std::to_string(index), signature);
        record.pair.live.body = std::string(padding, 'x');
        pending.add(record, record::to_line(record));
        pending.count({"orders", "sandbox", "mismatch", ""}, 1);
        pending.count({"orders", "sandbox", "mirrored", ""}, 1);
        pending.count({"orders", "sandbox", "eligible", ""}, 1);
    }
    return pending;
}

class StoreTest : public testing::Test {
protected:
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

    [[nodiscard]] std::uint64_t count(const std::string& outcome, const std::string& reason = "") {
        std::uint64_t sum = 0;
        StoreReader reader;
        EXPECT_EQ(reader.open(directory()), "");
        for (const auto& each : reader.counts("")) {
            if (each.outcome == outcome && each.reason == reason) sum += each.count;
        }
        return sum;
    }

    [[nodiscard]] std::vector<std::string> exemplar_ids(const std::string& signature) {
        StoreReader reader;
        EXPECT_EQ(reader.open(directory()), "");
        std::vector<std::string> ids;
        for (const auto& line : reader.exemplars(signature)) {
            ids.push_back(record::read_record(line).record->pair.id);
        }
        return ids;
    }

    [[nodiscard]] std::string first_text(const char* sql) {
        Database database;
        EXPECT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_only), 0);
        Statement select(database, sql);
        return select.step() ? select.text(0) : "no row";
    }

private:
    record::TemporaryDirectory directory_;
};

TEST_F(StoreTest, adds_counts_up_over_batches_and_openings) {
    for (int opening = 0; opening < 2; ++opening) {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
        EXPECT_EQ(store.apply(pending_of("S-a", 3), now), "");
        EXPECT_EQ(store.apply(pending_of("S-b", 1), now), "");
    }
    EXPECT_EQ(count("mismatch"), 8U);
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    const auto signatures = reader.signatures({}, 10);
    ASSERT_EQ(signatures.size(), 2U);
    EXPECT_EQ(signatures[0].signature, "S-a");
    EXPECT_EQ(signatures[0].count, 6U);
    EXPECT_EQ(signatures[0].method, "GET");
    ASSERT_EQ(signatures[0].findings.size(), 1U);
    EXPECT_EQ(signatures[0].findings[0].path, "body.price");
    EXPECT_EQ(signatures[0].findings[0].kind, "type");
    EXPECT_EQ(signatures[0].findings[0].transition, "number->string");
    EXPECT_EQ(reader.totals({}).pairs, 8U);
    EXPECT_EQ(reader.written(), now);
}

TEST_F(StoreTest, is_for_the_owner_only) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 1), now), "");
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms{0600}) << entry.path();
    }
}

TEST_F(StoreTest, age_takes_exemplars_but_no_counts) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 3), now), "");
    const record::Time seen = record::sample_record().pair.time;
    ASSERT_EQ(store.retain(seen, 1U << 30U), "");
    EXPECT_EQ(exemplar_ids("S-a").size(), 3U);
    ASSERT_EQ(store.retain(seen + std::chrono::milliseconds(1), 1U << 30U), "");
    EXPECT_EQ(exemplar_ids("S-a").size(), 0U);
    EXPECT_EQ(count("mismatch"), 3U);
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    EXPECT_EQ(reader.signatures({}, 10).at(0).count, 3U);
}

TEST_F(StoreTest, size_takes_the_oldest_exemplars_and_gives_the_space_back) {
    Store store(directory());
    for (int index = 0; index < 100; ++index) {
        Pending pending;
        record::Record record =
            record::sample_record(std::to_string(index), "S-" + std::to_string(index));
        record.pair.time += std::chrono::seconds(index);
        record.pair.live.body = std::string(50'000, 'x');
        pending.add(record, record::to_line(record));
        ASSERT_EQ(store.apply(pending, now), "");
    }
    ASSERT_EQ(store.retain(record::Time{}, 2'000'000), "");
    EXPECT_EQ(exemplar_ids("S-0").size(), 0U);
    EXPECT_EQ(exemplar_ids("S-99").size(), 1U);
    EXPECT_EQ(first_text("SELECT page_count * page_size <= 2000000 FROM pragma_page_count,"
                         " pragma_page_size"),
              "1");
    EXPECT_EQ(first_text("SELECT count(*) FROM signatures"), "100");
}

TEST_F(StoreTest, an_impossible_size_ends_with_counts_alone) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 3), now), "");
    ASSERT_EQ(store.retain(record::Time{}, 1), "");
    EXPECT_EQ(exemplar_ids("S-a").size(), 0U);
    EXPECT_EQ(count("mismatch"), 3U);
}

TEST_F(StoreTest, signatures_over_the_bound_are_counted_together) {
    Store store(directory(), {.signatures = 2});
    for (const char* signature : {"S-a", "S-b", "S-c", "S-d", "S-a"}) {
        ASSERT_EQ(store.apply(pending_of(signature, 1), now), "");
    }
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    const auto signatures = reader.signatures({}, 10);
    ASSERT_EQ(signatures.size(), 3U);
    EXPECT_EQ(reader.totals({}).pairs, 5U);
    EXPECT_EQ(signatures[0].count, 2U);
    EXPECT_EQ(signatures[1].signature, overflow_signature);
    EXPECT_EQ(signatures[1].count, 2U);
}

TEST_F(StoreTest, a_start_settles_what_the_last_proxy_left_open) {
    {
        Store store(directory());
        Pending pending;
        pending.count({"orders", "sandbox", "eligible", ""}, 10);
        pending.count({"orders", "sandbox", "mirrored", ""}, 7);
        pending.count({"orders", "sandbox", "match", ""}, 5);
        ASSERT_EQ(store.apply(pending, now), "");
    }
    for (int opening = 0; opening < 2; ++opening) {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
        EXPECT_EQ(count("dropped", "restart"), 3U);
        EXPECT_EQ(count("not_compared", "restart"), 2U);
    }
}

TEST_F(StoreTest, a_start_counts_what_was_told_but_not_counted_yet) {
    {
        Store store(directory());
        Pending pending = pending_of("S-a", 3);
        const auto record = record::sample_record("later", "S-b");
        pending.add(record, record::to_line(record));
        ASSERT_EQ(store.apply(pending, now), "");
    }
    for (int opening = 0; opening < 2; ++opening) {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
        EXPECT_EQ(count("mismatch"), 4U);
        EXPECT_EQ(count("mirrored"), 4U);
        EXPECT_EQ(count("eligible"), 4U);
    }
}

TEST_F(StoreTest, is_read_while_it_is_written) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 1), now), "");
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    EXPECT_EQ(reader.totals({}).pairs, 1U);
    EXPECT_EQ(store.apply(pending_of("S-a", 1), now), "");
    EXPECT_EQ(reader.totals({}).pairs, 1U);  // one view from its opening on
    StoreReader later;
    ASSERT_EQ(later.open(directory()), "");
    EXPECT_EQ(later.totals({}).pairs, 2U);
}

TEST_F(StoreTest, a_busy_database_is_an_error_and_then_none) {
    Store store(directory());
    ASSERT_EQ(store.open(), "");
    Database other;
    ASSERT_EQ(other.open(store_path(directory()).string(), Database::Mode::read_write), 0);
    ASSERT_EQ(other.execute("BEGIN IMMEDIATE"), 0);
    const Pending pending = pending_of("S-a", 1);
    EXPECT_NE(store.apply(pending, now).find("locked"), std::string::npos);
    ASSERT_EQ(other.execute("ROLLBACK"), 0);
    EXPECT_EQ(store.apply(pending, now), "");
    EXPECT_EQ(count("mismatch"), 1U);
}

TEST_F(StoreTest, a_newer_schema_is_left_alone) {
    {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
    }
    {
        Database database;
        ASSERT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_write), 0);
        ASSERT_EQ(database.execute("PRAGMA user_version = 4"), 0);
    }
    Store store(directory());
    EXPECT_NE(store.open().find("newer version"), std::string::npos);
    EXPECT_NE(store.apply(pending_of("S-a", 1), now), "");
    StoreReader reader;
    EXPECT_NE(reader.open(directory()).find("newer version"), std::string::npos);
}

TEST_F(StoreTest, a_file_that_is_no_database_is_an_error) {
    std::ofstream(store_path(directory())) << std::string(10'000, 'x');
    Store store(directory());
    EXPECT_NE(store.open(), "");
    StoreReader reader;
    EXPECT_NE(reader.open(directory()), "");
}

TEST_F(StoreTest, nothing_there_is_no_error_but_a_missing_directory_is) {
    StoreReader reader;
    EXPECT_EQ(reader.open(directory()), "");
    EXPECT_TRUE(reader.counts("").empty());
    EXPECT_TRUE(reader.signatures({}, 10).empty());
    EXPECT_FALSE(reader.record("x"));
    EXPECT_EQ(reader.error(), "");
    StoreReader nowhere;
    EXPECT_NE(nowhere.open(directory() / "none"), "");
}

TEST_F(StoreTest, a_record_is_found_by_its_id) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 2), now), "");
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    const auto line = reader.record("S-a/1");
    ASSERT_TRUE(line);
    EXPECT_EQ(record::read_record(*line).record->pair.id, "S-a/1");
    EXPECT_FALSE(reader.record("' OR 1=1 --"));
}

TEST_F(StoreTest, a_file_that_was_removed_is_made_again) {
    Store store(directory());
    ASSERT_EQ(store.apply(pending_of("S-a", 3), now), "");
    std::filesystem::remove(store_path(directory()));
    ASSERT_EQ(store.apply(pending_of("S-b", 2), now), "");
    EXPECT_EQ(count("mismatch"), 2U);
    std::filesystem::remove(store_path(directory()));
    EXPECT_EQ(store.retain(now, 1U << 30U), "");
    EXPECT_EQ(count("mismatch"), 0U);
    EXPECT_EQ(first_text("PRAGMA integrity_check"), "ok");
}

TEST_F(StoreTest, a_directory_that_was_removed_is_an_error_until_it_is_back) {
    const auto elsewhere = directory() / "reports";
    std::filesystem::create_directory(elsewhere);
    Store store(elsewhere);
    ASSERT_EQ(store.apply(pending_of("S-a", 1), now), "");
    std::filesystem::remove_all(elsewhere);
    EXPECT_NE(store.apply(pending_of("S-a", 1), now), "");
    std::filesystem::create_directory(elsewhere);
    EXPECT_EQ(store.apply(pending_of("S-a", 2), now), "");
    EXPECT_TRUE(std::filesystem::exists(store_path(elsewhere)));
}

/// As in mismatch_log_test.cpp: no file of this process may grow over a limit. 0: as expected.
int write_on_a_full_disk(const std::filesystem::path& directory) {
    std::signal(SIGXFSZ, SIG_IGN);
    Store store(directory);
    if (!store.apply(pending_of("S-a", 1), now).empty()) return 1;
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit all = limit;
    limit.rlim_cur = 300'000;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Pending large = pending_of("S-b", 5, 200'000);
    if (store.apply(large, now).empty()) return 2;
    if (store.apply(large, now).empty()) return 3;
    ::setrlimit(RLIMIT_FSIZE, &all);
    return store.apply(large, now).empty() ? 0 : 4;
}

TEST_F(StoreTest, a_full_disk_costs_nothing_once_there_is_space_again) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(write_on_a_full_disk(directory()));
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(count("mismatch"), 6U);
    EXPECT_EQ(first_text("PRAGMA integrity_check"), "ok");
}

TEST_F(StoreTest, does_not_settle_what_another_proxy_has_under_way) {
    Store running(directory());
    ASSERT_EQ(running.open(), "");
    Pending begun;
    begun.count({"orders", "sandbox", "eligible", ""}, 3);
    begun.count({"orders", "sandbox", "mirrored", ""}, 2);
    ASSERT_EQ(running.apply(begun, now), "");
    {
        Store next(directory());
        ASSERT_EQ(next.open(), "");
        EXPECT_EQ(next.apply(pending_of("S-a", 1), now), "");
        EXPECT_EQ(count("dropped", "restart") + count("not_compared", "restart"), 0U);
        EXPECT_EQ(running.apply(pending_of("S-a", 1), now), "");
    }
    EXPECT_EQ(count("mismatch"), 2U);
    EXPECT_EQ(count("eligible"), 5U);
}

TEST_F(StoreTest, settles_what_is_left_when_it_is_alone_again) {
    {
        Store running(directory());
        Store next(directory());
        ASSERT_EQ(running.open(), "");
        ASSERT_EQ(next.open(), "");
        Pending begun;
        begun.count({"orders", "sandbox", "eligible", ""}, 1);
        ASSERT_EQ(running.apply(begun, now), "");
    }
    Store after(directory());
    ASSERT_EQ(after.open(), "");
    EXPECT_EQ(count("dropped", "restart"), 1U);
}

}  // namespace
}  // namespace crossfade::store
