// Times and counts that differ because of when each side answered, and the list of what is built
// in.
#include "proxy/compare/built_in.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace crossfade::compare {
namespace {

const Texts none{};

/// Two answers to one request, made at the times their date fields say.
struct Dated {
    Knowledge knowledge;
    std::string live_date = "Wed, 31 Jan 2024 09:30:00 GMT";
    std::string shadow_date = "Wed, 31 Jan 2024 09:30:00 GMT";

    Result judge(std::string live, std::string shadow) {
        Pair pair = pair_of(std::move(live), std::move(shadow));
        pair.live.headers.emplace_back("Date", live_date);
        pair.shadow.headers.emplace_back("Date", shadow_date);
        return compare(pair, Rules({}, "orders"), knowledge);
    }
    Texts found(std::string live, std::string shadow) {
        return texts_of(judge(std::move(live), std::move(shadow)));
    }
};

TEST(OwnTime, beside_the_own_response_is_the_same) {
    Dated dated;
    EXPECT_EQ(dated.found(R"({"at":"2024-01-31T09:29:58Z","n":1706693398})",
                          R"({"at":"2024-01-31T09:30:01Z","n":1706693401})"),
              none);
    EXPECT_EQ(dated.found(R"({"at":"2024-01-31T09:29:58Z"})", R"({"at":"2023-01-31T09:30:01Z"})"),
              Texts{"body.at value value"});
    EXPECT_EQ(dated.found(R"({"amount":1706693398})", R"({"amount":1706000000})"),
              Texts{"body.amount value number"});
    EXPECT_EQ(
        dated.found(R"({"at":"2024-01-31T09:29:58Z"})", R"({"at":"2024-01-31T09:30:01+00:00"})")
            .size(),
        1U);
}

TEST(OwnTime, of_a_thing_that_each_side_made_is_the_same_at_the_same_age) {
    Dated dated;
    EXPECT_EQ(dated.found(R"({"id":1,"created_at":"2024-01-01T10:00:00Z"})",
                          R"({"id":9,"created_at":"2024-01-01T10:00:04Z"})"),
              none);
    EXPECT_EQ(dated.found(R"({"id":1,"created_at":"2024-01-01T10:00:00Z"})",
                          R"({"id":9,"created_at":"1970-01-01T00:00:00Z"})"),
              Texts{"body.created_at value value"});
}

TEST(OwnTime, of_a_shared_thing_is_compared) {
    Dated dated;
    EXPECT_EQ(dated.found(R"({"id":1,"created_at":"2024-01-01T10:00:00Z"})",
                          R"({"id":1,"created_at":"2024-01-01T10:00:04Z"})"),
              Texts{"body.created_at value value"});
    EXPECT_EQ(dated.found(R"({"id":3,"user":{"id":5,"since":"2024-01-01T10:00:00Z"}})",
                          R"({"id":9,"user":{"id":5,"since":"2024-01-01T10:00:04Z"}})"),
              Texts{"body.user.since value value"});
}

TEST(OwnTime, that_varied_between_live_responses_is_the_same_in_the_same_format) {
    Dated dated;
    EXPECT_EQ(
        dated.found(R"({"seen":"2024-01-01T10:00:00Z"})", R"({"seen":"2024-01-02T10:00:00Z"})"),
        Texts{"body.seen value value"});
    EXPECT_EQ(
        dated.found(R"({"seen":"2024-01-03T10:00:00Z"})", R"({"seen":"2024-01-02T10:00:00Z"})"),
        none);
    EXPECT_EQ(dated.found(R"({"seen":"2024-01-04T10:00:00Z"})", R"({"seen":"2024-01-02"})").size(),
              1U);
}

TEST(Drift, is_never_seen_in_what_was_answered_at_once) {
    Dated dated;
    for (const char* live : {R"({"open":3})", R"({"open":4})", R"({"open":5})"}) {
        EXPECT_EQ(dated.found(live, R"({"open":9})"), Texts{"body.open value number"});
    }
}

TEST(Drift, is_seen_where_live_responses_varied_and_the_shadow_answered_later) {
    Dated dated;
    dated.shadow_date = "Fri, 02 Feb 2024 09:30:00 GMT";
    EXPECT_EQ(dated.found(R"({"open":3,"limit":7})", R"({"open":9,"limit":8})").size(), 2U);
    EXPECT_EQ(dated.found(R"({"open":4,"limit":7})", R"({"open":9,"limit":8})"),
              Texts{"body.limit value number"});
    EXPECT_EQ(dated.found(R"({"price":1.25})", R"({"price":1.5})").size(), 1U);
    EXPECT_EQ(dated.found(R"({"price":1.26})", R"({"price":1.5})").size(), 1U);
}

TEST(BuiltIn, can_be_listed_and_names_whatever_hides_a_difference) {
    std::set<std::string> names;
    for (const BuiltIn& each : built_ins()) {
        EXPECT_FALSE(each.covers.empty()) << each.name;
        EXPECT_FALSE(each.does.empty()) << each.name;
        names.insert("built-in " + each.name);
    }
    Dated dated;
    dated.shadow_date = "Wed, 31 Jan 2024 09:30:09 GMT";
    const Result result = dated.judge(R"({"id":1,"at":"2024-01-31T09:30:00Z"})",
                                      R"({"id":9,"at":"2024-01-31T09:30:09Z"})");
    EXPECT_EQ(result.verdict, Verdict::match);
    EXPECT_EQ(result.hidden.size(), 3U);
    for (const Hidden& hidden : result.hidden) EXPECT_TRUE(names.contains(hidden.by)) << hidden.by;
}

}  // namespace
}  // namespace crossfade::compare
