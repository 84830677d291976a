// From judged pairs through the sink to what a report is made of.
#include "proxy/store/tally.hpp"
#include "tests/unit/store/run_fixture.hpp"

#include <gtest/gtest.h>

namespace crossfade::store {
namespace {

const StoredAttribute& attribute_of(const StoredFault& fault,
                                    const std::string& name,
                                    const std::string& value) {
    const auto found = std::find_if(
        fault.attributes.begin(), fault.attributes.end(), [&](const StoredAttribute& each) {
            return each.name == name && each.value == value;
        });
    EXPECT_NE(found, fault.attributes.end()) << name << ' ' << value;
    static const StoredAttribute none;
    return found == fault.attributes.end() ? none : *found;
}

TEST_F(RunTest, counts_every_verdict_at_its_endpoint) {
    for (int user = 0; user < 30; ++user) submit(Judged("/users/" + std::to_string(user), user));
    for (int time = 0; time < 5; ++time) submit(Judged("/users/7", time));
    submit(Judged("/users/7").failed(compare::Verdict::shadow_error, "response_timeout"));
    submit(Judged("/users/7").failed(compare::Verdict::not_compared, "budget"));
    submit(Judged("/users/7").failed(compare::Verdict::both_failed, ""));
    submit(Judged("/users/8", 60).found("body.name", "\"ANN\"", "\"ann\""));
    const StoredRun stored = run();
    ASSERT_EQ(stored.endpoints.size(), 1U);
    const StoredEndpoint& users = stored.endpoints[0];
    EXPECT_EQ(users.name, (EndpointName{"shop", "new", "GET", "/users/{id}"}));
    EXPECT_EQ(users.match, 35U);
    EXPECT_EQ(users.mismatch, 1U);
    EXPECT_EQ(users.both_failed, 1U);
    EXPECT_EQ(users.shadow_error.at("response_timeout"), 1U);
    EXPECT_EQ(users.not_compared.at("budget"), 1U);
    EXPECT_EQ(users.distinct_compared, 30U);
    EXPECT_EQ(users.distinct_mismatch, 1U);
    EXPECT_EQ(users.first_seen, began);
    EXPECT_EQ(users.last_seen, began + std::chrono::seconds(60));
    EXPECT_EQ(users.live.latency().count, 39U);
    EXPECT_NEAR(static_cast<double>(users.live.latency().p95), 10'000, 500);
    EXPECT_NEAR(static_cast<double>(users.slower.p50), 2'000, 100);
}

TEST_F(RunTest, a_fault_tells_values_users_builds_and_when_it_happens) {
    for (int number = 0; number < 40; ++number) {
        const bool expands = number % 4 == 0;
        Judged judged(expands ? "/users/1?expand=items&token=s3cr3t" : "/users/1?x", number);
        judged.pair.request.headers = {{"Accept-Language", "de-DE,de;q=0.9"},
                                       {"X-Tenant", number < 20 ? "acme" : "initech"},
                                       {"user-agent", "curl/8.4.0"},
                                       {"cookie", "session=abc; theme=dark"}};
        judged.pair.build = number < 20 ? "b1" : "b2";
        if (expands) judged.found("body.state", "\"ACTIVE\"", "\"active\"");
        submit(judged);
    }
    const StoredRun stored = run();
    ASSERT_EQ(stored.faults.size(), 1U);
    const StoredFault& fault = stored.faults[0];
    EXPECT_EQ(fault.fault.substr(0, 2), "F-");
    EXPECT_EQ(fault.fault.size(), 14U);
    EXPECT_EQ(fault.path, "body.state");
    EXPECT_EQ(fault.kind, "value");
    EXPECT_EQ(fault.transition, "case");
    EXPECT_EQ(fault.count, 10U);
    EXPECT_EQ(fault.first_build, "b1");
    EXPECT_EQ(fault.distinct_requests, 1U);
    EXPECT_EQ(fault.distinct_users, 5U);
    ASSERT_EQ(fault.values.size(), 1U);
    EXPECT_EQ(fault.values[0].live, "\"ACTIVE\"");
    EXPECT_EQ(fault.values[0].count, 10U);
    const auto& expand = attribute_of(fault, "query expand", "items");
    EXPECT_EQ(expand.with, 10U);
    EXPECT_EQ(expand.among, 10U);
    const auto& tenant = attribute_of(fault, "header x-tenant", "acme");
    EXPECT_EQ(tenant.with, 5U);
    EXPECT_EQ(tenant.among, 20U);
    EXPECT_EQ(attribute_of(fault, "header accept-language", "de-de").among, 40U);
    EXPECT_EQ(attribute_of(fault, "client", "curl").among, 40U);
    EXPECT_EQ(attribute_of(fault, "cookie theme", "(present)").among, 40U);
    EXPECT_EQ(attribute_of(fault, "status", "200").with, 10U);
    EXPECT_EQ(attribute_of(fault, "query token", "(present)").with, 10U);
    ASSERT_EQ(stored.patterns.size(), 1U);
    EXPECT_EQ(stored.patterns[0].faults, std::vector<std::string>{fault.fault});
    ASSERT_EQ(stored.endpoints[0].builds.size(), 2U);
    EXPECT_EQ(stored.endpoints[0].builds[0].build, "b1");
    EXPECT_EQ(stored.endpoints[0].builds[0].mismatch, 5U);
}

TEST_F(RunTest, a_pair_counts_once_for_each_fault_and_a_fault_keeps_its_name) {
    Judged judged("/users/1");
    judged.found("body.a", "1", "2").found("body.b", "1", "2").found("body.b", "3", "4");
    submit(judged);
    const StoredRun before = run();
    ASSERT_EQ(before.faults.size(), 2U);
    EXPECT_EQ(before.faults[0].count, 1U);
    EXPECT_EQ(before.patterns[0].faults.size(), 2U);
    restart();
    judged.pair.request.path = "/users/2";
    submit(judged);
    const StoredRun after = run();
    ASSERT_EQ(after.faults.size(), 2U);
    EXPECT_EQ(after.faults[0].fault, before.faults[0].fault);
    EXPECT_EQ(after.faults[0].count, 2U);
}

TEST_F(RunTest, adds_up_over_restarts_and_batches) {
    for (int part = 0; part < 6; ++part) {
        for (int number = 0; number < 50; ++number) {
            Judged judged("/users/" + std::to_string(number), number);
            if (number % 5 == 0) judged.found("body.x", "1", std::to_string(number % 3));
            submit(judged);
        }
        if (part % 2 == 0) restart();
        static_cast<void>(run());
    }
    const StoredRun stored = run();
    EXPECT_EQ(stored.endpoints[0].match, 240U);
    EXPECT_EQ(stored.endpoints[0].mismatch, 60U);
    EXPECT_EQ(stored.endpoints[0].distinct_compared, 50U);
    EXPECT_EQ(sum_of(stored.faults[0].values), 60U);
}

TEST_F(RunTest, endpoints_that_turn_out_to_be_one_lose_no_count) {
    const auto shop = [](int number) {
        return "/shops/s" + std::string(1, static_cast<char>('a' + number % 26)) +
               std::string(1, static_cast<char>('a' + number / 26));
    };
    std::uint64_t mismatches = 0;
    for (int number = 0; number < 150; ++number) {
        if (number == 60) restart();
        Judged judged(shop(number) + "?page=1", number);
        if (number % 3 == 0) {
            judged.found("body.open", "true", "false");
            ++mismatches;
        }
        submit(judged);
        if (number % 25 == 0) static_cast<void>(run());
    }
    const StoredRun stored = run();
    ASSERT_EQ(stored.endpoints.size(), 1U);
    EXPECT_EQ(stored.endpoints[0].name.path, "/shops/{name}");
    EXPECT_EQ(stored.endpoints[0].compared(), 150U);
    EXPECT_EQ(stored.endpoints[0].mismatch, mismatches);
    EXPECT_EQ(stored.endpoints[0].distinct_compared, 150U);
    ASSERT_EQ(stored.faults.size(), 1U);
    EXPECT_EQ(stored.faults[0].count, mismatches);
    EXPECT_EQ(attribute_of(stored.faults[0], "query page", "1").among, 150U);
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    // Those at random may be among the newest.
    EXPECT_GE(reader.exemplars(stored.patterns[0]).size(), 8U);
    EXPECT_LE(reader.exemplars(stored.patterns[0]).size(), 12U);
    EXPECT_EQ(reader.matches(stored.endpoints[0].name).size(), 3U);
}

TEST_F(RunTest, what_asking_again_taught_is_counted_apart) {
    Judged judged("/users/1");
    submit(judged.found("body.x", "1", "2"));
    Repetition repetition{"shop", "new", "GET", "/users/2", 200, StoredNoise::Side::shadow, {}, {}};
    repetition.pair = {{"body.x", compare::Kind::value, "value", "1", "2"}};
    sink().repeated(repetition);
    repetition.itself = {{"body.y", compare::Kind::value, "value", "1", "2"}};
    sink().repeated(repetition);
    sink().rechecked({"shop", "new", "GET", "/users/3", 200, judged.result.signature, true});
    sink().rechecked({"shop", "new", "GET", "/users/3", 200, judged.result.signature, false});
    sink().rechecked({"shop", "new", "GET", "/users/3", 200, "S-unknown", true});
    const StoredRun stored = run();
    ASSERT_EQ(stored.noise.size(), 3U);
    EXPECT_EQ(stored.noise[0].path, "");
    EXPECT_EQ(stored.noise[0].probes, 2U);
    EXPECT_EQ(stored.noise[0].noise, 1U);
    EXPECT_EQ(stored.noise[1].path, "body.x");
    EXPECT_EQ(stored.noise[1].probes, 2U);
    EXPECT_EQ(stored.noise[1].only_pair, 2U);
    EXPECT_EQ(stored.noise[2].only_noise, 1U);
    ASSERT_EQ(stored.patterns.size(), 1U);
    EXPECT_EQ(stored.patterns[0].persistent, 1U);
    EXPECT_EQ(stored.patterns[0].transient, 1U);
    EXPECT_EQ(stored.patterns[0].count, 1U);
}

config::Config configuration() {
    config::Config config;
    config::Route route;
    route.name = "shop";
    config::Mirror mirror;
    mirror.to = "new";
    mirror.compare.target = 0.99;
    mirror.compare.targets = {{"POST", "/orders", 0.9999}};
    config::CompareRule used;
    used.path = "$.x";
    used.reason = "clock skew";
    used.owner = "orders";
    used.expires = "2027-03-01";
    config::CompareRule dead;
    dead.path = "$.gone";
    dead.as = config::CompareRule::As::set;
    mirror.compare.rules = {used, dead};
    config::Mirror control;
    control.to = "old-b";
    control.control = true;
    route.mirrors = {mirror, control};
    config.routes = {route};
    config.reports = config::Reports{};
    config.reports->endpoints = {"GET /users/{user}", "/never/{asked}"};
    return config;
}

TEST_F(RunTest, an_endpoint_tells_whether_it_is_asked_with_queries) {
    submit(Judged("/health"));
    EXPECT_FALSE(run().endpoints.at(0).has_queries);
    submit(Judged("/health?verbose"));
    EXPECT_TRUE(run().endpoints.at(0).has_queries);
}

TEST_F(RunTest, what_is_in_force_is_kept_and_rules_are_counted) {
    sink().describe(configuration());
    submit(Judged("/users/1").hidden("$.x"));
    submit(Judged("/users/1").hidden("built-in date"));
    submit(Judged("/users/1").hidden("$.x").hidden("$.x").found("body.y", "1", "2"));
    const StoredRun stored = run();
    EXPECT_EQ(stored.endpoints.at(0).name.path, "/users/{user}");
    EXPECT_EQ(stored.endpoints.at(0).match_by_rule, 1U);
    ASSERT_EQ(stored.rules.size(), 3U);
    EXPECT_EQ(stored.rules[0].by, "$.x");
    EXPECT_EQ(stored.rules[0].owner, "orders");
    EXPECT_EQ(stored.rules[0].as, "ignore");
    EXPECT_EQ(stored.rules[0].expires, "2027-03-01");
    EXPECT_EQ(stored.rules[0].hits, 2U);
    EXPECT_EQ(stored.rules[0].only, 1U);
    EXPECT_EQ(stored.rules[0].differ_besides, 1U);
    EXPECT_EQ(stored.rules[0].last_hit, began);
    EXPECT_EQ(stored.rules[1].by, "$.gone");
    EXPECT_EQ(stored.rules[1].as, "set");
    EXPECT_EQ(stored.rules[1].hits, 0U);
    EXPECT_EQ(stored.rules[2].by, "built-in date");
    EXPECT_FALSE(stored.rules[2].written);
    StoreReader reader;
    ASSERT_EQ(reader.open(directory()), "");
    const Description description = reader.description();
    ASSERT_EQ(description.mirrors.size(), 2U);
    EXPECT_EQ(description.mirrors[0].target, 0.99);
    EXPECT_EQ(description.mirrors[0].targets.at(0).path, "/orders");
    EXPECT_TRUE(description.mirrors[1].control);
    EXPECT_EQ(description.known.size(), 2U);
}

TEST_F(RunTest, endpoints_take_the_names_that_become_known) {
    submit(Judged("/users/1").found("body.y", "1", "2"));
    EXPECT_EQ(run().endpoints.at(0).name.path, "/users/{id}");
    restart();
    sink().describe(configuration());
    submit(Judged("/users/2").found("body.y", "1", "2"));
    const StoredRun stored = run();
    ASSERT_EQ(stored.endpoints.size(), 1U);
    EXPECT_EQ(stored.endpoints[0].name.path, "/users/{user}");
    EXPECT_EQ(stored.faults.at(0).count, 2U);
}

TEST_F(RunTest, what_a_control_mirror_finds_is_no_fault) {
    sink().describe(configuration());
    Judged judged("/users/1");
    judged.found("body.y", "1", "2").pair.mirror = "old-b";
    submit(judged);
    sink().flush();
    const StoredRun stored = run_of(directory());
    EXPECT_EQ(stored.endpoints.at(0).mismatch, 1U);
    EXPECT_TRUE(stored.faults.empty());
    EXPECT_TRUE(stored.patterns.empty());
    // As noise it is told with what the shadow's answer to the same request shows: repeated().
    EXPECT_TRUE(stored.noise.empty());
}

TEST_F(RunTest, asks_for_one_route_and_for_what_was_seen_lately) {
    submit(Judged("/users/1", 0).found("body.old", "1", "2"));
    submit(Judged("/users/1", 100).found("body.new", "1", "2"));
    EXPECT_EQ(run({"shop", std::nullopt}).endpoints.size(), 1U);
    EXPECT_TRUE(run({"other", std::nullopt}).endpoints.empty());
    const StoredRun late = run_of(directory(), {"", began + std::chrono::seconds(50)});
    EXPECT_EQ(late.faults.size(), 1U);
    EXPECT_EQ(late.patterns.size(), 1U);
    EXPECT_TRUE(run_of(directory(), {"", began + std::chrono::hours(1)}).endpoints.empty());
}

TEST_F(RunTest, is_bounded_whatever_is_sent) {
    settings_.max_endpoints = 5;
    for (int number = 0; number < 400; ++number) {
        const std::string text = std::to_string(number);
        const std::string word(1, static_cast<char>('a' + number % 26));
        Judged judged("/" + word + "/x?p" + text + "=v&q=w" + word + "x" + text, number);
        judged.pair.build = "build " + text;
        judged.pair.request.headers = {{"x-tenant", "t" + text}};
        submit(judged.failed(compare::Verdict::match, "").hidden("$." + text));
    }
    const StoredRun stored = run();
    EXPECT_EQ(stored.endpoints.size(), 6U);
    std::uint64_t matches = 0;
    for (const auto& endpoint : stored.endpoints) {
        matches += endpoint.match;
        EXPECT_LE(endpoint.builds.size(), 202U);
    }
    EXPECT_EQ(matches, 400U);
}

}  // namespace
}  // namespace crossfade::store
