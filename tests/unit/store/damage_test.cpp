// A store that a disk or somebody's hand has damaged is said to be so, wherever it is.
#include "proxy/store/sink.hpp"
#include "proxy/store/store.hpp"
#include "tests/unit/store/fixtures.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace crossfade::store {
namespace {

constexpr std::uint64_t whole = UINT64_MAX;

class DamageTest : public testing::Test {
protected:
    DamageTest() {
        config::Reports settings;
        settings.directory = directory_.path().string();
        Sink sink(settings);
        for (int number = 0; number < 300; ++number) {
            const std::string kind(3, static_cast<char>('a' + number % 20));
            Judged judged("/" + kind + "/" + std::to_string(number) + "?q=" + kind, number);
            judged.hidden("$.a");
            judged.pair.live.body = std::string(700, 'x');
            if (number % 3 == 0) judged.found("body." + kind, "1", std::to_string(number));
            EXPECT_TRUE(sink.submit(judged.pair, judged.result, plain_rules()));
        }
    }
    [[nodiscard]] std::string path() const { return store_path(directory_.path()).string(); }
    [[nodiscard]] std::int64_t number(const char* sql) const {
        Database database;
        EXPECT_EQ(database.open(path(), Database::Mode::read_only), 0);
        Statement select(database, sql);
        return select.step() ? select.number(0) : 0;
    }
    /// What a reader is told.
    [[nodiscard]] std::string told() const {
        StoreReader reader;
        const std::string error = reader.open(directory_.path());
        return error.empty() ? reader.damage(whole) : error;
    }

private:
    record::TemporaryDirectory directory_;
};

std::string exchange(const std::string& path, std::int64_t at, std::string bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    std::string before(bytes.size(), 0);
    file.seekg(at);
    file.read(before.data(), static_cast<std::streamsize>(before.size()));
    file.seekp(at);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(file.good());
    return before;
}

TEST_F(DamageTest, is_seen_on_every_page) {
    EXPECT_EQ(told(), "");
    const std::int64_t size = number("PRAGMA page_size");
    const std::int64_t pages = number("PRAGMA page_count");
    ASSERT_GT(pages, 20);
    for (std::int64_t page = 1; page < pages; ++page) {
        const std::string before =
            exchange(path(), page * size, std::string(static_cast<std::size_t>(size), '\xff'));
        EXPECT_NE(told(), "") << "page " << page + 1 << " of " << pages;
        static_cast<void>(exchange(path(), page * size, before));
    }
    EXPECT_EQ(told(), "");
}

TEST_F(DamageTest, of_records_is_not_looked_for_in_a_large_file) {
    const std::int64_t size = number("PRAGMA page_size");
    const std::int64_t root = number("SELECT rootpage FROM sqlite_schema WHERE name = 'exemplars'");
    static_cast<void>(exchange(path(), (root - 1) * size, std::string(100, '\xff')));
    EXPECT_NE(told().find("exemplars"), std::string::npos);
    StoreReader reader;
    ASSERT_EQ(reader.open(std::filesystem::path(path()).parent_path()), "");
    EXPECT_EQ(reader.damage(4'096), "");
}

TEST(Damage, of_no_store_is_none) {
    record::TemporaryDirectory directory;
    StoreReader reader;
    ASSERT_EQ(reader.open(directory.path()), "");
    EXPECT_EQ(reader.damage(whole), "");
}

}  // namespace
}  // namespace crossfade::store
