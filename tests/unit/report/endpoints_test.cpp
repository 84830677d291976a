// When an endpoint is ready, blocked or neither, and what follows for the verdict and the gate.
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

namespace crossfade::report {
namespace {

/// One endpoint of `compared` pairs, `differ` of which differ, all of them distinct.
store::StoredEndpoint sampled(std::uint64_t compared, std::uint64_t differ) {
    auto endpoint = clean_endpoint(rich::users, compared);
    endpoint.match -= differ;
    endpoint.mismatch = differ;
    endpoint.distinct_mismatch = differ;
    return endpoint;
}

Report report_of(std::vector<store::StoredEndpoint> endpoints, double target = 0.999) {
    Material material;
    material.run.endpoints = std::move(endpoints);
    material.written = now;
    count_endpoints(material);
    return make_report(material, {}, {.now = now, .target = target});
}

State state_of(const store::StoredEndpoint& endpoint, double target) {
    return report_of({endpoint}, target).endpoints.at(0).state;
}

// The worked figures of such verdicts.
TEST(Readiness, rests_on_the_lower_bound) {
    EXPECT_EQ(state_of(sampled(48'210, 12), 0.9995), State::ready);
    EXPECT_EQ(state_of(sampled(300, 3), 0.99), State::unsure);
    EXPECT_EQ(state_of(sampled(4'812, 20), 0.999), State::blocked);
    EXPECT_EQ(state_of(sampled(2'994, 0), 0.999), State::unsure);
    EXPECT_EQ(state_of(sampled(2'995, 0), 0.999), State::ready);
    EXPECT_EQ(state_of(sampled(298, 0), 0.99), State::unsure);
    EXPECT_EQ(state_of(sampled(299, 0), 0.99), State::ready);
}

TEST(Readiness, says_how_many_more_are_needed) {
    const Report report = report_of({sampled(212, 0)});
    EXPECT_EQ(report.endpoints[0].reason,
              "only 212 compared, needs 2,995 without a difference for 99.900 %");
}

TEST(Readiness, repeats_are_no_new_evidence) {
    auto endpoint = sampled(48'000, 0);
    endpoint.distinct_compared = 212;
    const Report report = report_of({endpoint});
    EXPECT_EQ(report.endpoints[0].state, State::unsure);
    EXPECT_EQ(report.endpoints[0].needed, 2'995U);
    EXPECT_EQ(report.endpoints[0].reason, "only 212 distinct requests, needs 2,995 for 99.900 %");
}

TEST(Readiness, an_endpoint_that_is_always_asked_the_same_can_be_ready) {
    auto endpoint = clean_endpoint(rich::health, 5'000);
    endpoint.distinct_compared = 1;
    EXPECT_EQ(state_of(endpoint, 0.999), State::ready);
    endpoint.distinct_compared = 500;  // one in ten is new
    EXPECT_EQ(state_of(endpoint, 0.999), State::unsure);
}

TEST(Readiness, one_query_often_repeated_is_not_all_that_may_come) {
    auto endpoint = clean_endpoint(rich::health, 5'000);
    endpoint.distinct_compared = 1;
    endpoint.has_queries = true;
    EXPECT_EQ(state_of(endpoint, 0.999), State::unsure);
}

TEST(Readiness, one_body_often_repeated_is_not_all_that_may_come) {
    auto endpoint = clean_endpoint(rich::pay, 5'000);
    endpoint.distinct_compared = 1;
    EXPECT_EQ(state_of(endpoint, 0.999), State::unsure);
    endpoint.distinct_compared = 5'000;
    EXPECT_EQ(state_of(endpoint, 0.999), State::ready);
}

TEST(Readiness, one_bad_request_often_repeated_is_seen_among_the_distinct) {
    auto endpoint = sampled(1'000'000, 100);
    endpoint.distinct_compared = 1'000;
    endpoint.distinct_mismatch = 100;
    EXPECT_EQ(state_of(endpoint, 0.999), State::blocked);
}

TEST(Readiness, shadow_errors_count_against) {
    auto endpoint = sampled(5'000, 0);
    endpoint.shadow_error = {{"server_error", 50}};
    const Report report = report_of({endpoint});
    EXPECT_EQ(report.endpoints[0].state, State::blocked);
    EXPECT_EQ(report.endpoints[0].reason,
              "5,050 tried, the shadow failed 0.990 %, target 99.900 %");
    EXPECT_EQ(report.endpoints[0].match.share(), 1);
    EXPECT_EQ(gate_of(report.verdict, 1), 1);
}

TEST(Readiness, what_failed_on_both_sides_or_at_live_says_nothing_for_it) {
    auto endpoint = sampled(10'000, 0);
    endpoint.both_failed = 300;
    EXPECT_EQ(state_of(endpoint, 0.999), State::blocked);
    endpoint.both_failed = 0;
    endpoint.live_error = {{"timeout", 300}};
    EXPECT_EQ(state_of(endpoint, 0.999), State::blocked);
    endpoint.live_error = {{"timeout", 10}};
    EXPECT_EQ(state_of(endpoint, 0.999), State::ready);
}

TEST(Readiness, what_is_mostly_not_compared_is_not_known) {
    auto endpoint = sampled(10'000, 0);
    endpoint.not_compared = {{"budget", 2'000}};
    EXPECT_EQ(state_of(endpoint, 0.999), State::unsure);
}

TEST(Readiness, of_nothing_but_errors_is_not_ready) {
    store::StoredEndpoint endpoint;
    endpoint.name = rich::users;
    endpoint.shadow_error = {{"connection_refused", 100}};
    const Report report = report_of({endpoint});
    EXPECT_EQ(report.endpoints[0].state, State::blocked);
    EXPECT_EQ(gate_of(report.verdict, 0), 1);
}

TEST(Readiness, is_that_of_the_build_that_now_answers) {
    auto endpoint = sampled(10'000, 4'000);
    endpoint.builds = {build_of("b1", hours_ago(20), hours_ago(10), 0, 4'000),
                       build_of("b2", hours_ago(10), hours_ago(0), 6'000)};
    EXPECT_EQ(state_of(endpoint, 0.999), State::ready);
    endpoint.builds[1].mismatch = 100;
    EXPECT_EQ(state_of(endpoint, 0.999), State::improving);
    // A failure names no build: it is the one that answers if it is recent.
    endpoint.builds[1].mismatch = 0;
    endpoint.builds.push_back(build_of("", hours_ago(9), hours_ago(0), 0, 0, 300));
    EXPECT_EQ(state_of(endpoint, 0.999), State::improving);
    endpoint.builds.back().last_seen = hours_ago(11);
    EXPECT_EQ(state_of(endpoint, 0.999), State::ready);
}

TEST(Readiness, an_endpoint_that_the_new_build_was_not_asked_for_is_unknown) {
    auto endpoint = sampled(10'000, 0);
    endpoint.builds = {build_of("b1", hours_ago(20), hours_ago(10), 10'000)};
    auto other = clean_endpoint(rich::health, 5'000);
    other.distinct_compared = 1;
    other.builds = {build_of("b2", hours_ago(5), hours_ago(0), 5'000)};
    const Report report = report_of({endpoint, other});
    EXPECT_EQ(report.endpoints[0].reason, "nothing compared since build b2");
    EXPECT_NE(gate_of(report.verdict, 1), 0);
}

TEST(Readiness, what_an_earlier_build_was_asked_proves_nothing_of_this_one) {
    auto endpoint = sampled(40'000, 0);
    endpoint.builds = {build_of("b1", hours_ago(20), hours_ago(10), 36'000),
                       build_of("b2", hours_ago(10), hours_ago(0), 4'000)};
    endpoint.builds[1].distinct_compared = 7;
    const Report report = report_of({endpoint});
    EXPECT_EQ(report.endpoints[0].state, State::unsure);
    EXPECT_EQ(report.endpoints[0].reason, "only 7 distinct requests, needs 2,995 for 99.900 %");
    EXPECT_EQ(gate_of(report.verdict, 1), 2);
}

store::StoredRule written_rule(const std::string& path, const std::string& expires) {
    return {"shop", "new", path, true, "ignore", "", "", expires, 9, 9, 0, hours_ago(1)};
}

Report report_with(store::StoredEndpoint endpoint, std::vector<store::StoredRule> rules) {
    Material material;
    material.run.endpoints = {std::move(endpoint)};
    material.run.rules = std::move(rules);
    material.written = now;
    count_endpoints(material);
    return make_report(material, {}, {.now = now});
}

TEST(Readiness, matches_by_a_rule_that_no_longer_holds_are_not_clean) {
    auto endpoint = sampled(10'000, 0);
    endpoint.match_by_rule = 1'700;
    endpoint.by_rules = {{"", {"$.a"}, 1'000}, {"", {"$.a", "$.b"}, 200}, {"", {"$.b"}, 500}};
    const auto b = written_rule("$.b", "2027-01-01");
    EXPECT_EQ(report_with(endpoint, {written_rule("$.a", "2026-11-22"), b}).verdict.title, "READY");

    const Report report = report_with(endpoint, {written_rule("$.a", "2026-11-21"), b});
    const EndpointReport& judged = report.endpoints[0];
    EXPECT_EQ(judged.state, State::blocked);
    EXPECT_EQ(judged.judged.lapsed, 1'200U);
    EXPECT_EQ(judged.match.part, 8'800U);
    EXPECT_EQ(judged.match.whole, 10'000U);
    EXPECT_NE(judged.reason.find("1,200 of them hidden until now by a rule that no longer holds"),
              std::string::npos);
    EXPECT_EQ(gate_of(report.verdict, 1), 1);
    EXPECT_EQ(report.mirrors[0].lapsed, 1'200U);
    EXPECT_EQ(report.mirrors[0].match.part, 10'000U);  // as they were judged at the time
    const std::string words = "1,200 pairs match by a rule that no longer holds";
    EXPECT_NE(report_text(report, {}).find(words), std::string::npos);
    EXPECT_NE(report_html(report).find(words), std::string::npos);
    EXPECT_NE(report_markdown(report).find(words), std::string::npos);
    EXPECT_NE(report_junit(report).find("1,200 of them hidden"), std::string::npos);
    EXPECT_NE(report_json(report).find(R"("match_by_lapsed_rule":1200)"), std::string::npos);
}

TEST(Readiness, a_rule_that_was_removed_makes_no_match_any_more) {
    auto endpoint = sampled(10'000, 0);
    endpoint.by_rules = {{"", {"$.a"}, 300}};
    auto removed = written_rule("$.a", "");
    removed.as = "";
    const Report report = report_with(endpoint, {removed});
    EXPECT_EQ(report.endpoints[0].judged.lapsed, 300U);
    EXPECT_EQ(report.rules[0].state, RuleState::removed);
    EXPECT_EQ(gate_of(report.verdict, 1), 1);
    // Which of many rules it was is not known beyond a bound.
    endpoint.by_rules = {{"", {"(other)"}, 300}};
    EXPECT_EQ(report_with(endpoint, {removed}).endpoints[0].judged.lapsed, 300U);
    EXPECT_EQ(report_with(endpoint, {}).endpoints[0].judged.lapsed, 0U);
}

TEST(Readiness, what_lapsed_is_that_of_the_build_that_now_answers) {
    auto endpoint = sampled(10'000, 0);
    endpoint.builds = {build_of("b1", hours_ago(20), hours_ago(10), 4'000),
                       build_of("b2", hours_ago(10), hours_ago(0), 6'000)};
    endpoint.by_rules = {{"b1", {"$.a"}, 4'000}};
    const auto expired = written_rule("$.a", "2026-11-01");
    EXPECT_EQ(report_with(endpoint, {expired}).endpoints[0].state, State::ready);
    endpoint.by_rules.push_back({"b2", {"$.a"}, 60});
    EXPECT_EQ(report_with(endpoint, {expired}).endpoints[0].judged.lapsed, 60U);
}

TEST(Targets, are_the_endpoints_own_then_the_mirrors_then_the_default) {
    Settings settings = rich_settings();
    settings.mirrors[0].target = 0.95;
    EXPECT_EQ(target_of(rich::orders, settings, {}), 0.99);
    EXPECT_EQ(target_of(rich::users, settings, {}), 0.95);
    EXPECT_EQ(target_of(endpoint_name("GET", "/x", "other"), settings, {}), default_target);
    EXPECT_EQ(target_of(rich::orders, settings, {.target = 0.5}), 0.5);
}

TEST(Targets, of_a_mirror_without_a_configuration_are_those_of_the_store) {
    Settings settings;
    store::Description description;
    description.mirrors.push_back(
        {"shop", "new", false, true, 0.9, {{"GET", "/orders/{id}", 0.8}}});
    description.known.push_back({"GET", "/carts"});
    complete(settings, description);
    EXPECT_EQ(target_of(rich::users, settings, {}), 0.9);
    EXPECT_EQ(target_of(rich::orders, settings, {}), 0.8);
    EXPECT_EQ(settings.endpoints, (std::vector<std::string>{"GET /carts"}));
    Settings configured = rich_settings();
    complete(configured, description);
    EXPECT_EQ(target_of(rich::users, configured, {}), default_target);
}

TEST(Verdict, is_ready_when_every_endpoint_is) {
    const Report report = report_of({sampled(3'000, 0)});
    EXPECT_EQ(report.verdict.title, "READY");
    EXPECT_TRUE(report.verdict.reasons.empty());
    EXPECT_EQ(gate_of(report.verdict, 1), 0);
}

TEST(Verdict, is_ready_for_a_step_that_all_endpoints_together_prove) {
    auto rare = clean_endpoint(rich::invoices, 50);
    const Report report = report_of({sampled(3'000, 0), rare});
    EXPECT_EQ(report.verdict.title, "READY FOR 10 %");
    EXPECT_EQ(gate_of(report.verdict, 1), 2);
    EXPECT_EQ(gate_of(report.verdict, 0.1), 0);
    EXPECT_EQ(gate_of(report.verdict, 0.25), 2);
    const Report less = report_of({sampled(300, 0), rare});
    EXPECT_EQ(less.verdict.title, "READY FOR 1 %");
    const Report little = report_of({sampled(200, 0), rare});
    EXPECT_EQ(little.verdict.title, "NOT ENOUGH DATA");
    EXPECT_EQ(gate_of(little.verdict, 0), 2);
}

TEST(Verdict, names_the_three_main_reasons_the_worst_first) {
    const Report report = rich_report();
    EXPECT_EQ(report.verdict.title, "NOT READY");
    ASSERT_EQ(report.verdict.reasons.size(), 3U);
    EXPECT_TRUE(report.verdict.reasons[0].starts_with("POST /orders: 4,860 tried, the shadow"));
    EXPECT_TRUE(report.verdict.reasons[1].starts_with("GET /users/{id}: 18,000 compared, 0.167 %"));
    EXPECT_EQ(report.verdict.ready, 2U);
}

TEST(Verdict, is_not_ready_where_a_sum_does_not_hold) {
    Material material;
    material.run.endpoints = {sampled(3'000, 0)};
    count_endpoints(material);
    count(material, "eligible", "", 1);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_EQ(report.verdict.title, "NOT READY");
    EXPECT_EQ(gate_of(report.verdict, 0), 1);
}

TEST(Verdict, lost_records_do_not_fail_it) {
    Material material;
    material.run.endpoints = {sampled(3'000, 0)};
    count_endpoints(material);
    count(material, "record_lost", "queue", 4);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_EQ(gate_of(report.verdict, 1), 0);
    EXPECT_NE(report_text(report, {}).find("4 pairs without a record {queue 4}"),
              std::string::npos);
}

TEST(Verdict, what_was_counted_without_an_endpoint_keeps_it_from_being_ready) {
    Material material;
    material.run.endpoints = {sampled(3'000, 0)};
    count_endpoints(material);
    count(material, "eligible", "", 100);
    count(material, "mirrored", "", 100);
    count(material, "mismatch", "", 100);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_NE(gate_of(report.verdict, 1), 0);
}

TEST(Verdict, what_is_named_and_was_never_compared_keeps_it_from_being_ready) {
    Material material;
    material.run.endpoints = {sampled(3'000, 0)};
    count_endpoints(material);
    Settings settings;
    settings.mirrors.emplace_back().route = "shop";
    settings.mirrors.back().mirror = "new";
    EXPECT_EQ(gate_of(make_report(material, settings, {.now = now}).verdict, 1), 0);

    settings.endpoints = {"POST /refunds"};
    const Report unseen = make_report(material, settings, {.now = now});
    EXPECT_EQ(unseen.verdict.title, "NOT ENOUGH DATA");
    EXPECT_EQ(unseen.verdict.reasons, (std::vector<std::string>{"POST /refunds: never compared"}));
    EXPECT_EQ(gate_of(unseen.verdict, 0.01), 2);
    // Whose route it is nobody knows.
    EXPECT_EQ(gate_of(make_report(material, settings, {.route = "shop", .now = now}).verdict, 1),
              0);

    settings.endpoints.clear();
    settings.mirrors.emplace_back().route = "pay";
    settings.mirrors.back().mirror = "new";
    const Report unused = make_report(material, settings, {.now = now});
    EXPECT_EQ(unused.verdict.reasons, (std::vector<std::string>{"route pay: never compared"}));
    EXPECT_EQ(gate_of(unused.verdict, 1), 2);
    settings.mirrors.back().control = true;
    EXPECT_EQ(gate_of(make_report(material, settings, {.now = now}).verdict, 1), 0);
}

TEST(Verdict, says_which_methods_no_mirror_copies) {
    Material material;
    material.run.endpoints = {sampled(3'000, 0)};
    count_endpoints(material);
    count(material, "uncopied", "POST", 900);
    count(material, "uncopied", "PUT", 334);
    Settings settings;
    settings.mirrors.emplace_back().route = "shop";
    settings.mirrors.back().mirror = "new";
    settings.mirrors.back().methods = {"GET", "HEAD"};
    const Report report = make_report(material, settings, {.now = now});
    EXPECT_EQ(report.verdict.title, "READY FOR WHAT IS MIRRORED");
    EXPECT_EQ(report.verdict.summary,
              "Every endpoint that is mirrored is shown to meet its target. Never mirrored: POST, "
              "PUT (1,234 live requests of route shop).");
    EXPECT_EQ(gate_of(report.verdict, 1), 0);
    EXPECT_TRUE(report.mirrors[0].problems.empty());

    // Another mirror of the route, into a sandbox, say, may copy what this one does not.
    auto posts = clean_endpoint(endpoint_name("POST", "/orders"), 3'000);
    posts.name.mirror = "sandbox";
    material.run.endpoints.push_back(posts);
    const Report both = make_report(material, settings, {.now = now});
    ASSERT_EQ(both.gaps.unmirrored.size(), 1U);
    EXPECT_EQ(both.gaps.unmirrored[0].requests, (store::ByReason{{"PUT", 334}}));
    settings.mirrors[0].control = true;
    EXPECT_TRUE(make_report(material, settings, {.now = now}).gaps.unmirrored.empty());
}

TEST(Verdict, control_mirrors_are_no_candidates) {
    Material material;
    material.run.endpoints = {sampled(3'000, 2'000)};
    count_endpoints(material);
    Settings settings = rich_settings();
    settings.mirrors[0].control = true;
    const Report report = make_report(material, settings, {.now = now});
    EXPECT_TRUE(report.endpoints.empty());
    EXPECT_EQ(gate_of(report.verdict, 0), 2);
}

}  // namespace
}  // namespace crossfade::report
