// Look-ups in fields, cookies and queries, well formed and not.
#include "routing/field.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::routing {
namespace {

using Found = std::optional<std::string_view>;

TEST(SameName, folds_only_ascii_letters) {
    EXPECT_TRUE(same_name("Content-Type", "content-tYPE"));
    EXPECT_TRUE(same_name("", ""));
    EXPECT_FALSE(same_name("a", "ab"));
    EXPECT_FALSE(same_name("@", "`"));  // differ by the case bit, but are no letters
    EXPECT_FALSE(same_name("[", "{"));
    EXPECT_FALSE(same_name("\xC4", "\xE4"));  // Latin-1 letters
}

TEST(FindField, gives_the_first_of_a_name) {
    const std::vector<Field> fields{{"a", "1"}, {"X-User", "7"}, {"x-user", "8"}, {"empty", ""}};
    EXPECT_EQ(find_field(fields, "x-user"), Found("7"));
    EXPECT_EQ(find_field(fields, "empty"), Found(""));
    EXPECT_EQ(find_field(fields, "b"), std::nullopt);
    EXPECT_EQ(find_field({}, "a"), std::nullopt);
}

struct Case {
    std::string_view text;
    Found value;
};

TEST(FindCookie, reads_pairs_as_browsers_and_as_sloppy_clients_send_them) {
    const Case cases[] = {
        {"id=7", "7"},
        {"a=1; id=7", "7"},
        {"a=1;id=7;b=2", "7"},
        {"  id = 7 ;b=2", "7"},
        {"a=1;\tid=7", "7"},
        {"id=\"7 8\"", "\"7 8\""},
        {"id=a=b", "a=b"},
        {"id=", ""},
        {"id=1; id=2", "1"},
        {"ID=7", std::nullopt},
        {"xid=7", std::nullopt},
        {"id", std::nullopt},
        {"id; id=7", "7"},
        {";;;=; id=7", "7"},
        {"", std::nullopt},
        {";", std::nullopt},
        {"=id", std::nullopt},
    };
    for (const auto& [text, value] : cases) {
        const std::vector<Field> fields{{"Cookie", text}};
        EXPECT_EQ(find_cookie(fields, "id"), value) << text;
    }
}

TEST(FindCookie, looks_through_all_cookie_fields_and_no_others) {
    const std::vector<Field> fields{
        {"set-cookie", "id=0"}, {"cookie", "a=1"}, {"COOKIE", "id=2"}, {"cookie", "id=3"}};
    EXPECT_EQ(find_cookie(fields, "id"), Found("2"));
    EXPECT_EQ(find_cookie(fields, "b"), std::nullopt);
}

TEST(FindQuery, gives_the_raw_value_of_the_first_parameter) {
    const Case cases[] = {
        {"q=1", "1"},
        {"a=2&q=1", "1"},
        {"q", ""},
        {"q=", ""},
        {"q&q=1", ""},
        {"q=1&q=2", "1"},
        {"q=a=b", "a=b"},
        {"q=%41+b", "%41+b"},
        {"&&&q=1&", "1"},
        {"Q=1", std::nullopt},
        {"qq=1", std::nullopt},
        {"%71=1", std::nullopt},
        {"a=q", std::nullopt},
        {"", std::nullopt},
        {"&", std::nullopt},
        {"=", std::nullopt},
    };
    for (const auto& [text, value] : cases) EXPECT_EQ(find_query(text, "q"), value) << text;
}

}  // namespace
}  // namespace crossfade::routing
