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
        return R"([{"n":1,"owner_id":")" + first + R"("},{"n":2,"owner_id":")" + second + "\"}]";
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

/// Two that a bank, a chain or a shop would tell apart.
TEST(RealChange, of_a_number_of_business_is_no_identifier) {
    EXPECT_TRUE(differs("account", "BE68539007547034", "BE71096123456769"));
    EXPECT_TRUE(differs("target", "AD1200012030200359100100", "AD4199912030200359100100"));
    EXPECT_TRUE(
        differs("id", "MT84MALT011000012345MTLCAST001S", "MT31MALT011000054321MTLCAST001S"));
    EXPECT_TRUE(differs("to",
                        "0x52908400098527886E0F7030069857D2E4169EE7",
                        "0xde709f2102306220921060314715629080e2fb77"));
    EXPECT_TRUE(differs("to",
                        "0x5290840009852788600f7030069857d2e4169ee7",
                        "0xde709f2102306220921060314715629080e2fb77"));
    EXPECT_TRUE(differs("to",
                        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"));
    EXPECT_TRUE(differs("wallet_address",
                        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"));
    EXPECT_TRUE(differs("id", "INV-2024-0012", "INV-2024-0013"));
    EXPECT_TRUE(differs("invoice_id", "RE/2024/000123", "RE/2024/000456"));
    EXPECT_TRUE(differs("number", "ORD-20240131-0001", "ORD-20240204-0002"));
    EXPECT_FALSE(differs("id", "user-1001x", "user-2003z"));
    EXPECT_FALSE(differs("id", one, other));
}

TEST(RealChange, of_a_digest_is_found_unless_it_names_something) {
    const std::string a = "9e107d9d372bb6826bd81d3542a419d6";
    const std::string b = "e4d909c290d0fb1ca068ffaddf22cbd0";
    for (const char* field : {"checksum", "md5", "content_md5", "sha256", "sha", "fileDigest"}) {
        EXPECT_TRUE(differs(field, a, b)) << field;
    }
    EXPECT_TRUE(differs("sha256",
                        "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
                        "9/vAqz3yL+vT1yYbxl6mRkC0w5L+mWQk1cK5Yx0t1sE="));
    const auto commit = [](const std::string& sha) {
        return R"({"sha":")" + sha + R"(","url":"/repos/a/commits/)" + sha + "\"}";
    };
    EXPECT_EQ(found_in(mirrored(commit(a), commit(b))), none);
    // Nor twice: that two go together says nothing where each is made of what it is a digest of.
    Knowledge knowledge;
    for (int i = 0; i < 3; ++i) {
        const Pair pair = mirrored(R"({"md5":")" + a + "\"}", R"({"md5":")" + b + "\"}");
        EXPECT_EQ(compare(pair, Rules({}, "orders"), knowledge).verdict, Verdict::mismatch);
    }
}

TEST(RealChange, of_a_digest_field_is_found_where_bodies_are_the_same) {
    const auto digests = [](const std::string& live, const std::string& shadow) {
        Pair pair = mirrored(live, shadow);
        pair.live.headers.emplace_back("Content-MD5", "Q2hlY2sgSW50ZWdyaXR5IQ==");
        pair.shadow.headers.emplace_back("Content-MD5", "nhB9nTcrtoJr2B01QqQZ1g==");
        return found_in(pair);
    };
    EXPECT_EQ(digests("{}", "{}"), Texts{"header.content-md5 value value"});
    EXPECT_EQ(digests(R"({"id":17})", R"({"id":99})"), none);
}

TEST(RealChange, of_a_host_is_no_identifier) {
    const auto host = [](const std::string& before, const std::string& id) {
        return before + id + ".com/a";
    };
    for (const std::string before : {"//", "https://", "see https://", "https://cdn-", "//x@"}) {
        EXPECT_TRUE(differs("href", host(before, one), host(before, other))) << before;
    }
    EXPECT_TRUE(differs("contact", "sales@" + one + ".com", "sales@" + other + ".com"));
    EXPECT_FALSE(differs("href", "//cdn.example.com/" + one, "//cdn.example.com/" + other));
}

TEST(RealChange, of_a_field_that_varied_once_is_found) {
    Knowledge knowledge;
    const auto found = [&knowledge](const std::string& live, const std::string& shadow) {
        const Pair pair =
            mirrored(R"({"id":1,"due":")" + live + "\"}", R"({"id":1,"due":")" + shadow + "\"}");
        return compare(pair, Rules({}, "orders"), knowledge).verdict == Verdict::mismatch;
    };
    EXPECT_TRUE(found("2031-01-01T10:00:00Z", "2031-01-09T10:00:00Z"));
    EXPECT_FALSE(found("2031-01-02T10:00:00Z", "2031-01-09T10:00:00Z"));
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(found("2031-01-02T10:00:00Z", "2031-01-09T10:00:00Z"));
    }
    EXPECT_TRUE(found("2031-01-02T10:00:00Z", "2031-01-09T10:00:00Z"));
    // One that keeps varying is believed again.
    bool last = true;
    for (int i = 10; i < 30; ++i) {
        last = found("2031-03-" + std::to_string(i) + "T10:00:00Z", "2031-01-09T10:00:00Z");
    }
    EXPECT_FALSE(last);
}

TEST(RealChange, of_how_long_a_response_is_fresh_is_found) {
    const auto expires =
        [](const std::string& live, const std::string& shadow, const std::string& control = {}) {
            Pair pair = mirrored("{}", "{}");
            pair.live.headers.emplace_back("Expires", live);
            pair.shadow.headers.emplace_back("Expires", shadow);
            for (auto* side : {&pair.live, &pair.shadow}) {
                if (!control.empty()) side->headers.emplace_back("Cache-Control", control);
            }
            return found_in(pair);
        };
    const std::string far = "Thu, 01 Jan 2032 00:00:00 GMT";
    EXPECT_EQ(expires("0", far), Texts{"header.expires value expired->fresh"});
    EXPECT_EQ(expires(far, "Thu, 01 Jan 1970 00:00:00 GMT"),
              Texts{"header.expires value fresh->expired"});
    EXPECT_EQ(expires("Wed, 31 Jan 2024 10:30:00 GMT", far),
              Texts{"header.expires value lifetime"});
    EXPECT_EQ(expires("0", "-1"), none);
    EXPECT_EQ(expires("Wed, 31 Jan 2024 10:30:00 GMT", "Wed, 31 Jan 2024 10:30:02 GMT"), none);
    // RFC 9111 section 5.3: where Cache-Control says how long, Expires says nothing.
    EXPECT_EQ(expires("0", far, "private, max-age=60"), none);
    EXPECT_EQ(expires("0", far, "no-store"), none);
    EXPECT_EQ(expires("0", far, "private"), Texts{"header.expires value expired->fresh"});
}

TEST(RealChange, of_when_clients_come_back_is_found_in_event_streams) {
    const auto events = [](const std::string& live, const std::string& shadow) {
        Pair pair = mirrored(live, shadow);
        pair.live.headers[0].second = pair.shadow.headers[0].second = "text/event-stream";
        return found_in(pair);
    };
    EXPECT_EQ(events("retry: 3000\ndata: 1\n\n", "retry: 60000\ndata: 1\n\n"),
              Texts{"body value event retry"});
    EXPECT_EQ(events("retry: 3000\ndata: 1\n\n", "data: 2\n\n"),
              (Texts{"body value event retry", "body[*].data value number"}));
    EXPECT_EQ(events("retry: 3000\n\ndata: 1\n\n", "data: 1\nretry: 3000\n\n"), none);
    EXPECT_EQ(events("id: 1\ndata: 1\n\n", "id: 2\nretry: soon\ndata: 1\n\n"), none);
}

// In what was stored, the values of cookies are keyed hashes, and a session is like a word. What is
// left is the name: where it is that of a setting, the value was a word, and two are two.
TEST(RealChange, of_a_cookie_that_holds_a_word_is_found_where_it_was_redacted) {
    const auto redacted = [](const std::string& name) {
        return cookies(name + "=redacted:0123456789abcdef", name + "=redacted:fedcba9876543210");
    };
    for (const char* name : {"role", "user_role", "lang", "cartCurrency", "theme"}) {
        EXPECT_EQ(redacted(name), Texts{"header.set-cookie value cookie value"}) << name;
    }
    EXPECT_EQ(redacted("sid"), none);
    EXPECT_EQ(redacted("_ga"), none);
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
