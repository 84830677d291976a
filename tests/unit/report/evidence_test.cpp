// Conditions, noise, rules, changes and gaps: that they are found, and that chance is not.
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::report {
namespace {

TEST(Conditions, name_what_the_requests_have_in_common) {
    const Report report = rich_report();
    const FaultReport* zip = report.find_fault(rich::users, "F-aaaaaaaaaaaa");
    ASSERT_EQ(zip->conditions.size(), 1U);
    EXPECT_EQ(zip->conditions[0].name, "query expand");
    EXPECT_NEAR(zip->conditions[0].share, 255 / 2'000.0, 1e-12);
    EXPECT_NEAR(zip->conditions[0].elsewhere, 5 / 46'000.0, 1e-12);
    EXPECT_GT(zip->conditions[0].lift, 20);
}

TEST(Conditions, of_pure_chance_are_not_shown) {
    std::mt19937_64 random(3);
    std::size_t shown_conditions = 0;
    for (int round = 0; round < 100; ++round) {
        auto fault = fault_at(rich::users, "F", "body.a", 0);
        constexpr std::uint64_t compared = 2'000;
        std::vector<bool> faulty(compared);
        for (std::size_t index = 0; index < compared; ++index) faulty[index] = random() % 20 == 0;
        fault.count = static_cast<std::uint64_t>(std::count(faulty.begin(), faulty.end(), true));
        for (int attribute = 0; attribute < 30; ++attribute) {
            store::StoredAttribute& each = fault.attributes.emplace_back();
            each.name = "query " + std::to_string(attribute);
            for (std::size_t index = 0; index < compared; ++index) {
                if (random() % 10 != 0) continue;
                ++each.among;
                if (faulty[index]) ++each.with;
            }
        }
        shown_conditions += conditions_of(fault, compared, 5).size();
    }
    EXPECT_LE(shown_conditions, 3U);  // of 3 000 attributes
}

TEST(Conditions, counts_that_contradict_each_other_say_nothing) {
    auto fault = fault_at(rich::users, "F", "body.a", 10);
    fault.attributes = {{"a", "b", 20, 5}, {"c", "d", 10, 500}};
    EXPECT_TRUE(conditions_of(fault, 100, 5).empty());
}

const NoiseReport& noise_at(const Report& report, const std::string& path) {
    for (const auto& each : report.noise) {
        if (each.path == path) return each;
    }
    static const NoiseReport none;
    ADD_FAILURE() << path;
    return none;
}

TEST(Noise, knows_four_standings) {
    const Report report = rich_report();
    EXPECT_EQ(noise_at(report, "body.address.zip").standing, Standing::never);
    EXPECT_EQ(noise_at(report, "body.stock").standing, Standing::sometimes);
    EXPECT_EQ(noise_at(report, "body.request_id").standing, Standing::always);
    store::StoredRun run;
    run.noise = {{rich::users, store::StoredNoise::Side::live, "body.a", 299, 0, 3, 0}};
    EXPECT_EQ(noise_of(run, "").at(0).standing, Standing::unknown);
}

TEST(Noise, tells_a_fault_from_noise_by_the_paired_test) {
    const Report report = rich_report();
    const NoiseReport& stock = noise_at(report, "body.stock");
    EXPECT_LT(stock.false_rate, 1e-9);
    EXPECT_NEAR(stock.excess.difference, 0.09, 1e-12);
    EXPECT_LT(stock.excess.interval.low, 0.09);
    EXPECT_GT(stock.excess.interval.low, 0.05);
    store::StoredRun run;
    run.noise = {{rich::users, store::StoredNoise::Side::live, "body.a", 1'000, 100, 50, 50}};
    EXPECT_GT(noise_of(run, "").at(0).false_rate, 0.4);
}

TEST(Noise, of_a_control_mirror_is_that_of_live) {
    using Side = store::StoredNoise::Side;
    store::StoredRun run;
    run.noise = {{rich::users, Side::live, "", 200, 0, 0, 0},
                 {rich::users, Side::control, "", 500, 0, 0, 0},
                 {rich::users, Side::control, "body.a", 500, 0, 7, 0}};
    const NoiseReport noise = noise_of(run, "").at(0);
    EXPECT_EQ(noise.live.whole, 700U);
    EXPECT_EQ(noise.standing, Standing::never);
    EXPECT_EQ(noise.only_pair, 7U);
}

TEST(Noise, that_only_the_shadow_has_is_a_fault) {
    const Report report = rich_report();
    EXPECT_TRUE(noise_at(report, "body.order").shadow_only);
    EXPECT_FALSE(noise_at(report, "body.request_id").shadow_only);
}

TEST(Noise, that_is_always_there_asks_for_another_comparator) {
    const Report report = rich_report();
    EXPECT_EQ(noise_at(report, "body.request_id").suggestion,
              "{path: \"$.request_id\", as: class, reason: \"differs by itself\"}");
    EXPECT_FALSE(noise_at(report, "body.stock").suggestion);
    store::StoredRun run;
    run.noise = {{rich::users, store::StoredNoise::Side::live, "body.at", 50, 50, 0, 0},
                 {rich::users, store::StoredNoise::Side::live, "header.x", 50, 50, 0, 0}};
    auto fault = fault_at(rich::users, "F", "body.at", 9);
    fault.values = {{"\"2026-01-01T00:00:00Z\"", "\"2026-01-01T00:00:01Z\"", 9}};
    run.faults = {fault};
    const auto noise = noise_of(run, "");
    EXPECT_NE(noise.at(0).suggestion.value_or("").find("as: timestamp, tolerance: 5s"),
              std::string::npos);
    EXPECT_FALSE(noise.at(1).suggestion);
}

TEST(Rules, dead_and_expiring_ones_are_said) {
    const Report report = rich_report();
    ASSERT_EQ(report.rules.size(), 3U);
    EXPECT_EQ(report.rules[0].state, RuleState::expiring);
    EXPECT_EQ(report.rules[1].state, RuleState::dead);
    EXPECT_EQ(report.rules[2].state, RuleState::in_force);
    EXPECT_FALSE(report.rules[2].stored.written);
}

TEST(Rules, are_dead_after_two_weeks_and_expired_on_the_day) {
    store::StoredRun run;
    store::StoredRule rule;
    rule.by = "$.a";
    rule.written = true;
    rule.as = "ignore";
    rule.hits = 5;
    rule.last_hit = now - std::chrono::hours(24 * 15);
    run.rules.push_back(rule);
    rule.last_hit = now;
    rule.expires = "2026-11-21";
    run.rules.push_back(rule);
    rule.expires = "2026-11-29";
    run.rules.push_back(rule);
    const auto rules = rules_of(run, {.now = now});
    EXPECT_EQ(rules[0].state, RuleState::dead);
    EXPECT_EQ(rules[1].state, RuleState::expired);
    EXPECT_EQ(rules[2].state, RuleState::in_force);
}

TEST(Changes, tell_new_fixed_and_regressed) {
    const Report report = rich_report();
    ASSERT_EQ(report.changes.introduced.size(), 2U);
    EXPECT_EQ(report.changes.introduced[0].fault, "F-bbbbbbbbbbbb");
    ASSERT_EQ(report.changes.fixed.size(), 1U);
    EXPECT_EQ(report.changes.fixed[0].fault, "F-cccccccccccc");
    EXPECT_TRUE(report.changes.regressed.empty());
    Material material = rich_material();
    material.run.endpoints[0].builds[2].mismatch = 600;
    const Report worse = make_report(material, {}, {.now = now});
    ASSERT_EQ(worse.changes.regressed.size(), 1U);
    EXPECT_EQ(worse.changes.regressed[0].before.build, "b41");
}

TEST(Changes, a_fault_too_rare_to_be_missed_is_not_called_fixed) {
    Material material = rich_material();
    material.run.faults[2].count = 1;  // last seen before the build, but one in 48 000
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_TRUE(report.changes.fixed.empty());
}

TEST(Gaps, name_what_was_not_compared_and_never_seen) {
    const Report report = rich_report();
    ASSERT_EQ(report.gaps.uncompared.size(), 7U);
    EXPECT_EQ(report.gaps.uncompared[0].reason, "in_flight");
    ASSERT_EQ(report.gaps.holes.size(), 1U);
    EXPECT_EQ(report.gaps.holes[0].endpoint, "/carts/{id}");
    ASSERT_EQ(report.gaps.missing.size(), 1U);
    EXPECT_EQ(report.gaps.missing[0].count, 20U);
    EXPECT_FALSE(report.gaps.missing[0].whole);
}

}  // namespace
}  // namespace crossfade::report
