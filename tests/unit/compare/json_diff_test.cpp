// JSON bodies compared without rules.
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

std::string array_of(std::size_t size, std::size_t first = 0) {
    std::string text = "[";
    for (std::size_t i = 0; i < size; ++i) {
        text += (i == 0 ? "" : ",") + std::to_string(first + i);
    }
    return text + "]";
}

TEST(JsonDiff, takes_no_notice_of_white_space_escapes_and_member_order) {
    EXPECT_EQ(found(R"({"a":1,"b":"é"})", "{ \"b\": \"\\u00e9\",\n \"a\": 1 }"), Texts{});
}

TEST(JsonDiff, compares_numbers_by_value) {
    EXPECT_EQ(found("[1,1,0,100]", "[1.0,1e0,-0,1E2]"), Texts{});
    EXPECT_EQ(found(R"({"id":9007199254740993})", R"({"id":9007199254740992})"),
              Texts{"body.id value number"});
    EXPECT_EQ(found("[18446744073709551616]", "[18446744073709551617]"),
              Texts{"body[*] value number"});
}

TEST(JsonDiff, tells_null_missing_and_empty_apart) {
    EXPECT_EQ(found(R"({"a":null})", "{}"), Texts{"body.a missing null->missing"});
    EXPECT_EQ(found("{}", R"({"a":null})"), Texts{"body.a extra missing->null"});
    EXPECT_EQ(found(R"({"a":""})", "{}"), Texts{"body.a missing empty->missing"});
    EXPECT_EQ(found("{}", R"({"a":[]})"), Texts{"body.a extra missing->empty"});
    EXPECT_EQ(found(R"({"a":null})", R"({"a":""})"), Texts{"body.a type null->empty string"});
    EXPECT_EQ(found(R"({"a":[]})", R"({"a":null})"), Texts{"body.a type empty array->null"});
    EXPECT_EQ(found(R"({"a":1})", "{}"), Texts{"body.a missing missing"});
    EXPECT_EQ(found("{}", R"({"a":1})"), Texts{"body.a extra extra"});
    EXPECT_EQ(found(R"({"a":"x"})", R"({"a":""})"), Texts{"body.a value string->empty"});
}

TEST(JsonDiff, names_the_change_of_a_type) {
    EXPECT_EQ(found("[42]", R"(["42"])"), Texts{"body[*] type int->string same digits"});
    EXPECT_EQ(found(R"(["4.20"])", "[4.2]"), Texts{"body[*] type string->decimal same digits"});
    EXPECT_EQ(found("[42]", R"(["43"])"), Texts{"body[*] type int->string"});
    EXPECT_EQ(found("[true]", "[1]"), Texts{"body[*] type bool->int"});
    EXPECT_EQ(found("[true]", R"(["true"])"), Texts{"body[*] type bool->string same text"});
    EXPECT_EQ(found("[{}]", "[[]]"), Texts{"body[*] type object->array"});
    EXPECT_EQ(found("{}", "[]"), Texts{"body type object->array"});
    EXPECT_EQ(found("[0]", "[false]"), Texts{"body[*] type int->bool"});
}

TEST(JsonDiff, names_what_became_of_a_number) {
    EXPECT_EQ(found("[19.99]", "[19.989999999999998]"), Texts{"body[*] value decimal scale 2->15"});
    EXPECT_EQ(found("[0.30000000000000004]", "[0.3]"), Texts{"body[*] value decimal scale 15->1"});
    EXPECT_EQ(found("[20]", "[19.6]"), Texts{"body[*] value decimal scale 0->1"});
    EXPECT_EQ(found("[20]", "[19.4]"), Texts{"body[*] value number"});
    EXPECT_EQ(found("[19.99]", "[19.98]"), Texts{"body[*] value number"});
    EXPECT_EQ(found("[1e400]", "[1e401]"), Texts{"body[*] value number"});
    EXPECT_EQ(found(R"(["4.20"])", R"(["4.2"])"), Texts{"body[*] value number format"});
}

TEST(JsonDiff, shows_another_spelling_of_a_number_and_matches) {
    const Result result = judge(pair_of(R"({"a":1,"b":[-0,100]})", R"({"a":1.0,"b":[0,1e2]})"));
    EXPECT_EQ(result.verdict, Verdict::match);
    EXPECT_EQ(result.hidden,
              (std::vector<Hidden>{{"body.a", "number format", "built-in number format"},
                                   {"body.b[*]", "number format", "built-in number format"}}));
}

TEST(JsonDiff, copes_with_exponents_that_no_computer_could_write_out) {
    EXPECT_EQ(found("[1e999999999999]", "[1E+999999999999]"), Texts{});
    EXPECT_EQ(found("[1e999999999999]", "[1e999999999998]"), Texts{"body[*] value number"});
    EXPECT_EQ(found("[0e99999999999999999999999]", "[0]"), Texts{});
}

TEST(JsonDiff, names_what_became_of_a_time) {
    EXPECT_EQ(found(R"(["2024-01-01T00:00:00Z"])", R"(["2024-01-01T00:00:00+00:00"])"),
              Texts{"body[*] value Z->offset"});
    EXPECT_EQ(found(R"(["2024-01-01T02:00:00+02:00"])", R"(["2024-01-01T00:00:00Z"])"),
              Texts{"body[*] value offset->Z"});
    EXPECT_EQ(found(R"(["2024-01-01T00:00:00"])", R"(["2024-01-01T00:00:00Z"])"),
              Texts{"body[*] value no zone->Z"});
    EXPECT_EQ(found(R"(["2024-01-01T00:00:00Z"])", R"(["2024-01-01T00:00:00.000Z"])"),
              Texts{"body[*] value time precision 0->3"});
    EXPECT_EQ(found(R"(["2024-01-01T00:00:00Z"])", R"(["2024-01-01 00:00:00Z"])"),
              Texts{"body[*] value time format"});
}

TEST(JsonDiff, names_what_became_of_a_text) {
    EXPECT_EQ(found(R"(["a  b"])", R"(["a b"])"), Texts{"body[*] value whitespace"});
    EXPECT_EQ(found(R"(["Tom & Jerry's"])", R"(["Tom &amp; Jerry&#39;s"])"),
              Texts{"body[*] value html escape"});
    EXPECT_EQ(found(R"(["Jos\u00e9"])", R"(["Jose\u0301"])"),
              Texts{"body[*] value unicode normalisation"});
    EXPECT_EQ(found(R"(["https://old.example/a?b=1"])", R"(["http://new.example:8080/a?b=1"])"),
              Texts{"body[*] value url host"});
    EXPECT_EQ(found(R"(["a\u0000b"])", R"(["a\u0000c"])"), Texts{"body[*] value value"});
}

TEST(JsonDiff, names_the_change_of_a_value) {
    EXPECT_EQ(found(R"(["ACTIVE"])", R"(["active"])"), Texts{"body[*] value case"});
    EXPECT_EQ(found(R"(["a "])", R"(["a"])"), Texts{"body[*] value trim"});
    EXPECT_EQ(found(R"(["a"])", R"(["b"])"), Texts{"body[*] value value"});
    EXPECT_EQ(found("[true]", "[false]"), Texts{"body[*] value true->false"});
    EXPECT_EQ(found(R"(["2024-01-01T00:00:00Z"])", R"(["2024-01-01T01:00:00.000+01:00"])"),
              Texts{"body[*] value Z->offset"});
}

TEST(JsonDiff, shows_both_values) {
    const Result result = judge(pair_of(R"({"a":{"b":"x"}})", R"({"a":{"b":7}})"));
    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_EQ(result.findings[0], (Finding{"body.a.b", Kind::type, "string->int", "\"x\"", "7"}));
}

TEST(JsonDiff, quotes_names_that_are_not_plain) {
    EXPECT_EQ(
        found(R"({"odd key":1,"a-b":1,"":1})", R"({"odd key":2,"a-b":2,"":2})"),
        (Texts{"body.a-b value number", "body[''] value number", "body['odd key'] value number"}));
    EXPECT_EQ(found(R"({"it's\\":1})", R"({"it's\\":2})"),
              Texts{R"(body['it\'s\\'] value number)"});
    EXPECT_EQ(found(R"({"a\nb":1})", R"({"a\nb":2})"), Texts{"body.{key} value number"});
}

TEST(JsonDiff, takes_names_that_are_data_for_one) {
    for (const char* name : {"4711",
                             "2024-01-01",
                             "7d793037-a124-4862-a7a7-9a8e5b5c0d11",
                             "0f0e2b4c",
                             "00:1b:44:11:3a:b7"}) {
        const std::string text = "{\"" + std::string(name) + "\":";
        EXPECT_EQ(found(text + "1}", text + "2}"), Texts{"body.{key} value number"}) << name;
    }
    for (const char* name : {"a1", "feedface", "v2", "x-1", "address2", "decade"}) {
        const std::string text = "{\"" + std::string(name) + "\":";
        EXPECT_EQ(found(text + "1}", text + "2}"),
                  Texts{"body." + std::string(name) + " value number"})
            << name;
    }
    EXPECT_EQ(found(R"({"1":1,"2":1,"other":1})", R"({"1":1,"2":1,"other":2})"),
              Texts{"body.{key} value number"});
}

TEST(JsonDiff, takes_many_members_of_one_shape_for_a_map) {
    const auto object = [](int count, int changed) {
        std::string text = "{";
        for (int i = 0; i < count; ++i) {
            text += (i == 0 ? "\"n" : ",\"n") + std::string(1, static_cast<char>('a' + i % 26)) +
                    std::string(static_cast<std::size_t>(i / 26 + 1), 'x') +
                    "\":{\"v\":" + (i == changed ? "2}" : "1}");
        }
        return text + "}";
    };
    EXPECT_EQ(found(object(60, -1), object(60, 3)), Texts{"body.{key}.v value number"});
    EXPECT_EQ(found(object(50, -1), object(50, 3)), Texts{"body.ndx.v value number"});
}

TEST(JsonDiff, reports_a_name_that_occurs_more_often_on_one_side) {
    EXPECT_EQ(found(R"({"a":1,"a":2})", R"({"a":2})"), Texts{"body.a value duplicate key"});
    EXPECT_EQ(found(R"({"a":2})", R"({"a":2,"a":3})"),
              (Texts{"body.a value duplicate key", "body.a value number"}));
    EXPECT_EQ(found(R"({"a":1,"a":2})", R"({"a":1, "a":2})"), Texts{});
    EXPECT_EQ(found(R"({"a":1,"a":2})", R"({"a":2,"a":1})"), Texts{"body.a value number"});
}

TEST(JsonDiff, compares_arrays_in_order) {
    EXPECT_EQ(found("[1,2,3]", "[1,9,3]"), Texts{"body[*] value number"});
    EXPECT_EQ(found("[1,2,3]", "[3,1,2]"), Texts{"body order reorder"});
    EXPECT_EQ(found("[1,1,2]", "[1,2,2]"), Texts{"body[*] value number"});
    EXPECT_EQ(found(R"([{"a":1},{"a":[1,2]}])", R"([{"a":[1,2]},{"a":1.0}])"),
              Texts{"body order reorder"});
}

TEST(JsonDiff, finds_an_order_inside_and_nothing_else) {
    EXPECT_EQ(found(R"({"a":[{"t":["x","y"]},{"t":[]}]})", R"({"a":[{"t":["y","x"]},{"t":[]}]})"),
              Texts{"body.a[*].t order reorder"});
}

TEST(JsonDiff, aligns_arrays_of_different_length) {
    EXPECT_EQ(found("[1,2,3]", "[1,3]"),
              (Texts{"body length array length -1", "body[*] missing missing"}));
    EXPECT_EQ(found("[1,3]", "[0,1,2,3]"),
              (Texts{"body length array length +2", "body[*] extra extra"}));
    EXPECT_EQ(found(R"([{"i":1},{"i":2},{"i":3}])", R"([{"i":0},{"i":1},{"i":2},{"i":3}])"),
              (Texts{"body length array length +1", "body[*] extra extra"}));
    EXPECT_EQ(found("[]", "[null]"),
              (Texts{"body length array length +1", "body[*] extra missing->null"}));
}

TEST(JsonDiff, one_element_more_makes_no_cascade) {
    const std::string three = R"([{"v":"a","n":1},{"v":"b","n":2},{"v":"c","n":3}])";
    EXPECT_EQ(
        found(three, R"([{"v":"a","n":1},{"v":"x","n":7},{"v":"b","n":2},{"v":"c","n":4}])"),
        (Texts{"body length array length +1", "body[*] extra extra", "body[*].n value number"}));
    EXPECT_EQ(found(R"(["a","b","c","d"])", R"(["x","a","b","d"])"),
              (Texts{"body[*] missing missing", "body[*] extra extra"}));
    EXPECT_EQ(found(R"(["a","a","b","a"])", R"(["a","b","b","a"])"), Texts{"body[*] value value"});
}

TEST(JsonDiff, guesses_what_identifies_an_element) {
    EXPECT_EQ(found(R"([{"id":1,"n":1},{"id":2,"n":2},{"id":3,"n":3}])",
                    R"([{"id":3,"n":3},{"id":1,"n":9},{"id":2,"n":2}])"),
              (Texts{"body order reorder", "body[*].n value number"}));
    EXPECT_EQ(found(R"([{"sku":"a","n":1},{"sku":"b","n":2}])",
                    R"([{"sku":"z","n":0},{"sku":"a","n":"1"},{"sku":"b","n":"2"}])"),
              (Texts{"body length array length +1",
                     "body[*] extra extra",
                     "body[*].n type int->string same digits"}));
    config::Compare without_aliases;
    without_aliases.built_in = false;
    EXPECT_EQ(found(R"([{"id":1,"n":1},{"id":2,"n":2}])",
                    R"([{"id":7,"n":1},{"id":8,"n":2}])",
                    without_aliases),
              Texts{"body[*].id value number"});
}

TEST(JsonDiff, tells_moved_from_missing) {
    EXPECT_EQ(found(R"(["a","b","c","d"])", R"(["b","c","x","a"])"),
              (Texts{"body order reorder", "body[*] value value"}));
}

TEST(JsonDiff, folds_equal_findings_of_many_elements_into_one) {
    std::string live = "[";
    std::string shadow = "[";
    for (int i = 0; i < 1000; ++i) {
        live += (i == 0 ? "" : ",") + ("{\"a\":" + std::to_string(i) + "}");
        shadow += (i == 0 ? "" : ",") + ("{\"a\":\"" + std::to_string(i) + "\"}");
    }
    const Result result = judge(pair_of(live + "]", shadow + "]"));
    EXPECT_EQ(texts_of(result), Texts{"body[*].a type int->string same digits"});
    EXPECT_EQ(result.findings[0].live, "0");
}

TEST(JsonDiff, keeps_the_status_and_headers_when_the_body_has_too_many_findings) {
    std::string live = "{";
    for (int i = 0; i < 5000; ++i) {
        live += (i == 0 ? "" : ",") + ("\"m" + std::to_string(i) + (i % 2 == 0 ? "\":1" : "\":{}"));
    }
    Pair pair = pair_of(live + "}", "{}");
    pair.live.headers.emplace_back("X-Total", "5");
    const Result result = judge(pair);
    EXPECT_EQ(result.findings.size(), Rules::max_findings);
    EXPECT_EQ(result.findings.back().path, "header.x-total");
    pair.shadow.status = 404;
    EXPECT_EQ(judge(pair).findings.back().path, "status");
}

TEST(JsonDiff, copes_with_huge_arrays) {
    const std::size_t size = 200'000;
    EXPECT_EQ(found(array_of(size), array_of(size, 1)),
              (Texts{"body[*] missing missing", "body[*] extra extra"}));
    std::string zeros = "[0";
    for (std::size_t i = 0; i < size; ++i) zeros += ",0";
    EXPECT_EQ(found("[1" + zeros.substr(2) + "]", zeros.substr(0, zeros.size() - 1) + "1]"),
              Texts{"body order reorder"});
    EXPECT_EQ(found(array_of(size), "[" + array_of(size).substr(3)),
              (Texts{"body length array length -1", "body[*] missing missing"}));
}

TEST(JsonDiff, does_not_compare_what_is_too_deep) {
    const std::string deep(129, '[');
    const Result result = judge(pair_of(deep + std::string(129, ']'), "[]"));
    EXPECT_EQ(result.verdict, Verdict::not_compared);
    EXPECT_EQ(result.reason, "budget");
    const std::string allowed(128, '[');
    EXPECT_EQ(judge(pair_of(allowed + std::string(128, ']'), allowed + " " + std::string(128, ']')))
                  .verdict,
              Verdict::match);
}

TEST(JsonDiff, reports_a_byte_order_mark_on_one_side) {
    EXPECT_EQ(found("\xEF\xBB\xBF[1]", "[1]"), Texts{"body value byte order mark"});
    EXPECT_EQ(found("\xEF\xBB\xBF[1]", "\xEF\xBB\xBF[ 1]"), Texts{});
}

}  // namespace
}  // namespace crossfade::compare
