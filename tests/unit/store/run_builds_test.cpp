// What a run tells apart by the build of the shadow, and by the rules that its matches need.
#include "proxy/store/tally.hpp"
#include "tests/unit/store/run_fixture.hpp"

#include <gtest/gtest.h>

namespace crossfade::store {
namespace {

class RunBuildsTest : public RunTest {};

TEST_F(RunBuildsTest, distinct_requests_and_latencies_are_told_apart_by_build) {
    for (int user = 0; user < 30; ++user) submit(Judged("/users/" + std::to_string(user), user));
    for (int time = 0; time < 9; ++time) {
        Judged judged("/users/" + std::to_string(time % 3), 100 + time);
        judged.pair.build = "b2";
        judged.pair.shadow_time = std::chrono::milliseconds(50);
        if (time % 3 == 0) judged.found("body.a", "1", "2");
        submit(judged);
    }
    const StoredRun stored = run();
    ASSERT_EQ(stored.endpoints.size(), 1U);
    const StoredEndpoint& users = stored.endpoints[0];
    EXPECT_EQ(users.distinct_compared, 30U);
    ASSERT_EQ(users.builds.size(), 2U);
    EXPECT_EQ(users.builds[0].distinct_compared, 30U);
    EXPECT_EQ(users.builds[0].distinct_mismatch, 0U);
    EXPECT_EQ(users.builds[1].distinct_compared, 3U);
    EXPECT_EQ(users.builds[1].distinct_mismatch, 1U);
    EXPECT_EQ(users.builds[1].shadow.latency().count, 9U);
    EXPECT_NEAR(static_cast<double>(users.builds[1].shadow.latency().p50), 50'000, 2'000);
    EXPECT_NEAR(static_cast<double>(users.builds[0].shadow.latency().p50), 12'000, 500);
}

TEST_F(RunBuildsTest, builds_keep_figures_of_their_own_while_they_are_among_the_last) {
    for (int number = 0; number < 12; ++number) {
        Judged judged("/users/" + std::to_string(number), number);
        judged.pair.build = "b" + std::to_string(number);
        submit(judged);
        if (number % 5 == 0) restart();
    }
    const StoredRun stored = run();
    ASSERT_EQ(stored.endpoints.size(), 1U);
    const auto& builds = stored.endpoints[0].builds;
    ASSERT_EQ(builds.size(), 12U);
    for (std::size_t number = 0; number < builds.size(); ++number) {
        EXPECT_EQ(builds[number].match, 1U);
        EXPECT_EQ(builds[number].distinct_compared,
                  number + EndpointTally::max_builds >= builds.size() ? 1U : 0U);
    }
}

TEST_F(RunBuildsTest, figures_of_builds_stay_when_endpoints_turn_out_to_be_one) {
    for (int number = 0; number < 60; ++number) {
        submit(Judged("/shops/" + std::string(1, static_cast<char>('a' + number % 26)) +
                          std::to_string(number) + "x/items",
                      number)
                   .hidden("$.a"));
        if (number % 20 == 19) restart();
    }
    std::uint64_t distinct = 0;
    std::uint64_t by_rules = 0;
    for (const auto& endpoint : run().endpoints) {
        for (const auto& build : endpoint.builds) distinct += build.distinct_compared;
        for (const auto& each : endpoint.by_rules) by_rules += each.count;
    }
    EXPECT_EQ(distinct, 60U);
    EXPECT_EQ(by_rules, 60U);
}

TEST_F(RunBuildsTest, matches_are_told_apart_by_the_written_rules_that_they_need) {
    for (int number = 0; number < 8; ++number) {
        Judged judged("/users/1", number);
        judged.hidden("built-in date").hidden("$.a");
        if (number % 2 == 0) judged.hidden("$.b");
        if (number >= 6) judged.pair.build = "b2";
        submit(judged);
        if (number == 3) restart();
    }
    submit(Judged("/users/1").hidden("built-in date"));
    submit(Judged("/users/1").hidden("$.a").found("body.c", "1", "2"));
    const StoredRun stored = run();
    const StoredEndpoint& users = stored.endpoints.at(0);
    EXPECT_EQ(users.match_by_rule, 8U);
    ASSERT_EQ(users.by_rules.size(), 4U);
    const auto count = [&](const std::string& build, const std::vector<std::string>& rules) {
        for (const auto& each : users.by_rules) {
            if (each.build == build && each.rules == rules) return each.count;
        }
        return std::uint64_t{0};
    };
    EXPECT_EQ(count("b1", {"$.a"}), 3U);
    EXPECT_EQ(count("b1", {"$.a", "$.b"}), 3U);
    EXPECT_EQ(count("b2", {"$.a"}), 1U);
    EXPECT_EQ(count("b2", {"$.a", "$.b"}), 1U);
}

TEST_F(RunBuildsTest, sets_of_rules_beyond_the_bound_are_counted_as_one) {
    for (int number = 0; number < 450; ++number) {
        submit(Judged("/users/1", number).hidden("$.r" + std::to_string(number)));
        if (number == 150) restart();
    }
    const StoredRun stored = run();
    const StoredEndpoint& users = stored.endpoints.at(0);
    std::uint64_t all = 0;
    std::uint64_t beyond = 0;
    for (const auto& each : users.by_rules) {
        all += each.count;
        if (each.rules == std::vector<std::string>{"(other)"}) beyond += each.count;
    }
    EXPECT_EQ(all, 450U);
    EXPECT_GE(beyond, 450U - EndpointTally::max_by_rules);
    EXPECT_LE(users.by_rules.size(), EndpointTally::max_by_rules + 2);
}

}  // namespace
}  // namespace crossfade::store
