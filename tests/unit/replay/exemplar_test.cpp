// What an answer means for a mismatch that was recorded, and what a run comes to.
#include "proxy/redaction/redact.hpp"
#include "proxy/replay/exemplar.hpp"

#include "proxy/json/values.hpp"
#include "proxy/replay/summary.hpp"
#include "tests/unit/replay/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::replay {
namespace {

Answer answer(const std::string& body, int status = 200) {
    Answer made;
    made.response = {status, {{"Content-Type", "application/json"}}, body, false, body.size(), 0};
    return made;
}

class ReplayExemplar : public testing::Test {
protected:
    Exemplar judge(const Answer& of, const Focus& focus = {}) {
        auto exemplar = exemplar_of(record_);
        replay::judge(
            exemplar, record_, of, *policies_->find("orders", "sandbox").policy, key_, focus);
        return exemplar;
    }

    record::Record record_ = recorded();
    std::optional<Policies> policies_{configuration_with(
        R"(, compare: {rules: [{path: "$.at", as: ignore}], redact: ["$.card"]})")};
    std::string key_;
};

TEST_F(ReplayExemplar, is_gone_once_both_sides_agree) {
    const auto exemplar = judge(answer(R"({"price":1.10})"));
    EXPECT_EQ(exemplar.fate, Fate::gone);
    ASSERT_EQ(exemplar.gone.size(), 1U);
    EXPECT_EQ(exemplar.gone[0].path, "body.price");
    EXPECT_EQ(exemplar.live_status, 200);
    EXPECT_EQ(exemplar.status, 200);
}

TEST_F(ReplayExemplar, remains_where_the_same_fault_is_found) {
    record_.result.findings = {{"body.price", compare::Kind::value, "value", "1.10", "2"}};
    const auto exemplar = judge(answer(R"({"price":3.5})"));
    EXPECT_EQ(exemplar.fate, Fate::remains);
    ASSERT_EQ(exemplar.remaining.size(), 1U);
    EXPECT_EQ(exemplar.remaining[0].shadow, "3.5");
}

TEST_F(ReplayExemplar, is_changed_where_only_something_else_differs) {
    const auto exemplar = judge(answer(R"({"price":1.10,"more":true})"));
    EXPECT_EQ(exemplar.fate, Fate::changed);
    ASSERT_EQ(exemplar.fresh.size(), 1U);
    EXPECT_EQ(exemplar.fresh[0].path, "body.more");
    EXPECT_EQ(judge(answer(R"({"price":1.10,"more":true})"), "body.price").fate, Fate::gone);
    EXPECT_EQ(judge(answer(R"({"price":2.5})"), "body.price").fate, Fate::changed);
}

TEST_F(ReplayExemplar, is_judged_by_the_rules_of_today) {
    EXPECT_EQ(judge(answer(R"({"price":1.10,"at":"now"})")).fate, Fate::gone);
}

TEST_F(ReplayExemplar, that_failed_says_how) {
    Answer none;
    none.failure = http::Failure::connection_refused;
    EXPECT_EQ(judge(none).fate, Fate::failed);
    EXPECT_EQ(judge(none).why, "connection refused");
    EXPECT_EQ(judge(answer("", 503)).fate, Fate::failed);
    EXPECT_EQ(judge(answer("", 503)).why, "status 503");
}

TEST_F(ReplayExemplar, of_redacted_values_compares_their_tokens) {
    key_ = std::string(32, 'k');
    record_.pair.live.body = R"({"card":"4111","price":1})";
    record_.pair.shadow.body = R"({"card":"4111","price":2})";
    record_.result.findings = {{"body.price", compare::Kind::value, "value", "1", "2"}};
    auto& rules = policies_->find("orders", "sandbox").policy->rules;
    redaction::redact(record_.pair, record_.result, rules, key_);
    ASSERT_EQ(record_.pair.live.body.find("4111"), std::string::npos);
    EXPECT_EQ(judge(answer(R"({"card":"4111","price":1})")).fate, Fate::gone);
    // Two tokens that differ may stand for values that are the same by their class.
    policies_.emplace(configuration_with(R"(, compare: {built_in: off, redact: ["$.card"]})"));
    const auto other = judge(answer(R"({"card":"4222","price":1})"));
    EXPECT_EQ(other.fate, Fate::gone);
    EXPECT_EQ(other.unclear, 1U);
    EXPECT_EQ(judge(answer(R"({"card":"4111","price":2})")).fate, Fate::remains);
}

Summary sample_summary() {
    const compare::Finding price{"body.price", compare::Kind::value, "value", "1", "2"};
    const compare::Finding name{"body.\x1b[31m", compare::Kind::extra, "extra", "", "x"};
    Exemplar gone;
    gone.method = "GET";
    gone.path = "/a";
    gone.fate = Fate::gone;
    gone.gone = {price};
    auto remains = gone;
    remains.fate = Fate::remains;
    remains.gone = {};
    remains.remaining = {price};
    remains.fresh = {name};
    auto lost = gone;
    lost.gone = {};
    lost.fate = Fate::not_replayable;
    lost.why = "cookie was redacted; give --header 'cookie: ...'";
    auto summary = summary_of({gone, remains, lost}, {2, 0, 5});
    summary.what = "S-a";
    summary.against = "http://localhost:9000";
    return summary;
}

TEST(ReplaySummary, adds_up) {
    const auto summary = sample_summary();
    EXPECT_EQ(summary.gone + summary.remains + summary.changed + summary.failed +
                  summary.not_compared + summary.not_replayable,
              summary.exemplars.size());
    EXPECT_EQ(summary.sent(), 2U);
    EXPECT_EQ(summary.answered(), 2U);
    EXPECT_FALSE(summary.all_gone());
    ASSERT_EQ(summary.faults.size(), 2U);
    EXPECT_EQ(summary.faults[0].finding.path, "body.price");
    EXPECT_EQ(summary.faults[0].then, 2U);
    EXPECT_EQ(summary.faults[0].now, 1U);
    EXPECT_EQ(summary.faults[1].then, 0U);
}

TEST(ReplaySummary, of_nothing_is_no_proof) {
    EXPECT_FALSE(summary_of({}, {}).all_gone());
    Exemplar gone;
    gone.fate = Fate::gone;
    EXPECT_TRUE(summary_of({gone}, {}).all_gone());
    EXPECT_TRUE(summary_of({gone}, {3, 0, 3}).all_gone());
    EXPECT_FALSE(summary_of({gone}, {0, 1, 0}).all_gone());
}

TEST(ReplaySummary, reads_as_text) {
    const auto text = summary_text(sample_summary());
    EXPECT_EQ(text,
              "replay of S-a against http://localhost:9000\n"
              "\n"
              "  GET /a   gone\n"
              "  GET /a   still differs\n"
              "  GET /a   not replayable: cookie was redacted; give --header 'cookie: ...'\n"
              "\n"
              "  remains body.price  value  value   1 -> 2   in 1, was in 2\n"
              "  new     body.\\x1b[31m  extra  extra    -> x   in 1\n"
              "\n"
              "1 of 3 now match.\n"
              "1 request could not be sent.\n"
              "2 records left out: not of a safe method.\n"
              "5 records left out: over --limit.\n");
}

TEST(ReplaySummary, is_json_for_programs) {
    const auto text = summary_json(sample_summary());
    EXPECT_TRUE(json::is_json(text)) << text;
    EXPECT_TRUE(text.starts_with(
        R"({"replay":"S-a","against":"http://localhost:9000","records":3,"sent":2,"gone":1,)"
        R"("remains":1,"changed":0,"failed":0,"not_compared":0,"not_replayable":1,"unclear":0,)"
        R"("unsafe":2,"unreadable":0,"over_limit":5,"faults":[{"state":"remains",)"))
        << text;
}

}  // namespace
}  // namespace crossfade::replay
