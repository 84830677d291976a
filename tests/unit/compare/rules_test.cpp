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

TEST(OptionalRule, takes_null_missing_and_empty_for_the_same) {
    const auto rules = with_rules({rule("$.*", As::optional)});
    EXPECT_EQ(found(R"({"a":null,"b":"","c":[],"d":{}})", R"({"a":"","b":[],"d":null})", rules),
              Texts{});
    EXPECT_EQ(found("{}", R"({"a":null})", rules), Texts{});
    EXPECT_EQ(found(R"({"a":null})", R"({"a":0})", rules), Texts{"body.a type null->int"});
    EXPECT_EQ(found(R"({"a":1})", "{}", rules), Texts{"body.a missing missing"});
}

TEST(TextRule, takes_no_notice_of_case_and_white_space) {
    const auto rules = with_rules({rule("$[*]", As::text)});
    EXPECT_EQ(found(R"([" Lange  Gasse\n7 "])", R"(["lange gasse 7"])", rules), Texts{});
    EXPECT_EQ(found(R"(["lange gasse"])", R"(["langegasse"])", rules),
              Texts{"body[*] value value"});
    EXPECT_EQ(found(R"(["1"])", "[1]", rules), Texts{"body[*] type string->int same digits"});
}

TEST(UrlRule, maps_hosts_and_takes_the_query_as_a_set) {
    auto rules = with_rules({rule("$[*]", As::url)});
    rules.hosts.push_back({"old.example", "new.example:8080"});
    EXPECT_EQ(found(R"(["https://OLD.example/a?x=1&y=2#f"])",
                    R"(["HTTPS://new.example:8080/a?y=2&x=1#f"])",
                    rules),
              Texts{});
    EXPECT_EQ(found(R"(["/a?x=1&y=2"])", R"(["/a?y=2&x=1"])", rules), Texts{});
    for (const char* other : {"http://old.example/a?x=1",
                              "https://old.example/b?x=1",
                              "https://old.example/a?x=2",
                              "https://old.example/a?x=1&x=1",
                              "https://other.example/a?x=1",
                              "https://old.example/a?x=1#g"}) {
        EXPECT_EQ(
            found(R"(["https://old.example/a?x=1"])", "[\"" + std::string(other) + "\"]", rules)
                .size(),
            1U)
            << other;
    }
}

TEST(JsonRule, compares_what_a_string_holds) {
    const auto rules = with_rules({rule("$.p", As::json), rule("$.p.t", As::ignore)});
    EXPECT_EQ(found(R"({"p":"{\"a\":1,\"b\":2}"})", R"({"p":"{ \"b\": 2.0, \"a\": 1 }"})", rules),
              Texts{});
    EXPECT_EQ(found(R"({"p":"{\"a\":1,\"t\":1}"})", R"({"p":"{\"a\":\"1\",\"t\":2}"})", rules),
              Texts{"body.p.a type int->string same digits"});
    EXPECT_EQ(found(R"({"p":"{\"a\":1}"})", R"({"p":"{\"a\":1"})", rules),
              Texts{"body.p value value"});
}

std::vector<Hidden> hidden(std::string live, std::string shadow, const config::Compare& written) {
    return judge(pair_of(std::move(live), std::move(shadow)), written).hidden;
}

TEST(Hidden, tells_what_each_rule_hid) {
    auto rules = with_rules({rule("$.a", As::ignore),
                             number("$.n", 1),
                             rule("$.s", As::set),
                             rule("$.t", As::text),
                             rule("$.o", As::optional),
                             rule("$.u", As::url),
                             rule("$.j", As::json)});
    auto by_id = rule("$.k", As::keyed);
    by_id.by = "id";
    rules.rules.push_back(by_id);
    const auto found =
        hidden(R"({"a":{"x":1,"y":"b"},"n":1,"s":[1,2],"t":"A","o":null,"u":"a?b&c","j":"[1]",)"
               R"("k":[{"id":1},{"id":2}]})",
               R"({"a":{"x":2,"z":"b"},"n":2,"s":[2,1],"t":"a","u":"a?c&b","j":"[ 1]",)"
               R"("k":[{"id":2},{"id":1}]})",
               rules);
    EXPECT_EQ(found,
              (std::vector<Hidden>{{"body.a.x", "number", "$.a"},
                                   {"body.a.y", "missing", "$.a"},
                                   {"body.a.z", "extra", "$.a"},
                                   {"body.j", "json text", "$.j"},
                                   {"body.k", "reorder", "$.k"},
                                   {"body.n", "number", "$.n"},
                                   {"body.o", "null->missing", "$.o"},
                                   {"body.s", "reorder", "$.s"},
                                   {"body.t", "case", "$.t"},
                                   {"body.u", "value", "$.u"}}));
}

TEST(Hidden, is_empty_where_a_rule_had_nothing_to_hide) {
    const auto rules =
        with_rules({rule("$.a", As::ignore), rule("$.s", As::set), number("$.n", 1)});
    EXPECT_EQ(hidden(R"({"a":1,"s":[1,2],"n":1,"b":1})", R"({"a":1,"s":[1,2],"n":1,"b":2})", rules),
              std::vector<Hidden>{});
    EXPECT_EQ(hidden(R"({"a":{"x":1}})", R"({"a": {"x" : 1}})", rules), std::vector<Hidden>{});
}

TEST(Hidden, tells_what_a_rule_hid_inside_of_matched_elements) {
    const auto rules = with_rules({rule("$", As::multiset), rule("$[*].t", As::ignore)});
    EXPECT_EQ(hidden(R"([{"i":1,"t":1},{"i":2,"t":2}])", R"([{"i":2,"t":3},{"i":1,"t":1}])", rules),
              (std::vector<Hidden>{{"body", "reorder", "$"}, {"body[*].t", "number", "$[*].t"}}));
}

TEST(Hidden, tells_of_a_body_that_is_ignored_whole) {
    EXPECT_EQ(hidden("[1]", "{}", ignoring("$")), (std::vector<Hidden>{{"body", "ignored", "$"}}));
    EXPECT_EQ(hidden("[1]", "[1]", ignoring("$")), std::vector<Hidden>{});
}

TEST(Rules, keep_what_was_written) {
    auto written = ignoring("$.a");
    written.rules[0].expires = "2020-01-01";
    written.rules[0].owner = "team";
    const Rules rules(written, "orders");
    ASSERT_EQ(rules.written().size(), 1U);
    EXPECT_EQ(rules.written()[0].owner, "team");
}

}  // namespace
}  // namespace crossfade::compare
