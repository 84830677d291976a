// `crossfade report` on directories and configurations.
#include "proxy/command/report.hpp"

#include "proxy/store/store.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace crossfade::command {
namespace {

class ReportCommandTest : public testing::Test {
protected:
    int run(const std::vector<std::string>& words) {
        const std::vector<std::string_view> arguments(words.begin(), words.end());
        out_.str("");
        error_.str("");
        return command::report(arguments, out_, error_);
    }

    [[nodiscard]] std::string directory() const { return directory_.path().string(); }
    [[nodiscard]] bool told(const std::string& part) const {
        return error_.str().find(part) != std::string::npos;
    }

    record::TemporaryDirectory directory_;
    std::ostringstream out_;
    std::ostringstream error_;
};

TEST_F(ReportCommandTest, an_empty_store_is_reported_as_such) {
    EXPECT_EQ(run({"--directory", directory()}), 0);
    EXPECT_NE(out_.str().find("Nothing has been compared yet"), std::string::npos);
    EXPECT_EQ(error_.str(), "");
}

TEST_F(ReportCommandTest, prints_text_or_json) {
    store::Store store(directory_.path());
    store::Pending pending;
    pending.count({"orders", "sandbox", "eligible", ""}, 5);
    const auto record = record::sample_record();
    pending.add(record, record::to_line(record));
    ASSERT_EQ(store.apply(pending, std::chrono::system_clock::now()), "");
    EXPECT_EQ(run({"--directory", directory()}), 0);
    EXPECT_NE(out_.str().find("orders -> sandbox"), std::string::npos);
    EXPECT_EQ(run({"--directory", directory(), "--format", "json", "--route=orders"}), 0);
    EXPECT_TRUE(out_.str().starts_with("{\"version\":1,"));
    EXPECT_EQ(run({"--directory", directory(), "--since", "1s"}), 0);
    EXPECT_NE(out_.str().find("Signatures last seen since"), std::string::npos);
}

TEST_F(ReportCommandTest, what_is_to_come_is_refused) {
    for (const char* format : {"html", "markdown", "junit"}) {
        EXPECT_EQ(run({"--directory", directory(), "--format", format}), 3);
        EXPECT_TRUE(told("not supported yet")) << error_.str();
    }
    EXPECT_EQ(run({"--directory", directory(), "--gate"}), 3);
    EXPECT_TRUE(told("--gate is not supported yet"));
}

TEST_F(ReportCommandTest, mistakes_end_with_3) {
    EXPECT_EQ(run({}), 3);
    EXPECT_TRUE(told("--config FILE or --directory DIR"));
    EXPECT_EQ(run({"--nonsense"}), 3);
    EXPECT_EQ(run({"--directory", directory(), "--format", "xml"}), 3);
    EXPECT_EQ(run({"--directory", directory(), "stray"}), 3);
    EXPECT_EQ(run({"--directory", directory() + "/none"}), 3);
    EXPECT_EQ(run({"--config", directory() + "/none.yaml"}), 3);
    for (const char* age : {"", "h", "24", "-1h", "1w", "1.5h", "99999999999h", "100000000d"}) {
        EXPECT_EQ(run({"--directory", directory(), "--since", age}), 3) << age;
        EXPECT_TRUE(told("is no age"));
    }
}

TEST_F(ReportCommandTest, help_is_no_mistake) {
    EXPECT_EQ(run({"--help"}), 0);
    EXPECT_NE(out_.str().find("--since AGE"), std::string::npos);
}

}  // namespace
}  // namespace crossfade::command
