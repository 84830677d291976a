// URLs that replay is given.
#include "proxy/replay/target.hpp"

#include <gtest/gtest.h>

namespace crossfade::replay {
namespace {

TEST(Target, is_taken_apart) {
    const auto plain = parse_target("http://localhost:9000");
    ASSERT_TRUE(plain.target) << plain.error;
    EXPECT_FALSE(plain.target->secure);
    EXPECT_EQ(plain.target->host, "localhost");
    EXPECT_EQ(plain.target->port, 9000);
    EXPECT_EQ(plain.target->base, "");
    EXPECT_EQ(authority_of(*plain.target), "localhost:9000");
    const auto secure = parse_target("https://[::1]/api/v2/");
    ASSERT_TRUE(secure.target) << secure.error;
    EXPECT_TRUE(secure.target->secure);
    EXPECT_EQ(secure.target->host, "::1");
    EXPECT_EQ(secure.target->port, 443);
    EXPECT_EQ(secure.target->base, "/api/v2");
    EXPECT_EQ(authority_of(*secure.target), "[::1]");
    EXPECT_EQ(parse_target("http://a/").target->base, "");
    EXPECT_EQ(authority_of(*parse_target("https://a:80").target), "a:80");
    EXPECT_EQ(authority_of(*parse_target("https://a:443").target), "a");
}

TEST(Target, of_another_kind_is_refused_in_words) {
    for (const char* url : {"",
                            "localhost:9000",
                            "ftp://a",
                            "http://",
                            "http:///path",
                            "http://user@a",
                            "http://a:0",
                            "http://a:99999",
                            "http://a:",
                            "http://a/b?c",
                            "http://a/#b",
                            "http://a b",
                            "http://a/b c",
                            "http://a\r\nx: y"}) {
        const auto parsed = parse_target(url);
        EXPECT_FALSE(parsed.target) << url;
        EXPECT_FALSE(parsed.error.empty()) << url;
    }
}

}  // namespace
}  // namespace crossfade::replay
