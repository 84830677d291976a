// `crossfade compare` on recorded pairs.
#include "proxy/command/compare.hpp"

#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace crossfade::command {
namespace {

constexpr const char* configuration = R"(
listeners: [{name: public, address: 127.0.0.1:8080}]
backends:
  legacy: {endpoints: ["127.0.0.1:9001"]}
  sandbox: {endpoints: ["127.0.0.1:9002"]}
  other-one: {endpoints: ["127.0.0.1:9003"]}
routes:
  - name: orders
    match: {path: {prefix: /orders}}
    split: {legacy: 100%}
    mirror:
      - to: sandbox
      - to: other-one
        compare: {rules: [{path: "$.price", as: ignore}]}
  - name: plain
    match: {path: {prefix: /}}
    split: {legacy: 100%}
)";

class CompareCommandTest : public testing::Test {
protected:
    CompareCommandTest() {
        std::ofstream(directory_.path() / "crossfade.yaml") << configuration;
        add(record::to_line(record::sample_record("id-1")));
    }

    void add(const std::string& line) { std::ofstream(pairs(), std::ios::app) << line << '\n'; }

    [[nodiscard]] std::string pairs() const { return (directory_.path() / "p.jsonl").string(); }

    int run(std::vector<std::string> words) {
        words.insert(words.end(), {"--config", (directory_.path() / "crossfade.yaml").string()});
        const std::vector<std::string_view> arguments(words.begin(), words.end());
        out_.str("");
        error_.str("");
        return command::compare(arguments, out_, error_);
    }

    record::TemporaryDirectory directory_;
    std::ostringstream out_;
    std::ostringstream error_;
};

TEST_F(CompareCommandTest, judges_by_the_first_mirror_or_the_one_named) {
    EXPECT_EQ(run({"--route", "orders", pairs()}), 0) << error_.str();
    EXPECT_TRUE(out_.str().starts_with(
        R"({"id":"id-1","verdict":"mismatch","reason":"","findings":[{"path":"body.price",)"))
        << out_.str();
    EXPECT_NE(out_.str().find(R"("signature":"S-)"), std::string::npos);
    EXPECT_EQ(run({"--route", "orders", "--mirror", "other-one", pairs()}), 0);
    EXPECT_EQ(out_.str(),
              R"({"id":"id-1","verdict":"match","reason":"","findings":[],"signature":""})"
              "\n");
}

TEST_F(CompareCommandTest, a_bad_line_is_named_and_the_others_are_judged) {
    add("not json");
    add("");
    add(R"({"id":"id-4","live":{"status":200},"shadow":{"status":200}})");
    EXPECT_EQ(run({"--route", "orders", pairs()}), 1);
    EXPECT_NE(out_.str().find(R"({"line":2,"error":"not JSON, or nested too deeply"})"),
              std::string::npos)
        << out_.str();
    EXPECT_NE(out_.str().find(R"({"id":"id-4","verdict":"match")"), std::string::npos);
}

TEST_F(CompareCommandTest, an_unfinished_last_line_is_read_too) {
    std::ofstream(pairs()) << R"({"live":{"status":200},"shadow":{"status":200}})";
    EXPECT_EQ(run({"--route", "orders", pairs()}), 0);
    EXPECT_NE(out_.str().find("match"), std::string::npos);
}

TEST_F(CompareCommandTest, says_what_is_missing) {
    EXPECT_EQ(run({pairs()}), 2);
    EXPECT_EQ(run({"--route", "orders"}), 2);
    EXPECT_EQ(run({"--route", "none", pairs()}), 1);
    EXPECT_NE(error_.str().find("no route 'none'"), std::string::npos);
    EXPECT_EQ(run({"--route", "plain", pairs()}), 1);
    EXPECT_NE(error_.str().find("has no mirror"), std::string::npos);
    EXPECT_EQ(run({"--route", "orders", "--mirror", "none", pairs()}), 1);
    EXPECT_NE(error_.str().find("no mirror to 'none'"), std::string::npos);
    EXPECT_EQ(run({"--route", "orders", pairs() + ".none"}), 1);
    EXPECT_NE(error_.str().find("cannot be read"), std::string::npos);
    EXPECT_EQ(run({"--help"}), 0);
}

}  // namespace
}  // namespace crossfade::command
