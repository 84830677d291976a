// Which endpoint a path is counted at.
#include "proxy/store/templates.hpp"

#include "proxy/store/identifier.hpp"

#include <gtest/gtest.h>

namespace crossfade::store {
namespace {

TEST(Identifier, is_what_names_one_of_many) {
    for (const char* text : {"42",
                             "00017",
                             "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                             "5f4dcc3b5aa765d61d8327deb882cf99",
                             "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                             "cus_9s6XKzkNRiz8i3",
                             "order-1042",
                             "urn:isbn:0451450523",
                             "2026-11-21",
                             "1,2,3,4",
                             "ann@example.com",
                             "redacted:0123456789abcdef",
                             "a-title-that-is-so-long-that-nobody-would-call-it-a-resource"}) {
        EXPECT_TRUE(is_identifier(text)) << text;
    }
}

TEST(Identifier, is_no_word_and_no_version) {
    for (const char* text : {"",
                             "users",
                             "v1",
                             "v2.1",
                             "oauth2",
                             "utf-8",
                             "iso8601",
                             "sha256",
                             "line-items",
                             "deadbeef",
                             "_search",
                             "{id}",
                             "me",
                             "getUserById",
                             "x509-certificates",
                             "ipv4",
                             "top-10",
                             "2fa"}) {
        EXPECT_FALSE(is_identifier(text)) << text;
    }
}

struct Named {
    Templates templates{{.endpoints = 50, .siblings = 10, .segments = 200}};

    std::string operator()(const std::string& target,
                           int status = 200,
                           const char* method = "GET") {
        return templates.name_of("shop", "new", method, target, status).path;
    }
};

TEST(Templates, puts_identifiers_in_brackets) {
    Named named;
    EXPECT_EQ(named("/"), "/");
    EXPECT_EQ(named("/users/42?expand=all#x"), "/users/{id}");
    EXPECT_EQ(named("/users/42/orders/order-1042/"), "/users/{id}/orders/{id}/");
    EXPECT_EQ(named("/reports/2026-11-21.csv"), "/reports/{id}.csv");
    EXPECT_EQ(named("/v1/users"), "/v1/users");
    EXPECT_EQ(named("http://shop.example/users/7"), "/users/{id}");
    EXPECT_EQ(named("*", 200, "OPTIONS"), "*");
}

TEST(Templates, those_written_down_come_first_and_literals_before_parameters) {
    Named named;
    named.templates.know({known_endpoint("GET /users/{user}"),
                          known_endpoint("/users/me"),
                          known_endpoint("POST  /users/{user}/pay"),
                          known_endpoint("/shops/{shop}/items")});
    EXPECT_EQ(named("/users/42"), "/users/{user}");
    EXPECT_EQ(named("/users/ann"), "/users/{user}");
    EXPECT_EQ(named("/users/me"), "/users/me");
    EXPECT_EQ(named("/users/42", 200, "PUT"), "/users/{id}");
    EXPECT_EQ(named("/users/42/pay", 200, "POST"), "/users/{user}/pay");
    EXPECT_EQ(named("/shops/corner/items?page=2"), "/shops/{shop}/items");
    EXPECT_EQ(named("/shops//items"), "/shops//items");
}

TEST(Templates, learns_that_too_many_different_words_are_names) {
    Named named;
    for (int shop = 0; shop < 10; ++shop) {
        const std::string name = "shop" + std::string(1, static_cast<char>('a' + shop));
        EXPECT_EQ(named("/shops/" + name + "/items"), "/shops/" + name + "/items");
    }
    EXPECT_TRUE(named.templates.take_collapses().empty());
    EXPECT_EQ(named("/shops/one-more/items"), "/shops/{name}/items");
    EXPECT_EQ(named("/shops/shopa/items"), "/shops/{name}/items");
    EXPECT_EQ(named("/shops/42/staff"), "/shops/{name}/staff");
    EXPECT_EQ(named.templates.take_collapses(), (std::vector<Collapse>{{"shop", "/shops"}}));
    const EndpointName before{"shop", "new", "GET", "/shops/shopb/items"};
    EXPECT_EQ(named.templates.names().renamed(before).path, "/shops/{name}/items");
    const EndpointName elsewhere{"other", "new", "GET", "/shops/shopb/items"};
    EXPECT_EQ(named.templates.names().renamed(elsewhere).path, "/shops/shopb/items");
}

TEST(Templates, what_lies_below_names_becomes_one_and_may_be_names_too) {
    Named named;
    for (int index = 0; index < 12; ++index) {
        const std::string letter(1, static_cast<char>('a' + index));
        static_cast<void>(named("/shops/shop" + letter + "/tag" + letter));
    }
    EXPECT_EQ(named("/shops/x/y"), "/shops/{name}/{name}");
    EXPECT_EQ(named.templates.names().renamed({"shop", "", "GET", "/shops/shopa/taga"}).path,
              "/shops/{name}/{name}");
}

TEST(Templates, what_live_does_not_find_teaches_nothing) {
    Named named;
    EXPECT_EQ(named("/users/42"), "/users/{id}");
    for (int guess = 0; guess < 30; ++guess) {
        const std::string name = "/admin" + std::string(1, static_cast<char>('a' + guess));
        EXPECT_EQ(named(name, 404), not_found_path);
    }
    EXPECT_EQ(named("/users/43", 404), "/users/{id}");
    EXPECT_EQ(named("/users"), "/users");
}

TEST(Templates, are_bounded) {
    Named named;
    for (int index = 0; index < 9; ++index) {
        for (int below = 0; below < 9; ++below) {
            static_cast<void>(named("/r" + std::string(1, static_cast<char>('a' + index)) + "/s" +
                                    std::string(1, static_cast<char>('a' + below))));
        }
    }
    EXPECT_EQ(named("/ra/sa"), "/ra/sa");
    EXPECT_EQ(named("/ri/si"), other_name);
    EXPECT_EQ(named.templates.name_of("shop", "new", "BREW", "/ra", 200).method, other_name);
    std::string deep;
    for (int level = 0; level < 100; ++level) deep += "/x";
    EXPECT_LT(segments_of(deep).size(), 17U);
    static_cast<void>(named(deep));
}

TEST(Templates, go_on_from_what_was_stored) {
    Named before;
    std::vector<EndpointName> names;
    for (int shop = 0; shop < 10; ++shop) {
        const std::string name = "/shops/shop" + std::string(1, static_cast<char>('a' + shop));
        names.push_back(before.templates.name_of("shop", "new", "GET", name, 200));
    }
    Named after;
    after.templates.remember(names, {{"shop", "/tags"}});
    EXPECT_EQ(after("/tags/blue"), "/tags/{name}");
    EXPECT_EQ(after("/shops/shopa"), "/shops/shopa");
    EXPECT_EQ(after("/shops/shopz"), "/shops/{name}");
}

}  // namespace
}  // namespace crossfade::store
