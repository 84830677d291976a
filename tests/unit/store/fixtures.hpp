// What the tests of this folder share: judged pairs of an API of users and shops.
#pragma once

#include "proxy/compare/compare.hpp"
#include "proxy/store/store_reader.hpp"
#include "tests/unit/record/fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::store {

inline const record::Time began = *record::parse_rfc3339("2026-11-21T05:00:00Z");

/// A match until something is found.
struct Judged {
    compare::Pair pair;
    compare::Result result;

    explicit Judged(const std::string& target, int number = 0) {
        pair.id = "id-" + std::to_string(number);
        pair.time = began + std::chrono::seconds(number);
        pair.route = "shop";
        pair.mirror = "new";
        pair.request = {"GET", target, {}, ""};
        pair.live = {200, {{"content-type", "application/json"}}, "{}", false, 2, 0};
        pair.shadow = pair.live;
        pair.build = "b1";
        pair.user = "user " + std::to_string(number % 10);
        pair.live_time = std::chrono::milliseconds(10);
        pair.shadow_time = std::chrono::milliseconds(12);
    }
    Judged& found(const std::string& path, const std::string& live, const std::string& shadow) {
        result.verdict = compare::Verdict::mismatch;
        result.findings.push_back({path, compare::Kind::value, "case", live, shadow});
        result.signature = "S-" + path;
        return *this;
    }
    Judged& failed(compare::Verdict verdict, const std::string& reason) {
        result.verdict = verdict;
        result.reason = reason;
        return *this;
    }
    Judged& hidden(const std::string& by) {
        result.hidden.push_back({"body.x", "value", by});
        return *this;
    }
};

inline std::shared_ptr<const compare::Rules> plain_rules() {
    static const auto rules = std::make_shared<const compare::Rules>(config::Compare{}, "shop");
    return rules;
}

inline StoredRun run_of(const std::filesystem::path& directory,
                        const SignatureFilter& filter = {}) {
    StoreReader reader;
    EXPECT_EQ(reader.open(directory), "");
    StoredRun run = reader.run(filter);
    EXPECT_EQ(reader.error(), "");
    return run;
}

template <typename Rows>
auto sum_of(const Rows& rows) {
    std::uint64_t sum = 0;
    for (const auto& row : rows) sum += row.count;
    return sum;
}

/// What must hold of every run, whatever was lost on the way to it.
inline void expect_sums(const StoredRun& run) {
    std::map<EndpointName, std::uint64_t> patterns;
    std::map<EndpointName, std::uint64_t> faults;
    for (const auto& each : run.patterns) patterns[each.endpoint] += each.count;
    for (const auto& each : run.faults) faults[each.endpoint] += each.count;
    for (const auto& endpoint : run.endpoints) {
        EXPECT_EQ(patterns[endpoint.name], endpoint.mismatch) << endpoint.name.path;
        EXPECT_GE(faults[endpoint.name], endpoint.mismatch) << endpoint.name.path;
        EXPECT_LE(endpoint.distinct_mismatch, endpoint.distinct_compared) << endpoint.name.path;
        std::uint64_t by_rules = 0;
        for (const auto& each : endpoint.by_rules) by_rules += each.count;
        EXPECT_EQ(by_rules, endpoint.match_by_rule) << endpoint.name.path;
        std::uint64_t of_builds = 0;
        for (const auto& build : endpoint.builds) of_builds += build.match + build.mismatch;
        EXPECT_EQ(of_builds, endpoint.compared()) << endpoint.name.path;
    }
    for (const auto& fault : run.faults) {
        for (const auto& attribute : fault.attributes) {
            EXPECT_LE(attribute.with, attribute.among) << attribute.name << attribute.value;
            EXPECT_LE(attribute.with, fault.count) << attribute.name << attribute.value;
        }
    }
}

}  // namespace crossfade::store
