// Which route serves a request: the precedence of the Gateway API, level by level.
#include "routing/route_table.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crossfade::routing {
namespace {

using Kind = PathMatch::Kind;
using Value = ValueMatch::Kind;
using Found = std::optional<std::size_t>;

RouteMatch on(std::vector<std::string> hosts, Kind kind, std::string path) {
    RouteMatch match;
    match.hosts = std::move(hosts);
    match.path = {kind, std::move(path)};
    return match;
}

RouteMatch prefix(std::string path) { return on({}, Kind::prefix, std::move(path)); }

Request get(std::string_view host, std::string_view path) {
    Request request;
    request.method = "GET";
    request.host = host;
    request.path = path;
    return request;
}

struct Case {
    std::string_view host;
    std::string_view path;
    Found expected;
};

void check(const std::vector<RouteMatch>& routes, const std::vector<Case>& cases) {
    const RouteTable table(routes);
    for (const auto& row : cases) {
        EXPECT_EQ(table.find(get(row.host, row.path)), row.expected) << row.host << ' ' << row.path;
    }
}

TEST(RouteTable, without_routes_finds_nothing) { check({}, {{"a", "/", std::nullopt}}); }

TEST(RouteTable, matches_prefixes_by_whole_segments) {
    for (const char* written : {"/orders", "/orders/"}) {
        check({prefix(written)},
              {{"", "/orders", 0},
               {"", "/orders/", 0},
               {"", "/orders/7", 0},
               {"", "/orders//", 0},
               {"", "/orders7", std::nullopt},
               {"", "/order", std::nullopt},
               {"", "/Orders", std::nullopt},
               {"", "/%6frders", std::nullopt},
               {"", "/", std::nullopt},
               {"", "", std::nullopt}});
    }
}

TEST(RouteTable, matches_everything_with_the_root_prefix) {
    check({prefix("/")}, {{"", "/", 0}, {"x", "/a/b", 0}, {"", "//", 0}, {"", "*", std::nullopt}});
}

TEST(RouteTable, matches_exact_paths_to_the_byte) {
    check({on({}, Kind::exact, "/a/")},
          {{"", "/a/", 0}, {"", "/a", std::nullopt}, {"", "/a/b", std::nullopt}});
}

TEST(RouteTable, prefers_exact_then_longest_prefix_then_regex) {
    check({on({}, Kind::regex, "/a/.*"),
           prefix("/a"),
           prefix("/a/b"),
           on({}, Kind::exact, "/a/b"),
           prefix("/a/b/c")},
          {{"", "/a/b", 3},
           {"", "/a/b/", 2},
           {"", "/a/b/c", 4},
           {"", "/a/b/cc", 2},
           {"", "/a/bb", 1},
           {"", "/b", std::nullopt}});
    check({on({}, Kind::regex, "/x/[0-9]+"), prefix("/a")},
          {{"", "/x/42", 0}, {"", "/x/42/", std::nullopt}, {"", "/y/x/42", std::nullopt}});
}

TEST(RouteTable, matches_any_byte_with_a_dot_of_a_regex) {
    check({on({}, Kind::regex, "/a/.+/end")}, {{"", "/a/\xff\xfe/end", 0}});
}

TEST(RouteTable, prefers_exact_hosts_then_longest_wildcard_then_none) {
    check({on({}, Kind::exact, "/p"),
           on({"*.example.com"}, Kind::exact, "/p"),
           on({"*.a.example.com"}, Kind::prefix, "/"),
           on({"x.a.example.com"}, Kind::prefix, "/")},
          {{"x.a.example.com", "/p", 3},
           {"y.a.example.com", "/p", 2},
           {"z.y.a.example.com", "/p", 2},
           {"a.example.com", "/p", 1},
           {"b.example.com", "/p", 1},
           {"example.com", "/p", 0},
           {"notexample.com", "/p", 0},
           {".example.com", "/p", 0},
           {"", "/p", 0}});
}

TEST(RouteTable, compares_hosts_without_case) {
    check({on({"API.Example.com", "*.Wild.example.COM"}, Kind::prefix, "/")},
          {{"api.example.com", "/", 0},
           {"API.EXAMPLE.COM", "/", 0},
           {"A.wILD.eXample.com", "/", 0},
           {"api.example.co", "/", std::nullopt}});
}

TEST(RouteTable, lets_overlong_hosts_match_only_routes_without_hosts) {
    const std::string label(300, 'a');
    const auto host = label + ".example.com";
    check({on({"*.example.com"}, Kind::prefix, "/"), on({host}, Kind::prefix, "/"), prefix("/any")},
          {{host, "/", std::nullopt}, {host, "/any", 2}});
}

TEST(RouteTable, falls_back_to_less_specific_paths_and_hosts) {
    auto post = on({"api.example.com"}, Kind::exact, "/a/b");
    post.methods = {"POST"};
    check({post, on({"api.example.com"}, Kind::prefix, "/a"), prefix("/")},
          {{"api.example.com", "/a/b", 1}, {"api.example.com", "/b", 2}, {"other", "/a/b", 2}});
}

TEST(RouteTable, compares_methods_with_case) {
    auto match = prefix("/");
    match.methods = {"GET", "POST"};
    const RouteTable table(std::vector{match});
    auto request = get("", "/");
    EXPECT_EQ(table.find(request), Found(0));
    request.method = "POST";
    EXPECT_EQ(table.find(request), Found(0));
    request.method = "get";
    EXPECT_EQ(table.find(request), std::nullopt);
    request.method = "";
    EXPECT_EQ(table.find(request), std::nullopt);
}

TEST(RouteTable, ranks_method_before_headers_before_query_before_file_order) {
    std::vector<RouteMatch> routes(6, prefix("/"));
    routes[1].query = {{"q", Value::present, ""}};
    routes[2].headers = {{"a", Value::present, ""}};
    routes[3].headers = {{"a", Value::present, ""}, {"b", Value::present, ""}};
    routes[4].methods = {"PUT"};
    const RouteTable table(routes);
    const std::vector<Field> one{{"a", "1"}};
    const std::vector<Field> both{{"a", "1"}, {"b", "1"}};
    auto request = get("", "/");
    EXPECT_EQ(table.find(request), Found(0));
    request.query = "q=1";
    EXPECT_EQ(table.find(request), Found(1));
    request.fields = one;
    EXPECT_EQ(table.find(request), Found(2));
    request.fields = both;
    EXPECT_EQ(table.find(request), Found(3));
    request.method = "PUT";
    EXPECT_EQ(table.find(request), Found(4));
}

bool header_holds(ValueMatch condition, const std::vector<Field>& fields) {
    auto match = prefix("/");
    match.headers = {std::move(condition)};
    auto request = get("", "/");
    request.fields = fields;
    return RouteTable(std::vector{match}).find(request).has_value();
}

TEST(RouteTable, matches_headers_by_presence_value_and_regex) {
    const ValueMatch present{"X-Tenant", Value::present, ""};
    EXPECT_TRUE(header_holds(present, {{"x-tenant", ""}}));
    EXPECT_FALSE(header_holds(present, {{"x-tenan", "acme"}}));

    const ValueMatch exact{"X-Tenant", Value::exact, "acme"};
    EXPECT_TRUE(header_holds(exact, {{"x-tenant", "acme"}}));
    EXPECT_FALSE(header_holds(exact, {{"x-tenant", "Acme"}}));
    EXPECT_FALSE(header_holds(exact, {{"x-tenant", "acme "}}));
    EXPECT_TRUE(header_holds(exact, {{"x-tenant", "other"}, {"X-TENANT", "acme"}}));

    const ValueMatch regex{"X-Tenant", Value::regex, "ac.*"};
    EXPECT_TRUE(header_holds(regex, {{"x-tenant", "acme"}}));
    EXPECT_TRUE(header_holds(regex, {{"x-tenant", "ac\xff"}}));
    EXPECT_FALSE(header_holds(regex, {{"x-tenant", "my acme"}}));
    EXPECT_FALSE(header_holds(regex, {}));
}

TEST(RouteTable, matches_the_first_query_parameter_of_a_name) {
    auto match = prefix("/");
    match.query = {{"v", Value::exact, "2"}, {"debug", Value::present, ""}};
    const RouteTable table(std::vector{match});
    const std::pair<std::string_view, bool> cases[] = {{"v=2&debug", true},
                                                       {"debug=1&v=2", true},
                                                       {"v=2", false},
                                                       {"v=1&v=2&debug", false},
                                                       {"V=2&debug", false},
                                                       {"", false}};
    for (const auto& [query, expected] : cases) {
        auto request = get("", "/");
        request.query = query;
        EXPECT_EQ(table.find(request).has_value(), expected) << query;
    }
}

TEST(RouteTable, serves_a_long_hostile_path) {
    std::vector<RouteMatch> routes;
    for (int i = 1; i <= 200; ++i) routes.push_back(prefix("/" + std::string(200, 'a')));
    routes.push_back(prefix("/"));
    const std::string path(60'000, '/');
    EXPECT_EQ(RouteTable(routes).find(get("", path)), Found(200));
}

TEST(RegexError, explains_what_is_wrong) {
    EXPECT_EQ(regex_error("/orders/[0-9]+"), std::nullopt);
    for (const char* pattern : {"(", "[", "a{2000}", "(?=x)", "\\1", "*"}) {
        const auto error = regex_error(pattern);
        ASSERT_TRUE(error) << pattern;
        EXPECT_FALSE(error->empty());
    }
}

}  // namespace
}  // namespace crossfade::routing
