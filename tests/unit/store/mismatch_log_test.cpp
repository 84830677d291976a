// The mismatch log: whole lines only, whatever the disk does.
#include "proxy/store/mismatch_log.hpp"

#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace crossfade::store {
namespace {

constexpr MismatchLog::Limits roomy{1'000'000, 3};

class MismatchLogTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file(const std::string& suffix = "") const {
        return directory_.path() / ("mismatches.jsonl" + suffix);
    }
    record::TemporaryDirectory directory_;
};

TEST_F(MismatchLogTest, appends_lines_for_the_owner_only) {
    MismatchLog(directory_.path(), roomy).write();
    EXPECT_FALSE(std::filesystem::exists(file()));
    {
        MismatchLog log(directory_.path(), roomy);
        log.add("one");
        log.add("two");
        EXPECT_EQ(log.write().records, 2U);
        log.add("three");
        EXPECT_EQ(log.write().records, 1U);
    }
    MismatchLog again(directory_.path(), roomy);
    again.add("four");
    EXPECT_EQ(again.write().dropped, 0U);
    EXPECT_EQ(record::content_of(file()), "one\ntwo\nthree\nfour\n");
    EXPECT_EQ(std::filesystem::status(file()).permissions(), std::filesystem::perms{0600});
}

TEST_F(MismatchLogTest, rotates_and_keeps_so_many_files) {
    MismatchLog log(directory_.path(), {10, 2});
    for (const char* line : {"aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg"}) {
        log.add(line);
    }
    EXPECT_EQ(log.write().records, 7U);
    EXPECT_EQ(record::content_of(file()), "gggg\n");
    EXPECT_EQ(record::content_of(file(".1")), "eeee\nffff\n");
    EXPECT_EQ(record::content_of(file(".2")), "cccc\ndddd\n");
    EXPECT_FALSE(std::filesystem::exists(file(".3")));
}

TEST_F(MismatchLogTest, a_new_process_goes_on_with_the_file_and_its_size) {
    for (const char* line : {"aaaa", "bbbb", "cccc"}) {
        MismatchLog log(directory_.path(), {10, 2});
        log.add(line);
        EXPECT_EQ(log.write().records, 1U);
    }
    EXPECT_EQ(record::content_of(file(".1")), "aaaa\nbbbb\n");
    EXPECT_EQ(record::content_of(file()), "cccc\n");
}

TEST_F(MismatchLogTest, without_rotated_files_the_old_one_goes) {
    MismatchLog log(directory_.path(), {10, 0});
    for (const char* line : {"aaaa", "bbbb", "cccc"}) log.add(line);
    EXPECT_EQ(log.write().records, 3U);
    EXPECT_EQ(record::content_of(file()), "cccc\n");
    EXPECT_FALSE(std::filesystem::exists(file(".1")));
}

TEST_F(MismatchLogTest, a_line_over_the_limit_gets_a_file_of_its_own) {
    MismatchLog log(directory_.path(), {10, 3});
    log.add("a");
    log.add(std::string(50, 'b'));
    log.add("c");
    EXPECT_EQ(log.write().records, 3U);
    EXPECT_EQ(record::content_of(file(".2")), "a\n");
    EXPECT_EQ(record::content_of(file(".1")), std::string(50, 'b') + '\n');
    EXPECT_EQ(record::content_of(file()), "c\n");
}

TEST_F(MismatchLogTest, half_a_line_of_a_killed_process_is_cut_off) {
    std::ofstream(file()) << "one\ntwo\nhal";
    MismatchLog log(directory_.path(), roomy);
    log.add("three");
    EXPECT_EQ(log.write().records, 1U);
    EXPECT_EQ(record::content_of(file()), "one\ntwo\nthree\n");
}

TEST_F(MismatchLogTest, half_a_line_longer_than_any_buffer_is_cut_off_too) {
    std::ofstream(file()) << "one\n" << std::string(300'000, 'x');
    MismatchLog log(directory_.path(), roomy);
    log.add("two");
    EXPECT_EQ(log.write().records, 1U);
    EXPECT_EQ(record::content_of(file()), "one\ntwo\n");
}

TEST_F(MismatchLogTest, goes_on_in_a_new_file_when_somebody_removes_it) {
    MismatchLog log(directory_.path(), roomy);
    log.add("one");
    EXPECT_EQ(log.write().records, 1U);
    std::filesystem::remove(file());
    log.add("two");
    EXPECT_EQ(log.write().records, 1U);
    EXPECT_EQ(record::content_of(file()), "two\n");
}

TEST_F(MismatchLogTest, a_directory_that_is_gone_costs_records_until_it_is_back) {
    const auto directory = directory_.path() / "reports";
    MismatchLog log(directory, roomy);
    log.add("one");
    EXPECT_EQ(log.write().dropped, 1U);
    std::filesystem::create_directory(directory);
    log.add("two");
    EXPECT_EQ(log.write().records, 1U);
    EXPECT_EQ(record::content_of(directory / "mismatches.jsonl"), "two\n");
}

TEST_F(MismatchLogTest, old_rotated_files_go_with_their_age) {
    MismatchLog log(directory_.path(), {10, 2});
    for (const char* line : {"aaaa", "bbbb", "cccc", "dddd", "eeee"}) log.add(line);
    EXPECT_EQ(log.write().records, 5U);
    const auto now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time(file(".2"), now - std::chrono::hours(50));
    log.remove_older_than(now - std::chrono::hours(49));
    EXPECT_FALSE(std::filesystem::exists(file(".2")));
    EXPECT_TRUE(std::filesystem::exists(file(".1")));
}

/// In a process of its own, because the limit on file sizes is the process's. A write over it is
/// short and then fails, as on a full disk. Exit code 0: all as expected.
int write_on_a_full_disk(const std::filesystem::path& directory) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit all = limit;
    limit.rlim_cur = 25;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    MismatchLog log(directory, roomy);
    log.add("0123456789");
    if (log.write().records != 1) return 1;
    log.add("0123456789");
    if (log.write().records != 1) return 2;
    log.add("does not fit");  // three of its bytes do
    log.add("nor this");
    const auto full = log.write();
    if (full.records != 0 || full.dropped != 2) return 3;
    if (record::content_of(directory / "mismatches.jsonl") != "0123456789\n0123456789\n") return 4;
    log.add("so");  // fits, but only because the three bytes have gone
    if (log.write().records != 1) return 5;
    ::setrlimit(RLIMIT_FSIZE, &all);
    log.add("space is back");
    if (log.write().records != 1) return 6;
    return 0;
}

TEST_F(MismatchLogTest, a_full_disk_costs_records_and_leaves_whole_lines) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(write_on_a_full_disk(directory_.path()));
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(record::content_of(file()), "0123456789\n0123456789\nso\nspace is back\n");
}

TEST_F(MismatchLogTest, two_processes_write_and_rotate_in_turns) {
    MismatchLog one(directory_.path(), {30, 50});
    MismatchLog other(directory_.path(), {30, 50});
    std::size_t written = 0;
    for (int round = 0; round < 20; ++round) {
        one.add("one " + std::to_string(round));
        other.add("other " + std::to_string(round));
        other.add("other too");
        written += other.write().records + one.write().records;
    }
    EXPECT_EQ(written, 60U);
    std::size_t lines = 0;
    for (int number = 0; number <= 50; ++number) {
        const auto name = file(number == 0 ? "" : "." + std::to_string(number));
        if (!std::filesystem::exists(name)) continue;
        const auto content = record::content_of(name);
        EXPECT_LE(content.size(), 30U);
        EXPECT_TRUE(content.ends_with('\n'));
        lines += static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
    }
    EXPECT_EQ(lines, 60U);
}

TEST_F(MismatchLogTest, half_a_line_of_a_process_that_was_killed_is_cut_off) {
    MismatchLog log(directory_.path(), roomy);
    log.add("one");
    EXPECT_EQ(log.write().records, 1U);
    std::ofstream(file(), std::ios::app) << "hal";
    log.add("two");
    EXPECT_EQ(log.write().records, 1U);
    EXPECT_EQ(record::content_of(file()), "one\ntwo\n");
}

}  // namespace
}  // namespace crossfade::store
