// Records on their way from a loop to a file: nothing waits, nothing is lost uncounted.
#include "proxy/observe/access_log.hpp"

#include "proxy/observe/log_file.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossfade::observe {
namespace {

class AccessLogFile : public testing::Test {
protected:
    AccessLogFile() {
        std::string name = testing::TempDir() + "access_log_XXXXXX";
        directory_ = mkdtemp(name.data());
    }
    ~AccessLogFile() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path(const std::string& name) const {
        return directory_ + "/" + name;
    }
    [[nodiscard]] static std::vector<std::string> lines_of(const std::string& path) {
        std::vector<std::string> lines;
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) lines.push_back(line);
        return lines;
    }

private:
    std::string directory_;
};

struct CountingWaker : Waker {
    void wake() noexcept override { ++wakes; }
    int wakes = 0;
};

void put(AccessRing& ring, int status) {
    AccessRecord* record = ring.claim();
    ASSERT_NE(record, nullptr);
    record->status = status;
    ring.publish();
}

TEST(AccessRing, gives_records_back_in_order_and_cleared) {
    CountingWaker waker;
    AccessRing ring(4, waker);
    EXPECT_EQ(ring.front(), nullptr);
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 3; ++i) {
            AccessRecord* record = ring.claim();
            ASSERT_NE(record, nullptr);
            EXPECT_TRUE(record->route.view().empty());
            EXPECT_EQ(record->status, 0);
            EXPECT_EQ(record->backend_connect, AccessRecord::not_reached);
            record->route = "route";
            record->status = round * 10 + i;
            record->backend_connect = std::chrono::nanoseconds(1);
            ring.publish();
        }
        for (int i = 0; i < 3; ++i) {
            const AccessRecord* record = ring.front();
            ASSERT_NE(record, nullptr);
            EXPECT_EQ(record->status, round * 10 + i);
            ring.pop();
        }
        EXPECT_EQ(ring.front(), nullptr);
    }
    EXPECT_EQ(ring.dropped(), 0U);
}

TEST(AccessRing, counts_what_does_not_fit_and_goes_on_afterwards) {
    CountingWaker waker;
    AccessRing ring(3, waker);  // rounded up to 4
    for (int i = 0; i < 4; ++i) put(ring, i);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ring.claim(), nullptr);
    EXPECT_EQ(ring.dropped(), 5U);
    EXPECT_EQ(ring.front()->status, 0);
    ring.pop();
    put(ring, 4);
    for (int i = 1; i < 5; ++i) {
        EXPECT_EQ(ring.front()->status, i);
        ring.pop();
    }
    EXPECT_EQ(ring.dropped(), 5U);
}

TEST(AccessRing, wakes_the_drain_only_when_half_full) {
    CountingWaker waker;
    AccessRing ring(64, waker);
    for (int i = 0; i < 1'000; ++i) {
        put(ring, i);
        ring.pop();
    }
    EXPECT_EQ(waker.wakes, 0);
    for (int i = 0; i < 64; ++i) put(ring, i);
    EXPECT_GE(waker.wakes, 1);
    EXPECT_LE(waker.wakes, 4);
}

TEST(AccessRing, hands_records_over_between_threads) {
    CountingWaker waker;
    AccessRing ring(16, waker);
    constexpr int records = 50'000;
    std::thread loop([&] {
        for (int i = 0; i < records; ++i) {
            AccessRecord* record = ring.claim();
            while (record == nullptr) {
                std::this_thread::yield();
                record = ring.claim();
            }
            record->status = i;
            record->target = std::string_view("/abc").substr(0, static_cast<std::size_t>(i % 5));
            ring.publish();
        }
    });
    for (int i = 0; i < records; ++i) {
        const AccessRecord* record = ring.front();
        while (record == nullptr) {
            std::this_thread::yield();
            record = ring.front();
        }
        EXPECT_EQ(record->status, i);
        EXPECT_EQ(record->target.view().size(), static_cast<std::size_t>(i % 5));
        ring.pop();
    }
    loop.join();
}

TEST_F(AccessLogFile, has_every_record_of_every_loop_once_the_log_is_gone) {
    {
        AccessLog log({path("log")}, 2);
        for (int i = 0; i < 1'000; ++i) put(log.ring(static_cast<std::size_t>(i % 2)), 100 + i % 3);
        EXPECT_EQ(log.dropped(), 0U);
    }
    const auto lines = lines_of(path("log"));
    EXPECT_EQ(lines.size(), 1'000U);
    for (const auto& line : lines) EXPECT_TRUE(boost::json::parse(line).is_object());
}

TEST_F(AccessLogFile, accounts_for_every_record_when_a_loop_is_faster_than_the_log) {
    constexpr std::uint64_t records = 20'000;
    std::uint64_t refused = 0;
    std::uint64_t dropped = 0;
    {
        AccessLog log({path("log")}, 1, 8);
        for (std::uint64_t i = 0; i < records; ++i) {
            if (log.ring(0).claim() == nullptr) {
                ++refused;
            } else {
                log.ring(0).publish();
            }
        }
        dropped = log.dropped();
    }
    EXPECT_EQ(dropped, refused);
    EXPECT_EQ(lines_of(path("log")).size() + refused, records);
}

TEST_F(AccessLogFile, must_be_possible_to_open) {
    EXPECT_THROW(AccessLog({path("no/such/directory/log")}, 1), std::system_error);
}

TEST_F(AccessLogFile, is_opened_anew_after_a_rotation) {
    {
        AccessLog log({path("log")}, 1);
        put(log.ring(0), 200);
        std::filesystem::rename(path("log"), path("log.1"));
        log.reopen();
        put(log.ring(0), 201);
    }
    EXPECT_TRUE(std::filesystem::exists(path("log")));
    EXPECT_EQ(lines_of(path("log")).size() + lines_of(path("log.1")).size(), 2U);
}

TEST_F(AccessLogFile, stays_the_old_one_if_the_new_one_cannot_be_opened) {
    std::filesystem::create_directory(path("d"));
    LogFile file(path("d/log"));
    EXPECT_EQ(file.write("one\n"), 0U);
    std::filesystem::rename(path("d"), path("e"));
    EXPECT_EQ(file.reopen(), 0U);
    EXPECT_EQ(file.write("two\n"), 0U);
    EXPECT_EQ(lines_of(path("e/log")), (std::vector<std::string>{"one", "two"}));
}

TEST(LogFile, counts_the_lines_that_a_full_disk_costs) {
    LogFile file("/dev/full");
    EXPECT_EQ(file.write("one\ntwo\n"), 2U);
    EXPECT_EQ(file.write("three\n"), 1U);
}

TEST_F(AccessLogFile, never_has_half_a_line_before_another_one) {
    ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
    const int reader = open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    LogFile file(path("pipe"));
    const int capacity = fcntl(reader, F_SETPIPE_SZ, 16'384);
    ASSERT_GT(capacity, 0);
    std::string read_back(1 << 16U, '\0');
    const auto read_all = [&] {
        const auto size = read(reader, read_back.data(), read_back.size());
        return std::string(read_back.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    };

    const std::string line(999, 'a');
    std::string batch;
    const int lines = capacity / 1'000 + 3;
    for (int i = 0; i < lines; ++i) batch += line + "\n";
    // Nobody reads: the pipe takes what fits, which ends inside a line.
    const auto lost = file.write(batch);
    EXPECT_GT(lost, 0U);
    std::string seen = read_all();
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(capacity));
    EXPECT_EQ(file.write("next\n"), 0U);
    seen += read_all();
    close(reader);

    EXPECT_TRUE(seen.ends_with("a\nnext\n"));
    std::size_t whole = 0;
    for (std::size_t at = 0; seen.compare(at, 1'000, line + "\n") == 0; at += 1'000) ++whole;
    EXPECT_EQ(whole * 1'000 + 5, seen.size());
    EXPECT_EQ(whole + lost, static_cast<std::size_t>(lines));
}

TEST_F(AccessLogFile, ends_in_time_if_nobody_reads) {
    ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
    const int reader = open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    const auto start = std::chrono::steady_clock::now();
    {
        AccessLog log({path("pipe")}, 1);
        for (int i = 0; i < 2'000; ++i) put(log.ring(0), 200);
    }
    // It waits for its patience a few times; without a limit it would wait for good.
    EXPECT_LT(std::chrono::steady_clock::now() - start, 60 * LogFile::patience);
    close(reader);
}

}  // namespace
}  // namespace crossfade::observe
