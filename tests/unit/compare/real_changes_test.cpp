// Changes that look like noise and are none: what a client would get wrong has to be found with
// nothing but the built-in knowledge.
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

const Texts none{};
const std::string one = "8f14e45f-ceea-467f-a8d9-1c2b3a4d5e6f";
const std::string other = "c9f0f895-fb98-4b91-9d3c-2b1a0f9e8d7c";

/// A pair as a mirror makes them: both answers at once.
Pair mirrored(std::string live, std::string shadow, std::string path = "/payments") {
    Pair pair = pair_of(std::move(live), std::move(shadow));
    pair.request.path = std::move(path);
    for (auto* side : {&pair.live, &pair.shadow}) {
        side->headers.emplace_back("Date", "Wed, 31 Jan 2024 09:30:00 GMT");
    }
    return pair;
}

Texts found_in(const Pair& pair) { return texts_of(judge(pair)); }

/// True if the pair of values is found in a field of this name.
bool differs(const std::string& field, const std::string& live, const std::string& shadow) {
    const auto body = [&field](const std::string& value) {
        return "{\"" + field + "\":\"" + value + "\"}";
    };
    return judge(mirrored(body(live), body(shadow))).verdict == Verdict::mismatch;
}

Texts cookies(const std::string& live, const std::string& shadow) {
    Pair pair = mirrored("{}", "{}");
    pair.live.headers.emplace_back("Set-Cookie", live);
    pair.shadow.headers.emplace_back("Set-Cookie", shadow);
    return found_in(pair);
}

TEST(RealChange, of_an_amount_is_no_identifier) {
    EXPECT_TRUE(differs("amount", "12345678.90", "99945678.90"));
    EXPECT_TRUE(differs("amount", "0.00012345", "0.00099999"));
    EXPECT_TRUE(differs("rate", "1.08345678", "1.99999999"));
    EXPECT_TRUE(differs("total", "12345678.90 EUR", "22345678.90 EUR"));
    EXPECT_TRUE(differs("balance", "-12345678.90", "-92345678.90"));
    EXPECT_TRUE(differs("phone", "+49 151-12345678", "+49 151-87654321"));
    EXPECT_TRUE(differs("next", "/items/page/2", "/items/page/3"));
    EXPECT_FALSE(differs("name", "release-20240131093000-x7k2", "release-20240204110500-9afq4"));
}

TEST(RealChange, of_a_day_is_no_time_of_its_own) {
    const auto texts = [](const std::string& live, const std::string& shadow) {
        return found_in(mirrored(R"({"id":")" + one + R"(","at":")" + live + "\"}",
                                 R"({"id":")" + other + R"(","at":")" + shadow + "\"}"));
    };
    EXPECT_EQ(texts("1980-01-01", "1981-01-01"), Texts{"body.at value value"});
    EXPECT_EQ(texts("2024-02-29", "2024-03-01"), Texts{"body.at value value"});
    EXPECT_EQ(texts("2025-01-01T10:00:00Z", "2025-01-04T10:00:00Z"), Texts{"body.at value value"});
    EXPECT_EQ(texts("2024-01-01T10:00:00Z", "2024-01-01T10:00:04Z"), none);
}

TEST(RealChange, of_when_something_ends_is_found_beside_the_response) {
    EXPECT_TRUE(differs("valid_until", "2024-01-31T09:33:00Z", "2024-01-31T09:34:59Z"));
    EXPECT_FALSE(differs("valid_until", "2024-01-31T09:33:00Z", "2024-01-31T09:33:02Z"));
}

TEST(RealChange, of_what_was_asked_for_is_another_thing) {
    EXPECT_EQ(found_in(mirrored(R"({"id":17})", R"({"id":18})", "/accounts/17")),
              Texts{"body.id value number"});
    EXPECT_EQ(
        found_in(mirrored(
            R"([{"customer_id":17}])", R"([{"customer_id":18}])", "/accounts?x=1&customer_id=17")),
        Texts{"body[*].customer_id value number"});
    const auto named = [](const std::string& id) { return R"({"id":")" + id + "\"}"; };
    EXPECT_EQ(found_in(mirrored(named(one), named(other), "/accounts/" + one)),
              Texts{"body.id value value"});
    Pair posted = mirrored(named(one), named(other));
    posted.request.body = named(one);
    EXPECT_EQ(found_in(posted), Texts{"body.id value value"});
    // The order 17 of the account 17 may be called anything.
    EXPECT_EQ(found_in(mirrored(R"({"order_id":17})", R"({"order_id":18})", "/accounts/17")), none);
}

TEST(RealChange, of_two_swapped_identifiers_is_found_at_first_sight) {
    const auto owners = [](const std::string& first, const std::string& second) {
        return R"([{"id":1,"owner_id":")" + first + R"("},{"id":2,"owner_id":")" + second + "\"}]";
    };
    EXPECT_EQ(found_in(mirrored(owners(one, other), owners(other, one))),
              Texts{"body[*].owner_id value alias broken"});
}

TEST(RealChange, of_a_cookie_is_more_than_its_format) {
    const Texts value{"header.set-cookie value cookie value"};
    EXPECT_EQ(cookies("role=admin", "role=user"), value);
    EXPECT_EQ(cookies("items=3", "items=5"), value);
    EXPECT_EQ(cookies("consent=true", "consent=false"), value);
    const Texts attributes{"header.set-cookie value cookie attributes"};
    EXPECT_EQ(cookies("sid=a; Max-Age=3600", "sid=a; Max-Age=0"), attributes);
    EXPECT_EQ(cookies("sid=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                      "sid=a; Expires=Thu, 01 Jan 2032 00:00:00 GMT"),
              attributes);
    EXPECT_EQ(cookies("sid=s%3AkQ3x9ZbT1w.7Hq", "sid=s%3AzR8m2LdY4p.1Tk"), none);
}

TEST(RealChange, of_one_of_two_cookies_of_a_name_is_found) {
    Pair pair = mirrored("{}", "{}");
    pair.live.headers.emplace_back("Set-Cookie", "a=x; Path=/");
    for (auto* side : {&pair.live, &pair.shadow}) {
        side->headers.emplace_back("Set-Cookie", "a=x; Path=/b");
    }
    EXPECT_EQ(judge(pair).verdict, Verdict::mismatch);
}

TEST(RealChange, of_a_length_is_found_where_no_body_is_sent) {
    Pair pair = mirrored("", "");
    pair.live.headers.emplace_back("Content-Length", "100");
    pair.shadow.headers.emplace_back("Content-Length", "5");
    EXPECT_EQ(found_in(pair), none);
    pair.request.method = "HEAD";
    EXPECT_EQ(found_in(pair), Texts{"header.content-length value value"});
    pair.shadow.headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_EQ(found_in(pair), none);
}

}  // namespace
}  // namespace crossfade::compare
