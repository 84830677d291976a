// A store that version 1 of the schema wrote becomes one of today with all that it had.
#include "proxy/store/sink.hpp"
#include "proxy/store/store.hpp"
#include "tests/unit/store/fixtures.hpp"

#include <gtest/gtest.h>

namespace crossfade::store {
namespace {

// As that version made it, with what it wrote.
constexpr const char* version_1 = R"(
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
CREATE TABLE counts(
    route TEXT NOT NULL, mirror TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY(route, mirror, outcome, reason)) WITHOUT ROWID;
CREATE TABLE signatures(
    signature TEXT NOT NULL, route TEXT NOT NULL, mirror TEXT NOT NULL, method TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, count INTEGER NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY(signature, route, mirror)) WITHOUT ROWID;
CREATE TABLE exemplars(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    signature TEXT NOT NULL, route TEXT NOT NULL, mirror TEXT NOT NULL,
    id TEXT NOT NULL, time INTEGER NOT NULL, record TEXT NOT NULL);
CREATE INDEX exemplars_by_signature ON exemplars(signature, route, mirror);
CREATE INDEX exemplars_by_time ON exemplars(time);
CREATE INDEX exemplars_by_id ON exemplars(id);
CREATE TABLE notes(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
INSERT INTO counts VALUES
    ('shop', 'new', 'eligible', '', 1000), ('shop', 'new', 'not_sampled', '', 100),
    ('shop', 'new', 'dropped', 'rate', 50), ('shop', 'new', 'mirrored', '', 850),
    ('shop', 'new', 'match', '', 800), ('shop', 'new', 'mismatch', '', 41),
    ('shop', 'new', 'shadow_error', 'response_timeout', 6),
    ('shop', 'new', 'not_compared', 'budget', 3), ('shop', 'new', 'record_lost', 'queue', 1);
INSERT INTO signatures VALUES
    ('S-000000000001', 'shop', 'new', 'GET', 1000, 5000, 30,
     '[{"path":"body.a[*].x","kind":"value","class":"case"},{"path":"body.a[*].x","kind":"value","class":"case"},{"path":"status","kind":"value","class":"200->404"}]'),
    ('S-000000000002', 'shop', 'new', 'GET', 2000, 6000, 8,
     '[{"path":"status","kind":"value","class":"200->404"}]'),
    ('S-000000000003', 'shop', 'new', 'POST', 3000, 7000, 2, 'not json');
INSERT INTO exemplars(signature, route, mirror, id, time, record) VALUES
    ('S-000000000001', 'shop', 'new', 'first', 1000, '{"id":"first"}'),
    ('S-000000000001', 'shop', 'new', 'second', 5000, '{"id":"second"}'),
    ('S-000000000003', 'shop', 'new', 'third', 3000, '{"id":"third"}');
INSERT INTO notes VALUES('written', 7000);
)";

class MigrationTest : public testing::Test {
protected:
    MigrationTest() {
        Database database;
        EXPECT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_write), 0);
        EXPECT_EQ(database.execute(version_1), 0) << database.message();
    }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

private:
    record::TemporaryDirectory directory_;
};

TEST_F(MigrationTest, keeps_counts_signatures_and_exemplars) {
    {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
    }
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    Accounting accounting;
    for (const auto& each : reader.counts("shop")) {
        accounting.add(each.outcome, each.reason, each.count);
    }
    EXPECT_EQ(accounting.eligible, 1'000U);
    EXPECT_EQ(accounting.undecided(), 0);
    EXPECT_EQ(accounting.unjudged(), 0);
    const auto signatures = reader.signatures({}, 10);
    ASSERT_EQ(signatures.size(), 3U);
    EXPECT_EQ(signatures[0].signature, "S-000000000001");
    EXPECT_EQ(signatures[0].method, "GET");
    EXPECT_EQ(signatures[0].count, 30U);
    EXPECT_EQ(record::to_milliseconds(signatures[0].last_seen), 5'000);
    EXPECT_EQ(signatures[2].method, "POST");
    EXPECT_EQ(reader.totals({}).pairs, 40U);
    EXPECT_EQ(reader.exemplars("S-000000000001").size(), 2U);
    EXPECT_EQ(reader.record("third"), "{\"id\":\"third\"}");
    EXPECT_EQ(record::to_milliseconds(*reader.written()), 7'000);
}

TEST_F(MigrationTest, what_was_not_told_apart_is_counted_at_one_endpoint) {
    {
        Store store(directory());
        ASSERT_EQ(store.open(), "");
    }
    const StoredRun run = run_of(directory());
    std::uint64_t match = 0;
    std::uint64_t mismatch = 0;
    std::uint64_t errors = 0;
    for (const auto& endpoint : run.endpoints) {
        EXPECT_EQ(endpoint.name.path, earlier_path);
        match += endpoint.match;
        mismatch += endpoint.mismatch;
        errors += sum(endpoint.shadow_error) + sum(endpoint.not_compared);
    }
    EXPECT_EQ(run.endpoints.size(), 3U);
    EXPECT_EQ(match, 800U);
    EXPECT_EQ(mismatch, 41U);
    EXPECT_EQ(errors, 9U);
    ASSERT_EQ(run.faults.size(), 2U);
    EXPECT_EQ(run.faults[0].path, "status");
    EXPECT_EQ(run.faults[0].count, 38U);
    EXPECT_EQ(run.faults[1].path, "body.a[*].x");
    EXPECT_EQ(run.faults[1].count, 30U);
    ASSERT_EQ(run.patterns.size(), 3U);
    EXPECT_EQ(run.patterns[0].faults.size(), 2U);
}

TEST_F(MigrationTest, goes_on_counting) {
    Store store(directory());
    Pending pending;
    record::Record record = record::sample_record("new");
    pending.add(record, record::to_line(record));
    ASSERT_EQ(store.apply(pending, began), "");
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    EXPECT_EQ(reader.totals({}).pairs, 41U);
    EXPECT_TRUE(reader.record("new"));
    EXPECT_TRUE(reader.record("first"));
}

TEST_F(MigrationTest, waits_for_a_proxy_of_the_older_version) {
    {
        SharedLock older(directory(), SharedLock::Of::writers);
        ASSERT_TRUE(older.hold_with_others());
        Store store(directory());
        EXPECT_NE(store.open().find("older version is still writing"), std::string::npos);
        StoreReader reader;
        EXPECT_NE(reader.open(directory()).find("older version"), std::string::npos);
    }
    Store store(directory());
    EXPECT_EQ(store.open(), "");
}

TEST_F(MigrationTest, is_all_or_nothing) {
    {
        Database database;
        ASSERT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_write), 0);
        // In the way of a table that is about to be made.
        ASSERT_EQ(database.execute("CREATE TABLE noise(a)"), 0);
    }
    Store store(directory());
    EXPECT_NE(store.open(), "");
    Database database;
    ASSERT_EQ(database.open(store_path(directory()).string(), Database::Mode::read_write), 0);
    EXPECT_EQ(schema_of(database), 1);
    ASSERT_EQ(database.execute("DROP TABLE noise"), 0);
    EXPECT_EQ(store.open(), "");
    EXPECT_EQ(schema_of(database), schema_version);
}

// As version 2 left it: what came with version 3 was not there.
constexpr const char* back_to_version_2 = R"(
DROP TABLE builds;
DROP TABLE by_rules;
DROP TABLE configurations;
ALTER TABLE mirrors DROP COLUMN methods;
ALTER TABLE mirrors DROP COLUMN account;
PRAGMA user_version = 2;
)";

TEST(MigrationFrom2, keeps_the_figures_of_a_build_that_was_the_only_one) {
    record::TemporaryDirectory directory;
    {
        config::Reports settings;
        settings.directory = directory.path().string();
        Sink sink(settings);
        for (int number = 0; number < 20; ++number) {
            Judged judged("/users/" + std::to_string(number));
            judged.hidden("$.a");
            EXPECT_TRUE(sink.submit(judged.pair, judged.result, plain_rules()));
            Judged other("/shops", number);
            other.pair.build = number < 10 ? "b1" : "b2";
            EXPECT_TRUE(sink.submit(other.pair, other.result, plain_rules()));
        }
    }
    {
        Database database;
        ASSERT_EQ(database.open(store_path(directory.path()).string(), Database::Mode::read_write),
                  0);
        ASSERT_EQ(database.execute(back_to_version_2), 0) << database.message();
        Store store(directory.path());
        ASSERT_EQ(store.open(), "");
        EXPECT_EQ(schema_of(database), schema_version);
    }
    const StoredRun run = run_of(directory.path());
    ASSERT_EQ(run.endpoints.size(), 2U);
    EXPECT_EQ(run.endpoints[0].builds.at(0).distinct_compared, 0U);  // of which of the two?
    const StoredEndpoint& users = run.endpoints[1];
    EXPECT_EQ(users.builds.at(0).distinct_compared, 20U);
    EXPECT_EQ(users.builds.at(0).live.latency().count, 20U);
    // By which rule is not known any more.
    ASSERT_EQ(users.by_rules.size(), 1U);
    EXPECT_EQ(users.by_rules[0].rules, (std::vector<std::string>{"(other)"}));
    EXPECT_EQ(users.by_rules[0].count, 20U);
}

}  // namespace
}  // namespace crossfade::store
