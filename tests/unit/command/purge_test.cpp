// `crossfade purge` on a store and its log.
#include "proxy/command/purge.hpp"

#include "proxy/store/sink.hpp"
#include "proxy/store/store_reader.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>

namespace crossfade::command {
namespace {

class PurgeCommandTest : public testing::Test {
protected:
    PurgeCommandTest() {
        config::Reports settings;
        settings.directory = reports();
        store::Sink sink(settings);
        for (const char* user : {"anna", "anna", "bert"}) {
            auto record = record::sample_record(user + std::to_string(++records_));
            record.pair.user = user;
            const auto rules = std::make_shared<const compare::Rules>(config::Compare{}, "orders");
            EXPECT_TRUE(sink.submit(record.pair, record.result, rules));
        }
    }

    [[nodiscard]] std::string reports() const { return (directory_.path() / "reports").string(); }

    int run(const std::vector<std::string>& words) {
        const std::vector<std::string_view> arguments(words.begin(), words.end());
        out_.str("");
        error_.str("");
        return command::purge(arguments, out_, error_);
    }

    record::TemporaryDirectory directory_;
    int records_ = 0;
    std::ostringstream out_;
    std::ostringstream error_;
};

TEST_F(PurgeCommandTest, removes_what_one_user_left_and_nothing_else) {
    EXPECT_EQ(run({"--user", "anna", "--directory", reports()}), 0) << error_.str();
    EXPECT_EQ(out_.str(), "removed 2 from the store and 2 from the mismatch log\n");
    store::StoreReader reader;
    ASSERT_EQ(reader.open(reports()), "");
    EXPECT_EQ(reader.exemplars("S-a").size(), 1U);
    const auto log = record::content_of(std::filesystem::path(reports()) / "mismatches.jsonl");
    EXPECT_EQ(log.find("anna1"), std::string::npos);
    EXPECT_NE(log.find("bert3"), std::string::npos);
    EXPECT_EQ(run({"--user", "anna", "--directory", reports()}), 0);
    EXPECT_EQ(out_.str(), "removed 0 from the store and 0 from the mismatch log\n");
}

TEST_F(PurgeCommandTest, finds_the_directory_in_a_configuration) {
    const auto config = (directory_.path() / "crossfade.yaml").string();
    std::ofstream(config) << "listeners: [{name: public, address: 127.0.0.1:8080}]\n"
                             "backends: {legacy: {endpoints: [\"127.0.0.1:9001\"]}}\n"
                             "routes: [{name: all, split: {legacy: 100%}}]\n"
                          << "reports: {directory: " << reports() << "}\n";
    EXPECT_EQ(run({"--user=bert", "--config", config}), 0) << error_.str();
    EXPECT_EQ(out_.str(), "removed 1 from the store and 1 from the mismatch log\n");
}

TEST_F(PurgeCommandTest, says_what_is_missing) {
    EXPECT_EQ(run({"--directory", reports()}), 2);
    EXPECT_EQ(run({"--user", "", "--directory", reports()}), 2);
    EXPECT_EQ(run({"--user", "anna", "more", "--directory", reports()}), 2);
    EXPECT_EQ(run({"--user", "anna"}), 1);
    EXPECT_EQ(run({"--user", "anna", "--directory", reports() + ".none"}), 1);
    EXPECT_NE(error_.str().find("is no directory"), std::string::npos);
    EXPECT_EQ(run({"--help"}), 0);
}

}  // namespace
}  // namespace crossfade::command
