// What the report suggests can be pasted: the configuration takes it, and it says what was meant.
#include "proxy/report/suggestion.hpp"

#include "config/load.hpp"
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

namespace crossfade::report {
namespace {

std::string configuration_with(const std::string& rule) {
    return R"(listeners: [{name: public, address: "127.0.0.1:8080"}]
backends:
  legacy: {endpoints: ["127.0.0.1:9001"]}
  new: {endpoints: ["127.0.0.1:9002"]}
routes:
  - name: shop
    split: {legacy: 100%}
    mirror:
      - to: new
        compare:
          rules:
            - )" +
           rule + '\n';
}

std::vector<config::CompareRule> loaded(const std::string& rule) {
    const auto read =
        config::load_text(configuration_with(rule), "test.yaml", config::process_environment());
    for (const auto& problem : read.problems) ADD_FAILURE() << rule << ": " << problem.message;
    if (!read.config) return {};
    return read.config->routes.at(0).mirrors.at(0).compare.rules;
}

NoiseReport noise_at(const std::string& path) {
    NoiseReport noise;
    noise.endpoint = rich::users;
    noise.path = path;
    return noise;
}

TEST(SuggestionTest, is_taken_by_the_configuration_as_it_stands) {
    for (const auto& [path, rule] : std::vector<std::pair<std::string, std::string>>{
             {"body.id", "$.id"},
             {"body", "$"},
             {"body[*].id", "$[*].id"},
             {"body.items[*].price", "$.items[*].price"},
             {"body.by_day.{key}.sum", "$.by_day.*.sum"},
             {"body.{key}.{key}", "$.*.*"},
             {"body['odd key'].x", "$['odd key'].x"},
             {"body['it\\'s \"so\"']", "$['it\\'s \"so\"']"}}) {
        const auto suggested = suggestion_for({}, noise_at(path));
        ASSERT_TRUE(suggested) << path;
        const auto rules = loaded(*suggested);
        ASSERT_EQ(rules.size(), 1U) << *suggested;
        EXPECT_EQ(rules[0].path, rule);
    }
}

TEST(SuggestionTest, of_every_comparator_is_taken) {
    for (const auto& [kind, live, shadow, as] :
         std::vector<std::tuple<std::string, std::string, std::string, config::CompareRule::As>>{
             {"order", "", "", config::CompareRule::As::multiset},
             {"value",
              "\"2026-11-21T05:00:00Z\"",
              "\"2026-11-21T05:00:01Z\"",
              config::CompareRule::As::timestamp},
             {"value", "17", "18", config::CompareRule::As::ignore},
             {"value", "\"a\"", "\"b\"", config::CompareRule::As::same_class}}) {
        store::StoredRun run;
        run.faults = {fault_at(rich::users, "F-1", "body.days.{key}", 3)};
        run.faults[0].kind = kind;
        if (!live.empty()) run.faults[0].values = {{live, shadow, 3}};
        const auto suggested = suggestion_for(run, noise_at("body.days.{key}"));
        ASSERT_TRUE(suggested);
        const auto rules = loaded(*suggested);
        ASSERT_EQ(rules.size(), 1U) << *suggested;
        EXPECT_EQ(rules[0].as, as) << *suggested;
        EXPECT_EQ(rules[0].path, "$.days.*");
    }
}

TEST(SuggestionTest, there_is_none_for_what_no_rule_can_name) {
    EXPECT_FALSE(rule_path("header.link"));
    EXPECT_FALSE(rule_path("status"));
    EXPECT_FALSE(rule_path("bodyguard"));
}

}  // namespace
}  // namespace crossfade::report
