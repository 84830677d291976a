// What a run knows of the configuration that was in force, and counts that have to fit it.
#include "proxy/store/store.hpp"
#include "proxy/store/tally.hpp"
#include "tests/unit/store/run_fixture.hpp"

#include <gtest/gtest.h>

namespace crossfade::store {
namespace {

class RunConfigurationTest : public RunTest {};

config::Config mirrored(std::vector<std::string> methods) {
    config::Config config;
    config::Route& route = config.routes.emplace_back();
    route.name = "shop";
    config::Mirror& mirror = route.mirrors.emplace_back();
    mirror.to = "new";
    mirror.methods = std::move(methods);
    return config;
}

TEST_F(RunConfigurationTest, knows_what_mirrors_copy_and_when_their_configuration_changed) {
    const auto description = [&] {
        sink().flush();
        StoreReader reader;
        EXPECT_EQ(reader.open(directory()), "");
        return reader.description();
    };
    auto config = mirrored({"GET", "HEAD"});
    sink().describe(config);
    EXPECT_EQ(description().mirrors.at(0).methods, (std::vector<std::string>{"GET", "HEAD"}));
    sink().describe(config);
    restart();
    sink().describe(config);
    ASSERT_EQ(run().configurations.size(), 1U);
    const StoredConfiguration first = run().configurations[0];
    EXPECT_TRUE(first.mirrors.starts_with("M-"));
    EXPECT_EQ(first.rules, "");

    config.routes[0].mirrors[0].compare.rules.emplace_back().path = "$.a";
    sink().describe(config);
    const auto with_rule = run().configurations;
    ASSERT_EQ(with_rule.size(), 2U);
    EXPECT_EQ(with_rule[1].mirrors, first.mirrors);
    EXPECT_TRUE(with_rule[1].rules.starts_with("R-"));
    EXPECT_GE(with_rule[1].since, first.since);

    config.routes[0].mirrors[0].methods.emplace_back("POST");
    sink().describe(config);
    const auto with_method = run().configurations;
    ASSERT_EQ(with_method.size(), 3U);
    EXPECT_NE(with_method[2].mirrors, first.mirrors);
    EXPECT_EQ(with_method[2].rules, with_rule[1].rules);
}

TEST_F(RunConfigurationTest, remembers_the_last_fifty_configurations) {
    for (int number = 0; number < 60; ++number) {
        sink().describe(mirrored({"M" + std::to_string(number)}));
        sink().flush();
    }
    EXPECT_EQ(run().configurations.size(), 50U);
}

TEST_F(RunConfigurationTest, what_is_under_way_when_the_file_is_taken_away_began_in_the_new_one) {
    const auto count = [&](std::uint64_t eligible, std::uint64_t mirrored, std::uint64_t match) {
        sink().count_totals({{"shop", "new", "match", "", match},
                             {"shop", "new", "mirrored", "", mirrored},
                             {"shop", "new", "eligible", "", eligible}});
        sink().flush();
    };
    count(100, 96, 60);
    for (int time = 0; time < 2; ++time) {
        for (const auto* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(store_path(directory()).string() + end);
        }
        count(110 + 10 * static_cast<std::uint64_t>(time),
              110 + 10 * static_cast<std::uint64_t>(time),
              110 + 10 * static_cast<std::uint64_t>(time));
        StoreReader reader;
        ASSERT_EQ(reader.open(directory()), "");
        Accounting accounting;
        for (const auto& each : reader.counts("")) {
            accounting.add(each.outcome, each.reason, each.count);
        }
        EXPECT_EQ(accounting.match, time == 0 ? 50U : 10U);
        EXPECT_EQ(accounting.undecided(), 0);
        EXPECT_EQ(accounting.unjudged(), 0);
    }
}

config::Config mirrored_to_other() {
    config::Config config;
    config::Route& route = config.routes.emplace_back();
    route.name = "shop";
    for (const char* backend : {"legacy", "new"}) route.split.emplace_back().backend = backend;
    route.mirrors.emplace_back().to = "other";
    return config;
}

// Counted under "other", told of the backend that was asked.
TEST(SettlingTest, finds_what_whichever_backend_did_not_serve_is_counted_under) {
    for (const bool described : {true, false}) {
        record::TemporaryDirectory directory;
        config::Reports settings;
        settings.directory = directory.path().string();
        for (int time = 0; time < 3; ++time) {
            Sink sink(settings);
            if (described) sink.describe(mirrored_to_other());
            for (const char* shadow : {"legacy", "new"}) {
                Judged judged("/users/1");
                judged.pair.mirror = shadow;
                EXPECT_TRUE(sink.submit(judged.pair, judged.result, plain_rules()));
            }
            for (const auto* outcome : {"match", "mirrored", "eligible"}) {
                sink.count({"shop", "other", outcome, "", 1});  // the other one was not yet
            }
        }
        Store store(directory.path());
        ASSERT_EQ(store.open(), "");
        StoreReader reader;
        ASSERT_EQ(reader.open(directory.path()), "");
        Accounting accounting;
        for (const auto& each : reader.counts("")) {
            EXPECT_EQ(each.mirror, "other");
            accounting.add(each.outcome, each.reason, each.count);
        }
        EXPECT_EQ(accounting.match, 6U);
        EXPECT_EQ(accounting.undecided(), 0);
        EXPECT_EQ(accounting.unjudged(), 0);
    }
}

}  // namespace
}  // namespace crossfade::store
