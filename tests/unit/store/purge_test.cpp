// Forgetting one user, also while records are being written.
#include "proxy/store/purge.hpp"

#include "proxy/compare/user.hpp"
#include "proxy/store/mismatch_log.hpp"
#include "proxy/store/sink.hpp"
#include "proxy/store/store.hpp"
#include "tests/unit/store/fixtures.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace crossfade::store {
namespace {

class PurgeTest : public testing::Test {
protected:
    PurgeTest() { settings_.directory = directory().string(); }

    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

    static Judged judged(const std::string& user, int number) {
        Judged judged("/users/1", number);
        judged.pair.user = user;
        judged.pair.request.headers = {{"x-note", "of " + user}};
        return judged.found("body.x", "1", "2");
    }
    /// Of all files there.
    [[nodiscard]] std::size_t files_that_hold(const std::string& text) const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(directory())) {
            if (record::content_of(entry.path()).find(text) != std::string::npos) ++files;
        }
        return files;
    }
    [[nodiscard]] std::size_t lines() const {
        std::size_t lines = 0;
        for (const auto& entry : std::filesystem::directory_iterator(directory())) {
            if (entry.path().filename().string().find("jsonl") == std::string::npos) continue;
            for (const auto& line : record::lines_of(entry.path())) {
                EXPECT_TRUE(record::read_record(line).record) << line;
                ++lines;
            }
        }
        return lines;
    }

    config::Reports settings_;

private:
    record::TemporaryDirectory directory_;
};

TEST_F(PurgeTest, takes_all_records_of_one_user_and_no_count) {
    settings_.log_size = 3'000;  // several files
    {
        Sink sink(settings_);
        for (int number = 0; number < 20; ++number) {
            const auto each = judged(number % 2 == 0 ? "ann" : "bob", number);
            EXPECT_TRUE(sink.submit(each.pair, each.result, plain_rules()));
            sink.flush();
        }
    }
    ASSERT_GT(files_that_hold("of ann"), 2U);
    EXPECT_EQ(files_that_hold("\"user\":\"ann\""), 0U);
    const Purged purged = purge(directory(), "ann");
    EXPECT_EQ(purged.error, "");
    EXPECT_EQ(purged.lines, 10U);
    EXPECT_GT(purged.exemplars, 0U);
    EXPECT_EQ(files_that_hold("of ann"), 0U);
    EXPECT_EQ(lines(), 10U);
    EXPECT_EQ(run_of(directory()).faults.at(0).count, 20U);
    EXPECT_EQ(purge(directory(), "ann").lines, 0U);
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms{0600}) << entry.path();
    }
}

TEST_F(PurgeTest, finds_a_user_whose_key_pairs_carry_shortened) {
    const std::string key(compare::max_user + 1, 'k');
    {
        Sink sink(settings_);
        const auto each = judged(compare::user_of(key), 1);
        EXPECT_TRUE(sink.submit(each.pair, each.result, plain_rules()));
    }
    EXPECT_EQ(purge(directory(), key).lines, 1U);
}

TEST_F(PurgeTest, goes_along_with_a_proxy_that_writes) {
    Sink sink(settings_);
    std::atomic<bool> stop{false};
    std::atomic<int> written{0};
    std::thread writer([&] {
        for (int number = 0; !stop.load(); ++number) {
            const auto each = judged("bob", number);
            if (sink.submit(each.pair, each.result, plain_rules())) ++written;
            sink.flush();
        }
    });
    std::size_t removed = 0;
    for (int round = 0; round < 10; ++round) {
        const auto each = judged("ann", round);
        EXPECT_TRUE(sink.submit(each.pair, each.result, plain_rules()));
        sink.flush();
        const Purged purged = purge(directory(), "ann");
        EXPECT_EQ(purged.error, "");
        removed += purged.lines;
        EXPECT_EQ(files_that_hold("of ann"), 0U);
    }
    stop.store(true);
    writer.join();
    sink.flush();
    // A log that is being rewritten for long costs lines, and they are counted.
    EXPECT_EQ(removed + lines() + sink.statistics().records_dropped_disk,
              static_cast<std::size_t>(written.load()) + 10);
}

TEST_F(PurgeTest, says_what_it_cannot_do) {
    EXPECT_NE(purge(directory(), "ann").error.find("no proxy keeps records"), std::string::npos);
    { const Sink sink(settings_); }
    EXPECT_NE(purge(directory(), "").error, "");
    EXPECT_EQ(purge(directory(), "nobody").error, "");
    std::filesystem::remove(store_path(directory()));
    std::ofstream(store_path(directory())) << std::string(10'000, 'x');
    EXPECT_NE(purge(directory(), "ann").error, "");
}

}  // namespace
}  // namespace crossfade::store
