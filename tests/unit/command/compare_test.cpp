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
    EXPECT_TRUE(out_.str().starts_with(R"({"id":"id-1","verdict":"match",)")) << out_.str();
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

TEST_F(CompareCommandTest, tells_what_was_hidden_and_by_what) {
    EXPECT_EQ(run({"--route", "orders", "--mirror", "other-one", pairs()}), 0);
    EXPECT_TRUE(out_.str().starts_with(
        R"({"id":"id-1","verdict":"match","reason":"","findings":[],"signature":"","hidden":[{)"
        R"("path":"body.price",)"))
        << out_.str();
    EXPECT_NE(out_.str().find(R"("by":"$.price")"), std::string::npos) << out_.str();
}

TEST_F(CompareCommandTest, the_impact_is_that_of_the_rules_on_the_records) {
    auto besides = record::sample_record("id-2");
    besides.pair.shadow.body = R"({"price":"1.1","more":true})";
    add(record::to_line(besides));
    auto other = record::sample_record("id-3");
    other.result.verdict = compare::Verdict::match;
    other.pair.shadow.body = R"({"price":1.10,"more":true})";
    add(record::to_line(other));
    add(R"({"live":{"status":200},"shadow":{"status":200}})");
    add("{");
    const std::vector<std::string> words{"--route", "orders", "--mirror", "other-one", "--impact"};
    auto with = [&](std::initializer_list<std::string> more) {
        auto all = words;
        all.insert(all.end(), more);
        all.push_back(pairs());
        return all;
    };
    EXPECT_EQ(run(with({})), 1) << error_.str();
    EXPECT_EQ(out_.str(),
              "4 pairs: 2 match, 2 differ\n"
              "before: 1 match, 2 differ; 1 were not judged before\n"
              "1 pair that differed before match now\n"
              "1 pair that matched before differ now\n"
              "1 line could not be read\n"
              "\nrules:\n"
              "  $.price\n"
              "      hides 2 pairs, 1 of which also differs elsewhere; 1 differed before and match "
              "now\n");
    EXPECT_EQ(run(with({"--format", "json"})), 1);
    EXPECT_EQ(out_.str(),
              R"({"pairs":4,"unreadable":1,"not_judged_before":1,)"
              R"("before":{"match":1,"mismatch":2,"other":0},)"
              R"("now":{"match":2,"mismatch":2,"other":0},)"
              R"("mismatch_to_match":1,"match_to_mismatch":1,"rules":[{"by":"$.price",)"
              R"("written":true,"new":false,"reason":"","owner":"","hides":2,"differ_besides":1,)"
              R"("flips":1}]})"
              "\n");
}

TEST_F(CompareCommandTest, the_impact_against_other_rules_names_new_ones_and_dead_ones) {
    const auto was = (directory_.path() / "was.yaml").string();
    std::ofstream(was) << configuration;
    std::string changed = configuration;
    const std::string rule = R"({path: "$.price", as: ignore})";
    changed.replace(changed.find(rule),
                    rule.size(),
                    rule + R"(, {path: "$.gone", as: ignore, reason: "old clients"})");
    std::ofstream(directory_.path() / "crossfade.yaml") << changed;
    EXPECT_EQ(run({"--route", "orders", "--mirror", "other-one", "--was", was, pairs()}), 0);
    EXPECT_EQ(out_.str(),
              "1 pair: 1 match, 0 differ\n"
              "before: 1 match, 0 differ\n"
              "0 pairs that differed before match now\n"
              "0 pairs that matched before differ now\n"
              "\nrules:\n"
              "  $.gone  (new)\n"
              "      hides nothing: no pair needs it\n"
              "  $.price\n"
              "      hides 1 pair, 0 of which also differ elsewhere\n");
    EXPECT_EQ(run({"--route", "plain", "--was", was, pairs()}), 1);
    EXPECT_EQ(run({"--route", "orders", "--was", was + ".none", pairs()}), 1);
}

TEST_F(CompareCommandTest, lists_what_is_known_without_rules) {
    EXPECT_EQ(run({"--defaults"}), 0);
    EXPECT_NE(out_.str().find("set-cookie"), std::string::npos);
    EXPECT_EQ(run({"--defaults", "--format", "json"}), 0);
    EXPECT_TRUE(out_.str().starts_with(R"([{"name":")")) << out_.str();
    EXPECT_EQ(run({"--defaults", "--format", "xml"}), 2);
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
