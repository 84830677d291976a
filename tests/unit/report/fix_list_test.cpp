// The order of fixes and what they gain: never counted twice, the same in every run.
#include "proxy/report/set_cover.hpp"
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::report {
namespace {

using Patterns = std::vector<std::pair<std::vector<std::string>, std::uint64_t>>;

Report report_of(const Patterns& patterns) {
    Material material;
    auto endpoint = clean_endpoint(rich::users, 1'000);
    std::map<std::string, std::uint64_t> counts;
    int number = 0;
    for (const auto& [faults, count] : patterns) {
        endpoint.match -= count;
        endpoint.mismatch += count;
        material.run.patterns.push_back(
            pattern_at(rich::users, "S-" + std::to_string(++number), faults, count));
        for (const auto& fault : faults) counts[fault] += count;
    }
    for (const auto& [fault, count] : counts) {
        material.run.faults.push_back(fault_at(rich::users, fault, "body." + fault, count));
    }
    material.run.endpoints.push_back(endpoint);
    count_endpoints(material);
    return make_report(material, {}, {.now = now});
}

using Row = std::pair<std::vector<std::string>, std::uint64_t>;

std::vector<Row> rows_of(const Report& report) {
    std::vector<Row> rows;
    for (const auto& fix : report.fix_list.fixes) rows.push_back({fix.faults, fix.clean});
    return rows;
}

TEST(FixList, takes_what_cleans_most_first) {
    const auto report = report_of({{{"a"}, 10}, {{"b"}, 90}});
    EXPECT_EQ(rows_of(report), (std::vector<Row>{{{"b"}, 90}, {{"a"}, 10}}));
    EXPECT_NEAR(report.fix_list.fixes[0].endpoint_rate, 0.99, 1e-12);
    EXPECT_NEAR(report.fix_list.fixes[0].share, 0.9, 1e-12);
    EXPECT_NEAR(report.fix_list.fixes[1].endpoint_rate, 1, 1e-12);
    EXPECT_EQ(report.fix_list.beyond, 0U);
}

TEST(FixList, a_response_is_clean_once_all_of_its_faults_are_fixed) {
    // b alone is in 60 responses and cleans none of them before a is fixed.
    const auto report = report_of({{{"a"}, 50}, {{"a", "b"}, 60}, {{"c"}, 58}});
    EXPECT_EQ(rows_of(report), (std::vector<Row>{{{"c"}, 58}, {{"a"}, 50}, {{"b"}, 60}}));
}

TEST(FixList, what_has_to_be_fixed_together_is_worth_it_together) {
    // Neither a nor b cleans anything alone, but both together do more than c.
    const auto report =
        report_of({{{"a", "b"}, 60}, {{"a", "d"}, 1}, {{"b", "d"}, 1}, {{"c"}, 20}});
    const auto rows = rows_of(report);
    EXPECT_EQ(rows.at(0), (Row{{"a"}, 0}));
    EXPECT_EQ(rows.at(1), (Row{{"b"}, 60}));
    EXPECT_EQ(rows.at(2), (Row{{"c"}, 20}));
    EXPECT_EQ(rows.at(3), (Row{{"d"}, 2}));
}

TEST(FixList, faults_that_always_come_together_are_one_row) {
    const auto report = report_of({{{"a", "b"}, 30}, {{"a", "b", "c"}, 5}});
    EXPECT_EQ(rows_of(report), (std::vector<Row>{{{"a", "b"}, 30}, {{"c"}, 5}}));
    EXPECT_EQ(report.fix_list.fixes[0].responses, 35U);
}

TEST(FixList, ties_go_by_name) {
    const auto report = report_of({{{"b"}, 10}, {{"c"}, 10}, {{"a"}, 10}});
    EXPECT_EQ(rows_of(report), (std::vector<Row>{{{"a"}, 10}, {{"b"}, 10}, {{"c"}, 10}}));
}

TEST(FixList, never_counts_a_response_twice) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 50; ++round) {
        Patterns patterns;
        std::uint64_t all = 0;
        for (int number = 0; number < 12; ++number) {
            std::vector<std::string> faults;
            for (const char* fault : {"a", "b", "c", "d", "e", "f"}) {
                if (random() % 3 == 0) faults.emplace_back(fault);
            }
            if (faults.empty()) faults.emplace_back("a");
            patterns.emplace_back(faults, 1 + random() % 40);
            all += patterns.back().second;
        }
        const auto report = report_of(patterns);
        std::uint64_t clean = 0;
        double rate = 0;
        for (const auto& fix : report.fix_list.fixes) {
            clean += fix.clean;
            EXPECT_LE(fix.clean, all);
            EXPECT_GE(fix.endpoint_rate, rate);
            rate = fix.endpoint_rate;
        }
        EXPECT_EQ(clean + report.fix_list.beyond, all);
        EXPECT_EQ(report.fix_list.beyond, 0U);
        EXPECT_NEAR(rate, 1, 1e-12);
        EXPECT_EQ(rows_of(report), rows_of(report_of(patterns)));
    }
}

TEST(FixList, leaves_out_what_is_fixed_and_names_other_places) {
    const Report report = rich_report();
    ASSERT_EQ(report.fix_list.fixes.size(), 4U);
    const Fix& first = report.fix_list.fixes[0];
    EXPECT_EQ(first.faults, (std::vector<std::string>{"F-aaaaaaaaaaaa"}));
    EXPECT_EQ(first.elsewhere, (std::vector<std::string>{"GET /orders/{id}"}));
    EXPECT_EQ(report.fix_list.fixes[1].faults,
              (std::vector<std::string>{"F-bbbbbbbbbbbb", "F-dddddddddddd"}));
}

TEST(FixList, mismatches_without_a_pattern_are_not_promised) {
    Material material;
    auto endpoint = clean_endpoint(rich::users, 1'000);
    endpoint.match = 900;
    endpoint.mismatch = 100;
    material.run.endpoints.push_back(endpoint);
    material.run.faults.push_back(fault_at(rich::users, "a", "body.a", 40));
    material.run.patterns.push_back(pattern_at(rich::users, "S-1", {"a"}, 40));
    count_endpoints(material);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_NEAR(report.fix_list.fixes.at(0).endpoint_rate, 0.94, 1e-12);
}

TEST(FixList, thousands_of_patterns_are_bounded) {
    Patterns patterns;
    for (int number = 0; number < 900; ++number) {
        patterns.push_back({{"f" + std::to_string(number), "f" + std::to_string(number % 7)}, 1});
    }
    const auto report = report_of(patterns);
    EXPECT_LE(report.fix_list.fixes.size(), 310U);
    std::uint64_t clean = report.fix_list.beyond;
    for (const auto& fix : report.fix_list.fixes) clean += fix.clean;
    EXPECT_EQ(clean, 900U);
}

}  // namespace
}  // namespace crossfade::report
