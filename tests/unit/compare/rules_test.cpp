// Compare rules: what each does, and which holds where several match.
#include "proxy/compare/json_diff.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

config::Compare ignoring(const std::string& path) { return with_rules({rule(path, As::ignore)}); }

config::Compare keyed(const std::string& path, const std::string& by) {
    auto written = rule(path, As::keyed);
    written.by = by;
    return with_rules({written});
}

config::CompareRule number(const std::string& path, double tolerance) {
    auto written = rule(path, As::number);
    written.tolerance = tolerance;
    return written;
}

config::Compare timestamp(const std::string& path, int tolerance_ms) {
    auto written = rule(path, As::timestamp);
    written.time_tolerance = config::Milliseconds(tolerance_ms);
    return with_rules({written});
}

TEST(IgnoreRule, covers_its_place_and_all_below) {
    EXPECT_EQ(found(R"({"a":{"b":[1]},"c":1})", R"({"c":2})", ignoring("$.a")),
              Texts{"body.c value number"});
    EXPECT_EQ(found(R"({"a":{"b":[1]}})", R"({"a":{"b":[2,3]}})", ignoring("$.a")), Texts{});
    EXPECT_EQ(found("[1]", "{}", ignoring("$")), Texts{});
}

TEST(IgnoreRule, never_matches_part_of_a_name) {
    const std::string live = R"({"id":1,"identity":1,"my_id":1,"a":{"id":1}})";
    const std::string shadow = R"({"id":2,"identity":2,"my_id":2,"a":{"id":2}})";
    EXPECT_EQ(
        found(live, shadow, ignoring("$.id")),
        (Texts{"body.a.id value number", "body.identity value number", "body.my_id value number"}));
}

TEST(IgnoreRule, takes_patterns) {
    const std::string live = R"({"id":1,"a":{"id":1,"x":[{"id":1}]},"b":[{"id":1}]})";
    const std::string shadow = R"({"id":2,"a":{"id":2,"x":[{"id":2}]},"b":[{"id":2}]})";
    EXPECT_EQ(found(live, shadow, ignoring("$.**.id")), Texts{});
    EXPECT_EQ(
        found(live, shadow, ignoring("$.*.id")),
        (Texts{
            "body.a.x[*].id value number", "body.b[*].id value number", "body.id value number"}));
    EXPECT_EQ(
        found(live, shadow, ignoring("$.*[*].id")),
        (Texts{"body.a.id value number", "body.a.x[*].id value number", "body.id value number"}));
    EXPECT_EQ(found(live, shadow, ignoring("$.a.**")),
              (Texts{"body.b[*].id value number", "body.id value number"}));
    EXPECT_EQ(found(R"({"odd key":1})", R"({"odd key":2})", ignoring("$['odd key']")), Texts{});
}

TEST(IgnoreRule, hides_missing_and_extra_members_too) {
    EXPECT_EQ(found(R"({"a":1})", R"({"b":1})", ignoring("$.*")), Texts{});
    EXPECT_EQ(found(R"({"a":[1,2]})", R"({"a":[1]})", ignoring("$.a[*]")), Texts{});
}

TEST(IgnoreRule, makes_elements_equal_that_differ_in_it_only) {
    const std::string live = R"([{"i":1,"t":1},{"i":2,"t":2}])";
    const std::string shadow = R"([{"i":2,"t":3},{"i":1,"t":4}])";
    EXPECT_EQ(found(live, shadow, ignoring("$[*].t")), Texts{"body order reorder"});
}

TEST(Precedence, a_more_specific_rule_lifts_an_ignore) {
    const auto rules = with_rules({rule("$.**", As::ignore), rule("$.a.id", As::ordered)});
    EXPECT_EQ(found(R"({"a":{"id":1,"x":1},"y":1})", R"({"a":{"id":2,"x":2},"z":1})", rules),
              Texts{"body.a.id value number"});
}

TEST(Precedence, a_less_specific_rule_does_not_lift_an_ignore) {
    const auto rules = with_rules({number("$.**.price", 0), rule("$.items", As::ignore)});
    EXPECT_EQ(
        found(
            R"({"items":[{"price":1}],"price":1})", R"({"items":[{"price":2}],"price":2})", rules),
        Texts{"body.price value number"});
}

TEST(Precedence, an_ignore_of_lower_rank_still_holds_below_another_kind_of_rule) {
    auto rules = keyed("$.items", "sku");
    rules.rules.push_back(rule("$.**.updated_at", As::ignore));
    EXPECT_EQ(found(R"({"items":[{"sku":1,"updated_at":1,"n":1}]})",
                    R"({"items":[{"sku":1,"updated_at":2,"n":1}]})",
                    rules),
              Texts{});
}

TEST(Precedence, goes_by_depth_wildcards_then_exact_members_then_from_the_left) {
    const std::string live = R"({"a":{"b":1.0}})";
    const std::string shadow = R"({"a":{"b":1.5}})";
    const auto decided_by = [&](const std::string& strict, const std::string& lax) {
        const auto one = with_rules({number(lax, 1), number(strict, 0.1)});
        const auto other = with_rules({number(strict, 0.1), number(lax, 1)});
        return !found(live, shadow, one).empty() && !found(live, shadow, other).empty();
    };
    EXPECT_TRUE(decided_by("$.a.b", "$.a.*"));
    EXPECT_TRUE(decided_by("$.a.*", "$.*.b"));
    EXPECT_TRUE(decided_by("$.*.b", "$.*.*"));
    EXPECT_TRUE(decided_by("$.*.*", "$.**.b"));
    EXPECT_TRUE(decided_by("$.**.a.b", "$.**.b"));
    EXPECT_FALSE(decided_by("$.**.b", "$.a.b"));
}

TEST(Precedence, the_first_of_two_equal_paths_holds) {
    EXPECT_EQ(found("[1]", "[2]", with_rules({number("$[*]", 5), number("$[*]", 0)})), Texts{});
    EXPECT_EQ(found("[1]", "[2]", with_rules({number("$[*]", 0), number("$[*]", 5)})).size(), 1U);
}

TEST(Expiry, ends_a_rule_on_its_day) {
    auto written = ignoring("$.a");
    written.rules[0].expires = "2027-03-01";
    Pair pair = pair_of(R"({"a":1})", R"({"a":2})");
    const std::chrono::sys_days day = std::chrono::year(2027) / 3 / 1;
    pair.time = day - std::chrono::seconds(1);
    EXPECT_EQ(judge(pair, written).verdict, Verdict::match);
    pair.time = day;
    EXPECT_EQ(judge(pair, written).verdict, Verdict::mismatch);
    written.rules.push_back(rule("$.*", As::ignore));
    EXPECT_EQ(judge(pair, written).verdict, Verdict::match);
}

TEST(SetRule, takes_no_notice_of_order_and_repetition) {
    const auto rules = with_rules({rule("$.t", As::set)});
    EXPECT_EQ(found(R"({"t":[1,2,2]})", R"({"t":[2.0,1,1]})", rules), Texts{});
    EXPECT_EQ(found(R"({"t":[1,2]})", R"({"t":[1,3]})", rules),
              (Texts{"body.t[*] missing missing", "body.t[*] extra extra"}));
}

TEST(MultisetRule, counts_repetition) {
    const auto rules = with_rules({rule("$.t", As::multiset)});
    EXPECT_EQ(found(R"({"t":[1,2,2]})", R"({"t":[2,1,2]})", rules), Texts{});
    EXPECT_EQ(found(R"({"t":[1,2,2]})", R"({"t":[2,1,1]})", rules),
              (Texts{"body.t[*] missing missing", "body.t[*] extra extra"}));
}

TEST(MultisetRule, looks_into_the_only_element_that_changed) {
    const auto rules = with_rules({rule("$", As::multiset)});
    EXPECT_EQ(found(R"([{"a":1},{"a":2,"b":1}])", R"([{"a":2,"b":9},{"a":1}])", rules),
              Texts{"body[*].b value number"});
}

TEST(MultisetRule, applies_tolerance_to_elements) {
    const auto rules = with_rules({rule("$", As::multiset), number("$[*]", 0.5)});
    EXPECT_EQ(found("[1,5]", "[5.4,0.7]", rules), Texts{});
    EXPECT_EQ(found("[1,5]", "[5.6,0.7]", rules).size(), 2U);
}

TEST(MultisetRule, out_of_budget_finds_nothing_rather_than_something_wrong) {
    std::string live = "[0";
    std::string shadow = "[1000";
    for (int i = 1; i <= 1000; ++i) {
        live += "," + std::to_string(i);
        shadow += "," + std::to_string(1000 - i);
    }
    const Rules rules(with_rules({rule("$", As::multiset), number("$[*]", 0.5)}), "orders");
    live += "]";
    shadow += "]";
    const auto a = JsonDocument::parse(live);
    const auto b = JsonDocument::parse(shadow);
    Collector findings;
    EXPECT_FALSE(diff_json(a, b, RuleWalk(rules.compiled(), {}), findings, 5'000));
    EXPECT_TRUE(findings.empty());
    EXPECT_TRUE(diff_json(a, b, RuleWalk(rules.compiled(), {}), findings));
    EXPECT_TRUE(findings.empty());
}

TEST(KeyedRule, pairs_elements_by_their_key) {
    const auto rules = keyed("$.i", "sku");
    EXPECT_EQ(found(R"({"i":[{"sku":"a","n":1},{"sku":"b","n":1}]})",
                    R"({"i":[{"sku":"b","n":1},{"sku":"a","n":2}]})",
                    rules),
              Texts{"body.i[*].n value number"});
    EXPECT_EQ(
        found(R"({"i":[{"sku":"a"},{"sku":"b"}]})", R"({"i":[{"sku":"c"},{"sku":"a"}]})", rules),
        (Texts{"body.i[*] missing missing", "body.i[*] extra extra"}));
}

TEST(KeyedRule, pairs_numbers_with_the_same_digits_as_text) {
    EXPECT_EQ(found(R"([{"id":1},{"id":2}])", R"([{"id":"2"},{"id":"1"}])", keyed("$", "id")),
              Texts{"body[*].id type int->string same digits"});
}

TEST(KeyedRule, copes_with_missing_and_repeated_keys) {
    EXPECT_EQ(found(R"([{"id":1,"n":1},{"id":1,"n":2},{"n":3},7])",
                    R"([{"n":3},8,{"id":1,"n":1},{"id":1,"n":2}])",
                    keyed("$", "id")),
              Texts{"body[*] value number"});
}

TEST(NumberRule, allows_its_tolerance_and_reads_strings_on_both_sides) {
    const auto rules = with_rules({number("$[*]", 0.01)});
    EXPECT_EQ(found(R"([19.90,"19.90"])", R"([19.91,"19.9"])", rules), Texts{});
    EXPECT_EQ(found("[19.90]", "[19.92]", rules), Texts{"body[*] value number"});
    EXPECT_EQ(found("[19.90]", R"(["19.90"])", rules),
              Texts{"body[*] type decimal->string same digits"});
}

TEST(TimestampRule, compares_instants_in_any_form) {
    const auto rules = timestamp("$.t", 5000);
    const std::string live = R"({"t":"2024-01-01T00:00:00Z"})";
    for (const char* shadow : {R"("2024-01-01T01:00:05+01:00")",
                               R"("2023-12-31T23:59:55.000Z")",
                               "1704067202",
                               "1704067202500",
                               R"("Mon, 01 Jan 2024 00:00:04 GMT")"}) {
        EXPECT_EQ(found(live, "{\"t\":" + std::string(shadow) + "}", rules), Texts{}) << shadow;
    }
    EXPECT_EQ(found(live, R"({"t":"2024-01-01T00:00:05.001Z"})", rules),
              Texts{"body.t value timestamp"});
    EXPECT_EQ(found(live, R"({"t":null})", rules), Texts{"body.t type string->null"});
    EXPECT_EQ(found(live, R"({"t":"soon"})", rules), Texts{"body.t value value"});
}

}  // namespace
}  // namespace crossfade::compare
