// Targets and authorities, taken apart.
#include "proxy/http/target.hpp"

#include <gtest/gtest.h>

namespace crossfade::http {
namespace {

struct TargetCase {
    const char* target;
    const char* path;
    const char* query;
    bool has_query;
    const char* authority;
};

void PrintTo(const TargetCase& entry, std::ostream* out) { *out << entry.target; }

class Target : public testing::TestWithParam<TargetCase> {};

TEST_P(Target, is_taken_apart_and_left_as_it_is) {
    const auto& entry = GetParam();
    RequestHead head;
    head.method = "GET";
    head.target = entry.target;
    ASSERT_EQ(parse_target(head), Failure::none);
    EXPECT_EQ(head.path, entry.path);
    EXPECT_EQ(head.query, entry.query);
    EXPECT_EQ(head.has_query, entry.has_query);
    EXPECT_EQ(head.authority, entry.authority);
}

const TargetCase targets[]{
    {"/", "/", "", false, ""},
    {"/a/../b//%2e%2E/;x", "/a/../b//%2e%2E/;x", "", false, ""},
    {"/%00%0d%0a%c0%af%zz", "/%00%0d%0a%c0%af%zz", "", false, ""},
    {"/a?", "/a", "", true, ""},
    {"/a??", "/a", "?", true, ""},
    {"/a?b=c&d=/e?f", "/a", "b=c&d=/e?f", true, ""},
    {"//a/b", "//a/b", "", false, ""},
    {"http://h", "/", "", false, "h"},
    {"http://h?q", "/", "q", true, "h"},
    {"http://h/a?q", "/a", "q", true, "h"},
    {"HTTPS://H:8080/a", "/a", "", false, "H:8080"},
    {"http://[::1]:80/a", "/a", "", false, "[::1]:80"},
    {"/http://h/a", "/http://h/a", "", false, ""},
};
INSTANTIATE_TEST_SUITE_P(Forms, Target, testing::ValuesIn(targets));

TEST(TargetStar, is_for_options_alone) {
    RequestHead head;
    head.target = "*";
    head.method = "OPTIONS";
    EXPECT_EQ(parse_target(head), Failure::none);
    EXPECT_EQ(head.path, "*");
    head.method = "GET";
    EXPECT_EQ(parse_target(head), Failure::request_malformed);
}

// RFC 9112 section 3.2.4.
TEST(TargetStar, is_what_options_of_a_whole_server_become) {
    RequestHead head;
    head.target = "http://a";
    head.method = "OPTIONS";
    ASSERT_EQ(parse_target(head), Failure::none);
    EXPECT_EQ(head.path, "*");
    head.target = "http://a?";
    ASSERT_EQ(parse_target(head), Failure::none);
    EXPECT_EQ(head.path, "/");
}

struct HostCase {
    const char* authority;
    bool valid;
    const char* host;  // what routing sees
};

void PrintTo(const HostCase& entry, std::ostream* out) { *out << "'" << entry.authority << "'"; }

class Authority : public testing::TestWithParam<HostCase> {};

TEST_P(Authority, is_judged_and_gives_its_host) {
    const auto& entry = GetParam();
    EXPECT_EQ(valid_authority(entry.authority), entry.valid);
    if (entry.valid) {
        EXPECT_EQ(host_of(entry.authority), entry.host);
    }
}

const HostCase authorities[]{
    {"a", true, "a"},
    {"Api.Example.COM", true, "Api.Example.COM"},
    {"a.", true, "a"},
    {"a.:80", true, "a"},
    {"a:", true, "a"},
    {"a:1", true, "a"},
    {"a:65535", true, "a"},
    {"a:00080", true, "a"},
    {"127.0.0.1:80", true, "127.0.0.1"},
    {"[::1]", true, "::1"},
    {"[::1]:443", true, "::1"},
    {"[::ffff:1.2.3.4]", true, "::ffff:1.2.3.4"},
    {"under_score", true, "under_score"},
    {"%41", false, ""},
    {"a:0", false, ""},
    {"a'b", false, ""},
    {".a", false, ""},
    {"a..b", false, ""},
    {".", false, ""},
    {"[1.2.3.4]", false, ""},
    {"[:::::]", false, ""},
    {"[12345::]", false, ""},
    {"", false, ""},
    {":", false, ""},
    {":80", false, ""},
    {"a:65536", false, ""},
    {"a:000080", false, ""},
    {"a:8o", false, ""},
    {"a:-1", false, ""},
    {"a:1:2", false, ""},
    {"::1", false, ""},
    {"[::1", false, ""},
    {"[]", false, ""},
    {"[:]", false, ""},
    {"[::1]x", false, ""},
    {"[::1]:x", false, ""},
    {"[v1.a]", false, ""},
    {"[::1%25eth0]", false, ""},
    {"u@a", false, ""},
    {"a/b", false, ""},
    {"a?b", false, ""},
    {"a#b", false, ""},
    {"a b", false, ""},
    {"a,b", false, ""},
    {"a\\b", false, ""},
    {"a\"b", false, ""},
    {"a\tb", false, ""},
    {"\xC3\xA4", false, ""},
};
INSTANTIATE_TEST_SUITE_P(Forms, Authority, testing::ValuesIn(authorities));

TEST(AuthorityLength, takes_255_characters_and_no_more) {
    EXPECT_TRUE(valid_authority(std::string(255, 'a')));
    EXPECT_FALSE(valid_authority(std::string(256, 'a')));
}

}  // namespace
}  // namespace crossfade::http
