// The accounting, the window and the choice of what is reported.
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

namespace crossfade::report {
namespace {

TEST(Report, has_the_accounting_of_each_mirror) {
    const Report report = rich_report();
    ASSERT_EQ(report.mirrors.size(), 1U);
    const auto& mirror = report.mirrors[0];
    EXPECT_TRUE(mirror.problems.empty());
    EXPECT_EQ(mirror.accounting.compared(), 78'024U);
    EXPECT_EQ(mirror.match.part, 77'594U);
    EXPECT_EQ(mirror.without_rules.part, 77'594U - 1'200U);
    EXPECT_EQ(mirror.sample, 0.5);
    EXPECT_EQ(report.first, hours_ago(30));
    EXPECT_EQ(report.last, hours_ago(0));
}

TEST(Report, is_loud_when_there_are_more_parts_than_wholes) {
    Material material = rich_material();
    count(material, "match", "", 3);
    const Report report = make_report(material, rich_settings(), {.now = now});
    ASSERT_EQ(report.mirrors[0].problems.size(), 1U);
    EXPECT_EQ(report.mirrors[0].problems[0], "3 more verdicts than mirrored requests");
    EXPECT_EQ(report.verdict.readiness, Readiness::not_ready);
    EXPECT_EQ(gate_of(report.verdict, 0), 1);
}

TEST(Report, what_is_under_way_is_no_problem_for_a_minute) {
    Material material = rich_material();
    count(material, "eligible", "", 2);
    count(material, "mirrored", "", 1);
    EXPECT_TRUE(make_report(material, {}, {.now = now}).mirrors[0].problems.empty());
    material.written = now - std::chrono::minutes(2);
    EXPECT_EQ(make_report(material, {}, {.now = now}).mirrors[0].problems.size(), 2U);
}

TEST(Report, an_outcome_of_another_version_is_said) {
    Material material;
    count(material, "guessed", "", 7);
    const Report report = make_report(material, {}, {.now = now});
    ASSERT_EQ(report.mirrors[0].problems.size(), 1U);
    EXPECT_EQ(report.verdict.readiness, Readiness::not_ready);
}

TEST(Report, knows_the_build_that_now_answers) {
    const Report report = rich_report();
    const Builds& builds = report.mirrors[0].builds();
    EXPECT_EQ(builds.names, (std::vector<std::string>{"b40", "b41", "b42"}));
    EXPECT_EQ(builds.now, "b42");
    EXPECT_EQ(builds.since, hours_ago(9));
}

TEST(Report, an_old_build_that_came_back_is_the_one_that_answers) {
    Material material;
    auto endpoint = clean_endpoint(rich::users, 100);
    endpoint.builds = {{"b1", hours_ago(30), hours_ago(0), 60, 0, 0},
                       {"b2", hours_ago(20), hours_ago(10), 40, 0, 0}};
    material.run.endpoints.push_back(endpoint);
    count_endpoints(material);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_EQ(report.mirrors[0].builds().now, "b1");
    EXPECT_EQ(report.endpoints[0].judged.compared(), 60U);
}

TEST(Report, whichever_backend_did_not_serve_is_accounted_for_as_one) {
    Material material;
    for (const char* shadow : {"legacy", "new"}) {
        auto endpoint = clean_endpoint(rich::users, 3'000);
        endpoint.name.mirror = shadow;
        endpoint.builds = {build_of(shadow, hours_ago(9), hours_ago(0), 3'000)};
        material.run.endpoints.push_back(endpoint);
    }
    for (const auto* outcome : {"eligible", "mirrored", "match"}) {
        material.counts.push_back({"shop", "other", outcome, "", 6'000});
    }
    material.written = now;
    Settings settings;
    for (const char* shadow : {"legacy", "new"}) {
        settings.mirrors.emplace_back().route = "shop";
        settings.mirrors.back().mirror = shadow;
        settings.mirrors.back().sample = 0.5;
    }
    const Report report = make_report(material, settings, {.now = now});
    ASSERT_EQ(report.mirrors.size(), 1U);
    EXPECT_EQ(report.mirrors[0].sample, 0.5);
    EXPECT_EQ(report.verdict.title, "READY");
    ASSERT_EQ(report.endpoints.size(), 2U);
    for (const auto& endpoint : report.endpoints) EXPECT_EQ(endpoint.build, endpoint.name().mirror);
}

TEST(Report, selects_by_route_and_by_last_seen) {
    Material material = rich_material();
    material.run.endpoints.push_back(clean_endpoint(endpoint_name("GET", "/x", "other"), 5));
    count_endpoints(material, "other");
    EXPECT_EQ(make_report(material, {}, {.now = now}).endpoints.size(), 6U);
    const Report other = make_report(material, {}, {.route = "other", .now = now});
    EXPECT_EQ(other.endpoints.size(), 1U);
    EXPECT_EQ(other.mirrors.size(), 1U);
    EXPECT_TRUE(other.faults.empty());
    EXPECT_TRUE(other.rules.empty());
    const Report since = make_report(material, {}, {.since = hours_ago(5), .now = now});
    EXPECT_EQ(since.faults.size(), 5U);
    EXPECT_EQ(since.signature_count, 5U);
    EXPECT_EQ(since.signature_pairs, 330U);
    EXPECT_EQ(since.verdict.title, "NOT READY");
}

TEST(Report, lists_no_more_signatures_than_asked_and_counts_all) {
    const Report report = make_report(rich_material(), {}, {.now = now, .max_signatures = 2});
    EXPECT_EQ(report.signatures.size(), 2U);
    EXPECT_EQ(report.signature_count, 6U);
}

TEST(Report, of_nothing_is_never_green) {
    const Report report = make_report({}, {}, {.now = now});
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(report.verdict.title, "NOT ENOUGH DATA");
    EXPECT_EQ(gate_of(report.verdict, 0), 2);
}

TEST(Report, faults_have_their_evidence) {
    const Report report = rich_report();
    const FaultReport* zip = report.find_fault(rich::users, "F-aaaaaaaaaaaa");
    ASSERT_NE(zip, nullptr);
    EXPECT_EQ(zip->persistent, 18U);
    EXPECT_EQ(zip->transient, 1U);
    EXPECT_EQ(zip->signatures, (std::vector<std::string>{"S-000000000001", "S-000000000003"}));
    ASSERT_TRUE(zip->exemplar);
    EXPECT_EQ(report.exemplars[*zip->exemplar].id, "id-17");
    ASSERT_TRUE(zip->noise);
    EXPECT_EQ(zip->noise->standing, Standing::never);
    EXPECT_EQ(report.find_fault(rich::orders, "F-aaaaaaaaaaaa"), nullptr);
}

TEST(Exemplar, can_be_asked_for_again_in_a_shell) {
    record::Record record = recorded("id", "S", {});
    record.pair.request.method = "POST";
    record.pair.request.path = "/it's?a=$(reboot)";
    record.pair.request.headers = {{"Host", "x"}, {"X-A", "1'2"}};
    record.pair.request.body = "{\"a\":'b'}";
    const Exemplar exemplar = exemplar_of(record, rich_settings());
    EXPECT_EQ(exemplar.live_curl,
              "curl -sS -i -X 'POST' -H 'X-A: 1'\\''2' --data-raw '{\"a\":'\\''b'\\''}' "
              "'http://10.0.0.11:8080''/it'\\''s?a=$(reboot)'");
    EXPECT_TRUE(exemplar.shadow_curl.ends_with(" \"$SHADOW\"'/it'\\''s?a=$(reboot)'"));
}

TEST(Exemplar, binary_bodies_are_not_shown_and_long_ones_are_cut) {
    record::Record record = recorded("id", "S", {});
    record.pair.live.body = std::string("\x00\xff\xfe", 3);
    record.pair.shadow.body = std::string(10'000, 'x');
    const Exemplar exemplar = exemplar_of(record, {});
    EXPECT_EQ(exemplar.live_body, "");
    EXPECT_LT(exemplar.shadow_body.size(), 4'100U);
}

}  // namespace
}  // namespace crossfade::report
