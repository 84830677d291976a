// Path rewriting: the table of the Gateway API's ReplacePrefixMatch, and its corners.
#include "routing/rewrite.hpp"

#include <gtest/gtest.h>

namespace crossfade::routing {
namespace {

struct Case {
    std::string_view path;
    const char* prefix;
    std::string_view replacement;
    std::string_view expected;
};

void check(const Case& row) {
    const PathMatch match{PathMatch::Kind::prefix, row.prefix};
    EXPECT_EQ(rewrite_path(row.path, match, row.replacement), row.expected)
        << row.path << " with " << row.prefix << " -> '" << row.replacement << "'";
}

TEST(RewritePath, follows_the_table_of_the_gateway_api) {
    const Case cases[] = {
        {"/foo/bar", "/foo", "/xyz", "/xyz/bar"},
        {"/foo/bar", "/foo", "/xyz/", "/xyz/bar"},
        {"/foo/bar", "/foo/", "/xyz", "/xyz/bar"},
        {"/foo/bar", "/foo/", "/xyz/", "/xyz/bar"},
        {"/foo", "/foo", "/xyz", "/xyz"},
        {"/foo/", "/foo", "/xyz", "/xyz/"},
        {"/foo/bar", "/foo", "", "/bar"},
        {"/foo/", "/foo", "", "/"},
        {"/foo", "/foo", "", "/"},
        {"/foo/", "/foo", "/", "/"},
        {"/foo", "/foo", "/", "/"},
    };
    for (const auto& row : cases) check(row);
}

TEST(RewritePath, handles_the_root_prefix) {
    check({"/", "/", "/v2", "/v2/"});
    check({"/a/b", "/", "/v2", "/v2/a/b"});
    check({"/a/b", "/", "/v2/", "/v2/a/b"});
    check({"/a/b", "/", "/", "/a/b"});
}

TEST(RewritePath, keeps_the_rest_byte_for_byte) {
    check({"/orders/7%2F8//x/../y;z", "/orders", "/v2/orders", "/v2/orders/7%2F8//x/../y;z"});
    check({"/orders//7", "/orders", "/v2", "/v2//7"});
}

TEST(RewritePath, never_yields_what_reads_as_an_authority) {
    check({"/foo//evil.example/x", "/foo", "/", "/evil.example/x"});
    check({"/foo///evil.example/x", "/foo", "", "/evil.example/x"});
}

TEST(RewritePath, leaves_a_path_that_does_not_match_alone) {
    check({"/food", "/foo", "/xyz", "/food"});
    check({"/bar", "/foo", "/xyz", "/bar"});
    check({"/fo", "/foo", "/xyz", "/fo"});
    check({"", "/foo", "/xyz", ""});
}

TEST(RewritePath, always_starts_with_a_slash) { check({"/foo/bar", "/foo", "xyz", "/xyz/bar"}); }

TEST(RewritePath, replaces_an_exact_match_whole) {
    const PathMatch match{PathMatch::Kind::exact, "/foo/"};
    EXPECT_EQ(rewrite_path("/foo/", match, "/xyz"), "/xyz");
    EXPECT_EQ(rewrite_path("/foo/", match, "/xyz/"), "/xyz/");
    EXPECT_EQ(rewrite_path("/foo/", match, ""), "/");
}

TEST(RewritePath, leaves_the_path_of_a_regex_match_alone) {
    const PathMatch match{PathMatch::Kind::regex, "/foo/.*"};
    EXPECT_EQ(rewrite_path("/foo/bar", match, "/xyz"), "/foo/bar");
}

}  // namespace
}  // namespace crossfade::routing
