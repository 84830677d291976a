// Strings to JSON and back: nothing is lost, and nothing that is written can end a line.
#include "proxy/json/string.hpp"

#include "proxy/json/utf8.hpp"
#include "proxy/json/values.hpp"

#include <gtest/gtest.h>

namespace crossfade::json {
namespace {

TEST(JsonString, escapes_what_ends_lines_breaks_json_or_drives_terminals) {
    struct Case {
        std::string_view bytes;
        std::string_view expected;
    };
    const Case cases[] = {
        {"", R"("")"},
        {"plain ~", R"("plain ~")"},
        {"a\"b\\c", R"("a\"b\\c")"},
        {"a\r\nb", R"("a\r\nb")"},
        {std::string_view("\0", 1), R"("\u0000")"},
        {"\x1b[31m\x7f", R"("\u001b[31m\u007f")"},
        {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""},
        {"\xe9", R"("\u00e9")"},
        {"\xc2\x9b", R"("\u009b")"},        // CSI as a C1 control
        {"\xc0\xaf", R"("\u00c0\u00af")"},  // overlong
        {"\xe0\x80\xaf", R"("\u00e0\u0080\u00af")"},
        {"\xed\xa0\x80", R"("\u00ed\u00a0\u0080")"},  // surrogate
        {"\xf4\x90\x80\x80", R"("\u00f4\u0090\u0080\u0080")"},
        {"\xe2\x82", R"("\u00e2\u0082")"},  // cut off
        {"\xf0\x9f\x98", R"("\u00f0\u009f\u0098")"},
        {"\xc2\xa0", "\"\xc2\xa0\""},
        {"a\xe2\x80\xa8\xe2\x80\xa9", R"("a\u2028\u2029")"},  // JavaScript's line ends
        {"\xff\x80", R"("\u00ff\u0080")"},
    };
    for (const auto& [bytes, expected] : cases) EXPECT_EQ(string(bytes), expected);
}

TEST(JsonString, strings_go_there_and_back) {
    std::string all;
    for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
    all += "\xC3\xA9\xF0\x9F\x98\x80";
    all.push_back('\0');
    const std::string quoted = string(all);
    EXPECT_TRUE(is_json(quoted));
    EXPECT_EQ(text_of_string(quoted), all);
    EXPECT_EQ(text_of_string(R"("\ud83d\ude00\/\b\f")"), "\xF0\x9F\x98\x80/\b\f");
}

TEST(JsonString, half_a_surrogate_pair_is_no_text) {
    for (const char* text : {R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\u0041")", R"("\ude00")"}) {
        EXPECT_TRUE(is_json(text)) << text;
        EXPECT_FALSE(text_of_string(text)) << text;
    }
}

TEST(JsonString, different_bytes_stay_different) {
    EXPECT_NE(string("a\xff"), string("a\xfe"));
    EXPECT_EQ(string("a\xff"
                     "b"),
              R"("a\u00ffb")");
}

TEST(JsonString, every_pair_of_bytes_becomes_one_line_of_json) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            const std::string written = string(bytes);
            ASSERT_TRUE(is_json(written)) << first << ' ' << second;
            for (const char c : written)
                ASSERT_FALSE(static_cast<unsigned char>(c) < 0x20 || c == 0x7f);
            if (!is_utf8(bytes)) continue;
            ASSERT_EQ(text_of_string(written), bytes) << first << ' ' << second;
        }
    }
}

}  // namespace
}  // namespace crossfade::json
