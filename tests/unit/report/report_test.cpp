// The report's numbers and words on fixtures.
#include "proxy/report/report.hpp"

#include "proxy/json/values.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/store/store.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace crossfade::report {
namespace {

const record::Time now = *record::parse_rfc3339("2026-11-21T06:00:00Z");

class ReportTest : public testing::Test {
protected:
    void count(const std::string& outcome, const std::string& reason, std::uint64_t number) {
        pending_.count({"orders", "sandbox", outcome, reason}, number);
    }

    void count_a_day() {
        count("eligible", "", 50'000);
        count("not_sampled", "", 1'000);
        count("dropped", "in_flight", 700);
        count("dropped", "rate", 60);
        count("mirrored", "", 48'240);
        count("match", "", 48'198);
        count("mismatch", "", 12);
        count("shadow_error", "connection_timeout", 20);
        count("live_error", "timeout", 1);
        count("both_failed", "", 4);
        count("not_compared", "budget", 5);
    }

    void add(const record::Record& record, std::size_t times = 1) {
        for (std::size_t time = 0; time < times; ++time)
            pending_.add(record, record::to_line(record));
    }

    [[nodiscard]] Report report(ReportQuery query = {}, record::Time written = now) {
        EXPECT_EQ(store_.apply(pending_, written), "");
        pending_.clear();
        query.now = now;
        const auto made = make_report(directory_.path(), query);
        EXPECT_EQ(made.error, "");
        return made.report;
    }

    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    record::TemporaryDirectory directory_;
    store::Store store_{directory_.path()};  // opened once: each opening settles what is under way
    store::Pending pending_;
};

TEST_F(ReportTest, gives_rate_sample_and_interval) {
    count_a_day();
    const Report made = report();
    ASSERT_EQ(made.mirrors.size(), 1U);
    const auto& mirror = made.mirrors[0];
    EXPECT_TRUE(mirror.faults.empty());
    EXPECT_EQ(mirror.accounting.compared(), 48'210U);
    EXPECT_NEAR(mirror.match_rate.value_or(0), 0.999751, 1e-6);
    const std::string text = report_text(made, {});
    EXPECT_TRUE(has(text, "99.975 % match of 48,210 compared (95 % interval 99.956 - 99.986 %)"))
        << text;
    EXPECT_TRUE(has(text,
                    "eligible 50,000 = 1,000 not_sampled + 760 dropped {in_flight 700, rate 60} + "
                    "48,240 mirrored"))
        << text;
    EXPECT_TRUE(has(text,
                    "mirrored 48,240 = 48,198 match + 12 mismatch + 20 shadow_error "
                    "{connection_timeout 20}"))
        << text;
    EXPECT_FALSE(has(text, "DO NOT ADD UP"));
    EXPECT_FALSE(has(text, "under way"));
}

TEST_F(ReportTest, is_loud_when_there_are_more_parts_than_wholes) {
    count_a_day();
    count("match", "", 3);
    const Report made = report();
    EXPECT_TRUE(has(report_text(made, {}),
                    "!! THE SUMS DO NOT ADD UP: 3 more verdicts than mirrored requests"));
}

TEST_F(ReportTest, what_is_under_way_is_no_fault_for_a_minute) {
    count_a_day();
    count("eligible", "", 2);
    count("mirrored", "", 1);
    EXPECT_TRUE(has(report_text(report(), {}), "  2 still under way\n"));
    pending_.count({"orders", "sandbox", "eligible", ""}, 0);
    const Report late = report({}, now - std::chrono::minutes(2));
    EXPECT_TRUE(has(report_text(late, {}), "DO NOT ADD UP: 1 eligible requests without mirror"));
}

TEST_F(ReportTest, an_outcome_of_another_version_is_said) {
    count("guessed", "", 7);
    const Report made = report();
    ASSERT_EQ(made.mirrors[0].faults.size(), 1U);
    EXPECT_TRUE(has(made.mirrors[0].faults[0], "7 requests with an outcome"));
}

TEST_F(ReportTest, an_empty_store_says_so_and_is_never_green) {
    const auto made = make_report(directory_.path(), {.now = now});
    EXPECT_EQ(made.error, "");
    const std::string text = report_text(made.report, {});
    EXPECT_TRUE(has(text, "Nothing has been compared yet")) << text;
    EXPECT_FALSE(has(text, "100"));
    EXPECT_TRUE(json::is_json(report_json(made.report)));
}

TEST_F(ReportTest, a_mirror_that_compared_nothing_has_no_rate) {
    count("eligible", "", 5);
    count("not_sampled", "", 5);
    const Report made = report();
    EXPECT_FALSE(made.mirrors[0].match_rate);
    EXPECT_TRUE(has(report_text(made, {}), "nothing compared yet"));
    EXPECT_TRUE(has(report_json(made), R"("match_rate":null)"));
}

TEST_F(ReportTest, signatures_come_by_count_with_an_exemplar) {
    add(record::sample_record("id-rare", "S-rare"));
    add(record::sample_record("id-often", "S-often"), 3);
    const Report made = report();
    ASSERT_EQ(made.signatures.size(), 2U);
    EXPECT_EQ(made.signatures[0].stored.signature, "S-often");
    ASSERT_TRUE(made.signatures[0].exemplar);
    EXPECT_EQ(made.signatures[0].exemplar->id, "id-often");
    const std::string text = report_text(made, {});
    EXPECT_TRUE(has(text, "2 signatures of mismatches, 4 pairs")) << text;
    EXPECT_TRUE(has(text, "3   75.0 %  S-often  GET orders -> sandbox")) << text;
    EXPECT_TRUE(has(text, "number->string")) << text;
    EXPECT_TRUE(has(text, "1.10 -> \"1.1\"")) << text;
    EXPECT_TRUE(has(text, "e.g. GET /orders/42?expand=items   200 -> 200   id id-often")) << text;
}

TEST_F(ReportTest, a_signature_without_exemplars_still_names_its_findings) {
    add(record::sample_record());
    static_cast<void>(report());
    ASSERT_EQ(store_.retain(now, 1U << 30U), "");
    const std::string text = report_text(report(), {});
    EXPECT_TRUE(has(text, "body.price")) << text;
    EXPECT_TRUE(has(text, "no recorded pair is left")) << text;
}

TEST_F(ReportTest, selects_by_route_and_by_last_seen) {
    add(record::sample_record("a", "S-old"));
    record::Record recent = record::sample_record("b", "S-new");
    recent.pair.time = now;
    add(recent);
    record::Record other = record::sample_record("c", "S-other");
    other.pair.route = "users";
    add(other);
    pending_.count({"users", "sandbox", "eligible", ""}, 1);
    count("eligible", "", 1);
    EXPECT_EQ(report().signatures.size(), 3U);
    const Report since = report({.since = now - std::chrono::minutes(5)});
    ASSERT_EQ(since.signatures.size(), 1U);
    EXPECT_EQ(since.signatures[0].stored.signature, "S-new");
    const Report users = report({.route = "users"});
    ASSERT_EQ(users.signatures.size(), 1U);
    ASSERT_EQ(users.mirrors.size(), 1U);
    EXPECT_EQ(users.mirrors[0].route, "users");
    EXPECT_TRUE(has(report_text(report({.route = "none"}), {}), "empty for this route"));
}

TEST_F(ReportTest, the_rest_of_many_signatures_is_named) {
    for (int index = 0; index < 25; ++index) {
        add(record::sample_record("id", "S-" + std::to_string(index)));
    }
    const Report made = report();
    EXPECT_TRUE(has(report_text(made, {}), "5 more signatures: --format json has them"));
    EXPECT_EQ(made.signatures.size(), 25U);
}

TEST_F(ReportTest, lost_records_are_said) {
    count_a_day();
    count("record_lost", "queue", 4);
    EXPECT_TRUE(has(report_text(report(), {}), "4 mismatches without a record {queue 4}"));
}

TEST_F(ReportTest, foreign_text_moves_no_cursor_and_fits_the_columns) {
    record::Record record = record::sample_record("id\x1b[2J", "S-hostile");
    record.pair.request.path = "/" + std::string(500, 'p') + "\x1b]0;title\x07";
    record.result.findings[0].live = std::string(300, '\x9b') + "\r\n";
    record.result.findings[0].shadow =
        "\xC2\x9B"
        "31m \xE2\x80\xAE reversed";
    record.result.findings[0].path = "body." + std::string(200, 'q');
    add(record);
    count_a_day();
    const std::string text = report_text(report(), {});
    EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos);
    EXPECT_FALSE(has(text, "\xC2\x9B"));
    EXPECT_FALSE(has(text, "\xE2\x80\xAE"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(characters_of(line), 100U) << line;
}

TEST_F(ReportTest, colours_come_only_when_asked_for) {
    count_a_day();
    count("match", "", 3);
    const Report made = report();
    EXPECT_EQ(report_text(made, {}).find('\x1b'), std::string::npos);
    EXPECT_TRUE(has(report_text(made, {.colours = true}), "\x1b[1;31m!! THE SUMS"));
}

TEST_F(ReportTest, json_has_the_same_numbers) {
    count_a_day();
    add(record::sample_record("id-1"), 2);
    const Report made = report();
    const std::string json = report_json(made);
    ASSERT_TRUE(json::is_json(json)) << json;
    for (const char* part : {R"("eligible":50000)",
                             R"("dropped":{"total":760,"reasons":{"in_flight":700,"rate":60}})",
                             R"("compared":48210)",
                             R"("match_rate":0.9997510)",
                             R"("faults":[])",
                             R"("match_rate_low":0.9995649)",
                             R"("signature":"S-a","route":"orders")",
                             R"("count":2)",
                             R"("exemplar":{"id":"id-1")",
                             R"("signature_count":1)"}) {
        EXPECT_TRUE(has(json, part)) << part << " in " << json;
    }
}

}  // namespace
}  // namespace crossfade::report
