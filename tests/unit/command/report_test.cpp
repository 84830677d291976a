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
    EXPECT_TRUE(out_.str().starts_with("{\"version\":3,"));
    EXPECT_EQ(run({"--directory", directory(), "--since", "1s"}), 0);
    EXPECT_NE(out_.str().find("Faults and signatures last seen since"), std::string::npos);
}

TEST_F(ReportCommandTest, prints_every_format_or_writes_it) {
    for (const auto& [format, part] : {std::pair("html", "<!DOCTYPE html>"),
                                       std::pair("markdown", "# Mismatch report"),
                                       std::pair("junit", "<testsuites")}) {
        EXPECT_EQ(run({"--directory", directory(), "--format", format}), 0);
        EXPECT_NE(out_.str().find(part), std::string::npos) << format;
    }
    const std::string file = directory() + "/report.html";
    EXPECT_EQ(run({"--directory", directory(), "--format", "html", "--output", file}), 0);
    EXPECT_EQ(out_.str(), "");
    EXPECT_TRUE(record::content_of(file).starts_with("<!DOCTYPE html>"));
    EXPECT_EQ(run({"--directory", directory(), "--output", directory() + "/none/report"}), 3);
    EXPECT_TRUE(told("cannot be written"));
}

TEST_F(ReportCommandTest, the_gate_is_never_green_on_nothing) {
    EXPECT_EQ(run({"--directory", directory(), "--gate"}), 2);
    EXPECT_NE(out_.str().find("NOT ENOUGH DATA"), std::string::npos);
    EXPECT_EQ(run({"--directory", directory(), "--gate", "--for", "0.1%"}), 2);
}

/// So many distinct requests, of which some differ.
store::Pending compared(std::uint64_t matches, std::uint64_t mismatches) {
    store::Pending pending;
    store::Tally tally;
    store::Observation seen;
    seen.method = "GET";
    seen.target = "/orders/1";
    seen.time = record::to_milliseconds(std::chrono::system_clock::now());
    for (std::uint64_t number = 0; number < matches + mismatches; ++number) {
        seen.request = routing::KeyHash("salt", "test")(std::to_string(number));
        if (number == matches) {
            seen.verdict = compare::Verdict::mismatch;
            seen.signature = "S-1";
            seen.differences = {{{"body.a", "value", "value"}, {}}};
        }
        tally.add({"orders", "sandbox", "GET", "/orders/{id}"}, seen);
    }
    pending.add(tally);
    pending.count({"orders", "sandbox", "eligible", ""}, matches + mismatches);
    pending.count({"orders", "sandbox", "mirrored", ""}, matches + mismatches);
    pending.count({"orders", "sandbox", "match", ""}, matches);
    if (mismatches > 0) pending.count({"orders", "sandbox", "mismatch", ""}, mismatches);
    return pending;
}

TEST_F(ReportCommandTest, the_gate_opens_when_the_sample_proves_the_target) {
    store::Store store(directory_.path());
    const auto now = std::chrono::system_clock::now();
    ASSERT_EQ(store.apply(compared(600, 0), now), "");
    EXPECT_EQ(run({"--directory", directory(), "--gate"}), 2);
    EXPECT_EQ(run({"--directory", directory(), "--gate", "--for", "1%"}), 0);
    EXPECT_EQ(run({"--directory", directory(), "--gate", "--target", "99%"}), 0);
    EXPECT_NE(out_.str().find("READY"), std::string::npos);
    ASSERT_EQ(store.apply(compared(0, 30), now), "");
    EXPECT_EQ(run({"--directory", directory(), "--gate", "--target", "99%"}), 1);
    EXPECT_NE(out_.str().find("NOT READY"), std::string::npos);
}

TEST_F(ReportCommandTest, the_gate_is_closed_where_sums_do_not_hold) {
    store::Store store(directory_.path());
    store::Pending pending;
    pending.count({"orders", "sandbox", "match", ""}, 5);
    ASSERT_EQ(store.apply(pending, std::chrono::system_clock::now()), "");
    EXPECT_EQ(run({"--directory", directory(), "--gate"}), 1);
    EXPECT_EQ(run({"--directory", directory()}), 0);
}

TEST_F(ReportCommandTest, mistakes_end_with_3) {
    EXPECT_EQ(run({}), 3);
    EXPECT_TRUE(told("--config FILE or --directory DIR"));
    EXPECT_EQ(run({"--nonsense"}), 3);
    EXPECT_EQ(run({"--directory", directory(), "--format", "xml"}), 3);
    EXPECT_EQ(run({"--directory", directory(), "stray"}), 3);
    EXPECT_EQ(run({"--directory", directory() + "/none"}), 3);
    EXPECT_EQ(run({"--config", directory() + "/none.yaml"}), 3);
    for (const char* share : {"0%", "101%", "1", "many"}) {
        EXPECT_EQ(run({"--directory", directory(), "--target", share}), 3) << share;
        EXPECT_EQ(run({"--directory", directory(), "--gate", "--for", share}), 3) << share;
    }
    EXPECT_EQ(run({"--directory", directory(), "--for", "1%"}), 3);
    EXPECT_TRUE(told("--for goes with --gate"));
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
