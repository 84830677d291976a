// Values put into JSON texts: where they go, and that nothing else changes.
#include "proxy/json/splice.hpp"

#include "proxy/json/values.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::json {
namespace {

struct SpliceCase {
    const char* name;
    std::string text;
    const char* pointer;
    const char* wanted;  // of the value 9; null: nothing is replaced
};

void PrintTo(const SpliceCase& entry, std::ostream* out) { *out << entry.name; }

class Splice : public testing::TestWithParam<SpliceCase> {};

TEST_P(Splice, changes_the_value_at_the_pointer_and_no_other_byte) {
    const auto& entry = GetParam();
    auto text = entry.text;
    const auto replaced = splice(text, entry.pointer, "9");
    EXPECT_EQ(replaced > 0, entry.wanted != nullptr);
    EXPECT_EQ(text, entry.wanted ? entry.wanted : entry.text);
}

std::string nested(int depth, const char* inner) {
    std::string text;
    for (int level = 0; level < depth; ++level) text += "[";
    text += inner;
    for (int level = 0; level < depth; ++level) text += "]";
    return text;
}

const SpliceCase cases[]{
    {"member", R"({"a":1,"b":2})", "/a", R"({"a":9,"b":2})"},
    {"last_member", R"({"a":1,"b":2})", "/b", R"({"a":1,"b":9})"},
    {"whole_document", " [1] ", "", " 9 "},
    {"whole_scalar", "1", "", "9"},
    {"member_of_member", R"({"a":{"b":{"c":1}}})", "/a/b/c", R"({"a":{"b":{"c":9}}})"},
    {"object", R"({"a":{"b":[1,{"c":2}]},"d":3})", "/a", R"({"a":9,"d":3})"},
    {"array", R"({"a":[[1,2],[3]]})", "/a", R"({"a":9})"},
    {"string_with_brackets", R"({"a":"]}\",","b":1})", "/a", R"({"a":9,"b":1})"},
    {"element", "[1,2,3]", "/1", "[1,9,3]"},
    {"last_element", "[1,2,3]", "/2", "[1,2,9]"},
    {"element_of_element", "[[0],[1,[2,3]]]", "/1/1/0", "[[0],[1,[9,3]]]"},
    {"member_of_element", R"([{"a":1},{"a":2}])", "/1/a", R"([{"a":1},{"a":9}])"},
    {"spaces_stay",
     " { \"a\" :\t1 ,\r\n \"b\" : [ 2 , 3 ] } ",
     "/b/0",
     " { \"a\" :\t1 ,\r\n \"b\" : [ 9 , 3 ] } "},
    {"numbers_stay",
     R"({"n":1.50e+02,"m":12345678901234567890123,"a":1})",
     "/a",
     R"({"n":1.50e+02,"m":12345678901234567890123,"a":9})"},
    {"escapes_stay", R"({"x":"\u00e9\/","a":1})", "/a", R"({"x":"\u00e9\/","a":9})"},
    {"number_with_exponent", R"({"a":-1.5E-7,"b":2})", "/a", R"({"a":9,"b":2})"},
    {"literals", R"([true,false,null])", "/2", "[true,false,9]"},
    {"repeated_member", R"({"a":1,"b":2,"a":{"c":3}})", "/a", R"({"a":9,"b":2,"a":9})"},
    {"below_a_repeated_member",
     R"({"a":{"c":1},"a":{"c":2}})",
     "/a/c",
     R"({"a":{"c":9},"a":{"c":9}})"},
    {"slash_in_name", R"({"a/b":1,"a":{"b":2}})", "/a~1b", R"({"a/b":9,"a":{"b":2}})"},
    {"tilde_in_name", R"({"a~b":1})", "/a~0b", R"({"a~b":9})"},
    {"tilde_one_in_name", R"({"~1":1,"/":2})", "/~01", R"({"~1":9,"/":2})"},
    {"empty_name", R"({"":1,"a":2})", "/", R"({"":9,"a":2})"},
    {"empty_names", R"({"":{"":1}})", "//", R"({"":{"":9}})"},
    {"escaped_name", R"({"\u0061":1})", "/a", R"({"\u0061":9})"},
    {"escaped_quote_in_name", R"({"a\"b":1})", "/a\"b", R"({"a\"b":9})"},
    {"surrogates_in_name", R"({"\ud83d\ude00":1})", "/\xF0\x9F\x98\x80", R"({"\ud83d\ude00":9})"},
    {"name_like_an_index", R"({"0":1})", "/0", R"({"0":9})"},
    {"empty_object", "{}", "/a", nullptr},
    {"empty_array", "[]", "/0", nullptr},
    {"no_such_member", R"({"a":1})", "/b", nullptr},
    {"another_case", R"({"A":1})", "/a", nullptr},
    {"part_of_a_name", R"({"ab":1})", "/a", nullptr},
    {"same_name_elsewhere", R"({"b":{"a":1}})", "/a", nullptr},
    {"too_deep_a_pointer", R"({"a":1})", "/a/b", nullptr},
    {"name_in_a_string", R"({"x":"{\"a\":1}"})", "/a", nullptr},
    {"index_past_the_end", "[1]", "/1", nullptr},
    {"index_with_a_zero_before", "[1,2]", "/01", nullptr},
    {"index_negative", "[1]", "/-1", nullptr},
    {"index_after_the_last", "[1]", "/-", nullptr},
    {"member_of_an_array", R"([{"a":1}])", "/a", nullptr},
    {"no_json", "hello", "/a", nullptr},
    {"empty_text", "", "", nullptr},
    {"two_values", R"({"a":1}{"a":1})", "/a", nullptr},
    {"text_after", R"({"a":1}x)", "/a", nullptr},
    {"trailing_comma", R"({"a":1,})", "/a", nullptr},
    {"comment", R"({"a":1/**/})", "/a", nullptr},
    {"single_quotes", R"({'a':1})", "/a", nullptr},
    {"cut", R"({"a":1)", "/a", nullptr},
    {"leading_zero", R"({"a":01})", "/a", nullptr},
    {"not_a_number", R"({"a":NaN})", "/a", nullptr},
    {"byte_order_mark", "\xEF\xBB\xBF{\"a\":1}", "/a", nullptr},
    {"bad_utf_8", "{\"a\":\"\xFF\"}", "/a", nullptr},
    {"overlong_utf_8", "{\"a\":\"\xC0\xAF\"}", "/a", nullptr},
    {"beside_half_a_surrogate", R"({"\ud800":1,"a":1})", "/a", R"({"\ud800":1,"a":9})"},
    {"below_half_a_surrogate", R"({"\ud800":{"a":1}})", "/\xED\xA0\x80/a", nullptr},
    {"control_in_a_string", "{\"a\":\"\x01\"}", "/a", nullptr},
    {"nul_after", std::string("{\"a\":1}\0", 8), "/a", nullptr},
    {"deep", nested(60, "1"), "", "9"},
    {"too_deep", nested(100'000, "1"), "", nullptr},
};
INSTANTIATE_TEST_SUITE_P(Pointers, Splice, testing::ValuesIn(cases), [](const auto& entry) {
    return std::string(entry.param.name);
});

TEST(SpliceText, counts_every_member_of_the_name) {
    std::string text = R"({"a":1,"a":2,"a":3})";
    EXPECT_EQ(splice(text, "/a", "\"longer than before\""), 3U);
    EXPECT_EQ(text,
              R"({"a":"longer than before","a":"longer than before","a":"longer than before"})");
}

TEST(SpliceText, takes_any_json_as_a_value) {
    for (const std::string value : {"{\"x\":[1]}", "\"\"", "null", "[]", "-0"}) {
        std::string text = R"([0,{"a":"b"},2])";
        ASSERT_EQ(splice(text, "/1/a", value), 1U);
        EXPECT_EQ(text, "[0,{\"a\":" + value + "},2]");
    }
}

// Whatever arrives: no crash, and what was changed once reads the same when changed again.
TEST(SpliceText, survives_what_chance_makes_of_a_text) {
    const std::string base =
        R"({"a":{"b":[1,{"c":"x\"y\\"},null],"\u0062":2.5e3},"a":true,"":[[]],"d":"é"})";
    static constexpr std::string_view pieces[]{"\"",
                                               "\\",
                                               "{",
                                               "}",
                                               "[",
                                               "]",
                                               ",",
                                               ":",
                                               "\\u",
                                               "\\ud800",
                                               "1",
                                               "-",
                                               "e",
                                               " ",
                                               "null",
                                               "\"a\":",
                                               std::string_view("\0", 1),
                                               "\xFF",
                                               "\xC3"};
    static constexpr std::string_view pointers[]{
        "", "/a", "/a/b", "/a/b/1/c", "/", "//0", "/d", "/a/b/0"};
    std::mt19937 random(20'260'731);
    std::size_t changed = 0;
    for (int round = 0; round < 50'000; ++round) {
        auto text = base;
        const auto mutations = random() % 4;
        for (unsigned count = 0; count < mutations; ++count) {
            const auto piece = pieces[random() % std::size(pieces)];
            text.replace(random() % text.size(), random() % 4, piece.data(), piece.size());
        }
        if (random() % 8 == 0) text.resize(random() % text.size());
        const auto pointer = pointers[random() % std::size(pointers)];
        auto once = text;
        const auto replaced = splice(once, pointer, "[\"new\"]");
        if (replaced == 0) {
            ASSERT_EQ(once, text);
            continue;
        }
        ++changed;
        ASSERT_TRUE(is_json(once)) << text << " -> " << once;
        auto twice = once;
        ASSERT_EQ(splice(twice, pointer, "[\"new\"]"), replaced) << text;
        ASSERT_EQ(twice, once) << text;
    }
    EXPECT_GT(changed, 5'000U);
}

}  // namespace
}  // namespace crossfade::json
