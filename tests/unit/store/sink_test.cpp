// The sink: nothing secret reaches the disk, a full queue costs records and says so.
#include "proxy/store/sink.hpp"

#include "proxy/store/queue.hpp"
#include "proxy/store/redaction_key.hpp"
#include "proxy/store/store.hpp"
#include "proxy/store/store_reader.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

namespace crossfade::store {
namespace {

class SinkTest : public testing::Test {
protected:
    SinkTest() { settings_.directory = (directory_.path() / "a" / "reports").string(); }

    [[nodiscard]] std::filesystem::path reports() const { return settings_.directory; }

    static std::shared_ptr<const compare::Rules> rules() {
        config::Compare written;
        written.redact = {"$.card.number"};
        return std::make_shared<const compare::Rules>(written, "orders");
    }

    static bool submit(Sink& sink, const record::Record& record) {
        return sink.submit(record.pair, record.result, rules());
    }

    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const {
        StoreReader reader;
        EXPECT_EQ(reader.open(reports()), "");
        std::map<std::string, std::uint64_t> counts;
        for (const auto& each : reader.counts("")) {
            counts[each.outcome + (each.reason.empty() ? "" : "/" + each.reason)] += each.count;
        }
        return counts;
    }

    record::TemporaryDirectory directory_;
    config::Reports settings_;
};

TEST_F(SinkTest, writes_log_and_store_until_its_end) {
    {
        Sink sink(settings_);
        for (int index = 0; index < 10; ++index) {
            EXPECT_TRUE(submit(sink, record::sample_record("id-" + std::to_string(index))));
        }
        sink.count({"orders", "sandbox", "mismatch", "", 10});
    }
    EXPECT_EQ(record::lines_of(reports() / "mismatches.jsonl").size(), 10U);
    EXPECT_EQ(counts()["mismatch"], 10U);
    StoreReader reader;
    ASSERT_EQ(reader.open(reports()), "");
    EXPECT_EQ(reader.totals({}).pairs, 10U);
}

TEST_F(SinkTest, everything_it_makes_is_for_the_owner_only) {
    Sink sink(settings_);
    EXPECT_TRUE(submit(sink, record::sample_record()));
    sink.flush();
    EXPECT_EQ(std::filesystem::status(reports()).permissions(), std::filesystem::perms{0700});
    for (const auto& entry : std::filesystem::directory_iterator(reports())) {
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms{0600}) << entry.path();
    }
}

TEST_F(SinkTest, no_secret_ever_reaches_the_disk) {
    const std::string secret = "s3cr3t-v4lu3";
    record::Record record = record::sample_record();
    record.pair.request.headers = {{"Authorization", "Bearer " + secret}, {"cookie", secret}};
    record.pair.live.headers.emplace_back("Set-Cookie", "session=" + secret);
    record.pair.live.body = R"({"card":{"number":")" + secret + R"("}})";
    record.pair.shadow.headers.emplace_back("proxy-authorization", secret);
    record.pair.shadow.body = R"({"card":{"number":")" + secret + R"(-2"}})";
    record.result.findings = {{"body.card.number",
                               compare::Kind::value,
                               "value",
                               '"' + secret + '"',
                               '"' + secret + "-2\""}};
    {
        Sink sink(settings_);
        EXPECT_TRUE(submit(sink, record));
        sink.flush();
        for (const auto& entry : std::filesystem::directory_iterator(reports())) {
            EXPECT_EQ(record::content_of(entry.path()).find(secret), std::string::npos)
                << entry.path();
        }
    }
    const auto lines = record::lines_of(reports() / "mismatches.jsonl");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("redacted:"), std::string::npos);
    for (const auto& entry : std::filesystem::directory_iterator(reports())) {
        EXPECT_EQ(record::content_of(entry.path()).find(secret), std::string::npos) << entry.path();
    }
}

TEST_F(SinkTest, no_secret_is_counted_either) {
    const std::string secret = "s3cr3t-v4lu3-0f-m1ne";
    record::Record record = record::sample_record();
    record.pair.request.path = "/orders/42?token=" + secret + "&note=x";
    record.pair.request.headers = {
        {"authorization", secret}, {"cookie", "session=" + secret}, {"x-tenant", "acme"}};
    record.pair.user = secret;
    record.pair.live.body = R"({"card":{"number":")" + secret + R"("}})";
    record::Record differs = record;
    record.result = {};
    differs.result.findings = {{"body.card.number", compare::Kind::value, "value", secret, "1"}};
    {
        Sink sink(settings_);
        for (int index = 0; index < 5; ++index) {
            EXPECT_TRUE(submit(sink, record));
            EXPECT_TRUE(submit(sink, differs));
        }
        sink.flush();
    }
    StoreReader reader;
    ASSERT_EQ(reader.open(reports()), "");
    const StoredRun run = reader.run({});
    ASSERT_EQ(run.faults.size(), 1U);
    EXPECT_EQ(run.faults[0].values.at(0).live.substr(0, 9), "redacted:");
    EXPECT_EQ(run.faults[0].distinct_users, 1U);
    EXPECT_EQ(reader.matches(run.endpoints.at(0).name).size(), 3U);
    for (const auto& entry : std::filesystem::directory_iterator(reports())) {
        EXPECT_EQ(record::content_of(entry.path()).find(secret), std::string::npos) << entry.path();
    }
}

TEST_F(SinkTest, the_key_of_the_redaction_is_made_once) {
    { const Sink sink(settings_); }
    const std::string key = record::content_of(reports() / "redaction.key");
    EXPECT_EQ(key.size(), 32U);
    EXPECT_NE(key, std::string(32, '\0'));
    { const Sink sink(settings_); }
    EXPECT_EQ(record::content_of(reports() / "redaction.key"), key);
    EXPECT_EQ(redaction_key(reports()), key);
    record::TemporaryDirectory other;
    EXPECT_NE(redaction_key(other.path()), key);
}

TEST_F(SinkTest, a_broken_key_ends_the_start) {
    std::filesystem::create_directories(reports());
    std::ofstream(reports() / "redaction.key") << "short";
    EXPECT_THROW(Sink sink(settings_), std::runtime_error);
    EXPECT_EQ(record::content_of(reports() / "redaction.key"), "short");
}

TEST_F(SinkTest, a_directory_that_cannot_be_ends_the_start) {
    std::ofstream(directory_.path() / "file") << "x";
    settings_.directory = (directory_.path() / "file").string();
    EXPECT_THROW(Sink sink(settings_), std::runtime_error);
    settings_.directory = (directory_.path() / "file" / "below").string();
    EXPECT_THROW(Sink sink(settings_), std::runtime_error);
}

TEST_F(SinkTest, a_broken_store_is_counted_and_the_log_goes_on) {
    std::filesystem::create_directories(reports());
    std::ofstream(store_path(reports())) << std::string(10'000, 'x');
    Sink sink(settings_);
    EXPECT_TRUE(submit(sink, record::sample_record()));
    sink.flush();
    EXPECT_EQ(sink.statistics().records_written, 1U);
    EXPECT_GE(sink.statistics().store_errors, 1U);
    EXPECT_NE(sink.store_error(), "");
}

TEST_F(SinkTest, totals_count_only_what_they_grew_by) {
    {
        Sink sink(settings_);
        sink.count_totals({{"orders", "sandbox", "match", "", 5}});
        sink.count_totals({{"orders", "sandbox", "match", "", 5}});
        sink.count_totals(
            {{"orders", "sandbox", "match", "", 7}, {"orders", "sandbox", "dropped", "rate", 0}});
    }
    EXPECT_EQ(counts()["match"], 7U);
    {
        Sink sink(settings_);  // another process: its counters begin at zero again
        sink.count_totals({{"orders", "sandbox", "match", "", 2}});
    }
    EXPECT_EQ(counts()["match"], 9U);
}

TEST_F(SinkTest, many_threads_lose_nothing_that_was_taken) {
    std::atomic<std::uint64_t> taken{0};
    std::atomic<std::uint64_t> refused{0};
    settings_.queue = 50;
    {
        Sink sink(settings_);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int index = 0; index < 500; ++index) {
                    ++(submit(sink, record::sample_record()) ? taken : refused);
                    sink.count({"orders", "sandbox", "mismatch", "", 1});
                }
            });
        }
        for (auto& thread : threads) thread.join();
        sink.flush();
        EXPECT_EQ(sink.statistics().records_written, taken);
        EXPECT_EQ(sink.statistics().records_dropped_queue, refused);
    }
    EXPECT_EQ(record::lines_of(reports() / "mismatches.jsonl").size(), taken);
    EXPECT_EQ(counts()["mismatch"], 2'000U);
    EXPECT_EQ(counts()["record_lost/queue"], refused);
    StoreReader reader;
    ASSERT_EQ(reader.open(reports()), "");
    EXPECT_EQ(reader.totals({}).pairs, 2'000U);
}

Submission submission(std::size_t bytes) {
    record::Record record = record::sample_record();
    record.pair.live.body = std::string(bytes, 'x');
    return {record.pair, record.result, nullptr};
}

TEST(Queue, counts_what_is_being_written_as_held) {
    Queue queue(9);
    EXPECT_TRUE(queue.push(submission(Queue::max_bytes)));
    const auto batch = queue.take({}, {});
    EXPECT_TRUE(queue.push(submission(1)));  // alone
    EXPECT_FALSE(queue.push(submission(1)));
    queue.done(batch.number);
    EXPECT_TRUE(queue.push(submission(1)));
}

TEST(Queue, refuses_and_counts_what_it_has_no_room_for) {
    Queue queue(2);
    EXPECT_TRUE(queue.push(submission(1)));
    EXPECT_FALSE(queue.push(submission(Queue::max_bytes)));
    EXPECT_TRUE(queue.push(submission(1)));
    EXPECT_FALSE(queue.push(submission(1)));
    const auto batch = queue.take({}, {});
    EXPECT_EQ(batch.submissions.size(), 2U);
    EXPECT_EQ(batch.counts.at({"orders", "sandbox", "record_lost", "queue"}), 2U);
    EXPECT_TRUE(queue.push(submission(Queue::max_bytes + 1)));  // alone it may be of any size
    EXPECT_TRUE(queue.take({}, {}).counts.empty());
    queue.close();
    EXPECT_FALSE(queue.push(submission(1)));
    EXPECT_TRUE(queue.take({}, {}).last);
}

TEST(Queue, an_empty_one_gives_an_empty_batch_in_time) {
    Queue queue(2);
    EXPECT_TRUE(queue.take(std::chrono::milliseconds(1), {}).empty());
}

}  // namespace
}  // namespace crossfade::store
