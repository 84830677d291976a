// What is taken out of every text that is stored without anybody asking for it, and what is not.
#include "proxy/redaction/secrets.hpp"

#include "proxy/json/string.hpp"
#include "proxy/json/utf8.hpp"
#include "proxy/json/values.hpp"
#include "proxy/redaction/account_numbers.hpp"
#include "proxy/redaction/redact.hpp"
#include "proxy/redaction/redactor.hpp"
#include "proxy/redaction/secret_names.hpp"
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace crossfade::compare {
namespace {

/// Recognised by their form, wherever they stand.
const Texts& by_form() {
    static const Texts all{"4111111111111111",
                           "5555 5555 5555 4444",
                           "3782-822463-10005",
                           "6011111111111117",
                           "30569309025904",
                           "2223003122003222",
                           "DE89370400440532013000",
                           "GB82 WEST 1234 5698 7654 32",
                           "alice.b+c@example.co.uk",
                           "bob@xn--mller-kva.de",
                           "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
                           "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
                           "AKIAIOSFODNN7EXAMPLE"};
    return all;
}

/// Recognised by the name in front.
const Texts& by_name() {
    static const Texts all{"hunter2x", "s3cr3t-Value", "0000-1111", "Zm9vYmFyYmF6"};
    return all;
}

using Placement = std::function<void(Pair&, const std::string&)>;

std::string percent_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
        out += plain      ? std::string(1, c)
               : c == '@' ? "%40"
               : c == '+' ? "%2B"
               : c == '_' ? "_"
                          : "%20";
    }
    return out;
}

void set_live(Pair& pair, const std::string& type, const std::string& body) {
    pair.live.headers = {{"content-type", type}};
    pair.live.body = body;
}

std::vector<Placement> anywhere() {
    return {
        [](Pair& pair, const std::string& s) {
            pair.live.body = R"({"a":)" + json::string(s) + "}";
        },
        [](Pair& pair, const std::string& s) {
            pair.live.body = R"({"a":["to )" + s + R"(, please"]})";
        },
        [](Pair& pair, const std::string& s) { pair.live.body = "{" + json::string(s) + ":1}"; },
        [](Pair& pair, const std::string& s) { pair.live.body = R"([{"a":")" + s; },
        [](Pair& pair, const std::string& s) {
            std::string escaped;
            for (const char c : s) escaped += c == '@' ? "\\u0040" : std::string(1, c);
            pair.live.body = R"({"a":")" + escaped + R"("})";
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/html", "<p>to <b>" + s + "</b></p>");
        },
        [](Pair& pair, const std::string& s) { set_live(pair, "text/xml", "<a x='" + s + "'/>"); },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/plain", "line\nis: " + s + ".\n\xc3\xa9");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "application/x-ndjson", "{\"a\":1}\n{\"b\":\"" + s + "\"}\n");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/event-stream", "data: " + s + "\n\n");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "application/x-www-form-urlencoded", "a=1&to=" + percent_encoded(s));
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "application/octet-stream", "\xff\x01 " + s + " \xff");
        },
        [](Pair& pair, const std::string& s) {
            pair.live.body = deflated(R"({"a":")" + s + "\"}", gzip_format);
            pair.live.headers.emplace_back("content-encoding", "gzip");
        },
        [](Pair& pair, const std::string& s) {
            pair.live.body = R"([1,2,{"a":")" + s + R"(","b")";
            pair.live.truncated = true;
            pair.live.body_size = 100'000;
        },
        [](Pair& pair, const std::string& s) { pair.request.body = R"({"to":")" + s + "\"}"; },
        [](Pair& pair, const std::string& s) {
            pair.request.path = "/users/" + percent_encoded(s) + "/x";
        },
        [](Pair& pair, const std::string& s) {
            pair.request.path = "/users?to=" + percent_encoded(s) + "&x=1";
        },
        [](Pair& pair, const std::string& s) {
            pair.request.headers.emplace_back("x-note", "for " + s);
        },
        [](Pair& pair, const std::string& s) {
            pair.shadow.headers.emplace_back("location", "/u/" + percent_encoded(s));
        },
        [](Pair& pair, const std::string& s) { pair.user = s; }};
}

std::vector<Placement> after_names() {
    return {
        [](Pair& pair, const std::string& s) { pair.live.body = R"({"password":")" + s + "\"}"; },
        [](Pair& pair, const std::string& s) {
            pair.live.body = R"({"clientSecret":{"v":[")" + s + "\"]}}";
        },
        [](Pair& pair, const std::string& s) { pair.live.body = R"({"api-key" : ")" + s; },
        [](Pair& pair, const std::string& s) {
            pair.live.body = R"({"log":"{\"token\":\")" + s + R"(\"}"})";
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/xml", "<l:password a='1'>" + s + "</l:password>");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/xml", "<Secret><![CDATA[" + s + "]]></Secret>");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/xml", "<a password=\"" + s + "\"/>");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/html", "<input name=\"password\" type=x value='" + s + "'>");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/html", "<input value='" + s + "' name=pin>");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/plain", "user: x\npassword: " + s + "\n");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "text/plain", "authorization: Bearer " + s + "\n");
        },
        [](Pair& pair, const std::string& s) {
            set_live(pair, "application/x-www-form-urlencoded", "cvv=" + s + "&a=1");
        },
        [](Pair& pair, const std::string& s) { pair.request.path = "/a?accessToken=" + s; },
        [](Pair& pair, const std::string& s) {
            pair.request.path = "/a?b=1&x-api-key=" + s + "#c";
        },
        [](Pair& pair, const std::string& s) {
            pair.request.headers.emplace_back("X-Auth-Token", s);
        },
        [](Pair& pair, const std::string& s) {
            pair.request.headers.emplace_back("Authorization", "Basic " + s);
        }};
}

std::string all_of(const Pair& pair, const Result& result) {
    std::string text = pair.request.path + "\n" + pair.request.body + "\n" + pair.user;
    for (const HeaderList* fields :
         {&pair.request.headers, &pair.live.headers, &pair.shadow.headers}) {
        for (const auto& [name, value] : *fields) text += "\n" + name + ": " + value;
    }
    text += "\n" + pair.live.body + "\n" + pair.shadow.body;
    for (const Finding& one : result.findings) text += "\n" + one.live + " " + one.shadow;
    return text;
}

std::string stored(const Placement& place, const std::string& secret) {
    const Rules rules({}, "r");
    Pair pair = pair_of(R"({"a":"other"})", R"({"a":"other"})");
    place(pair, secret);
    Result result = compare(pair, rules);
    redaction::redact(pair, result, rules, "key");
    return all_of(pair, result);
}

void expect_gone(const std::vector<Placement>& places, const Texts& secrets) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const std::string& secret : secrets) {
            const std::string text = stored(places[i], secret);
            EXPECT_EQ(text.find(secret), std::string::npos) << i << ": " << text;
            EXPECT_EQ(text.find(percent_encoded(secret)), std::string::npos) << i << ": " << text;
        }
    }
}

TEST(Secrets, of_a_known_form_survive_nowhere) { expect_gone(anywhere(), by_form()); }

TEST(Secrets, behind_a_telling_name_survive_nowhere) {
    expect_gone(after_names(), by_form());
    expect_gone(after_names(), by_name());
}

TEST(Secrets, leave_no_pieces_in_findings) {
    const std::string secret = "4111111111111111";
    const Rules rules({}, "r");
    for (std::size_t before = 60; before < 140; ++before) {
        const std::string text(before, 'x');
        Pair pair = pair_of(R"({"a":")" + text + " " + secret + R"("})", R"({"a":"y"})");
        Result result = compare(pair, rules);
        redaction::redact(pair, result, rules, "key");
        EXPECT_EQ(all_of(pair, result).find("4111"), std::string::npos) << before;
        pair = pair_of("first\n" + text + " password=hunter2hunter2,1\n",
                       "first\n" + text + " password=hunter2hunter3,2\n");
        pair.live.headers = pair.shadow.headers = {{"content-type", "text/plain"}};
        result = compare(pair, rules);
        redaction::redact(pair, result, rules, "key");
        EXPECT_EQ(all_of(pair, result).find("hunter"), std::string::npos) << all_of(pair, result);
    }
}

TEST(Secrets, show_whether_they_are_equal) {
    redaction::Redactor one("key");
    redaction::Redactor other("key");
    const std::string token = one.text("alice@example.com");
    EXPECT_TRUE(redaction::is_redaction_token(token)) << token;
    EXPECT_EQ(other.text("<a@b.cd> alice@example.com!"), other.text("<a@b.cd> ") + token + "!");
    EXPECT_NE(other.text("bob@example.com"), token);
    EXPECT_NE(redaction::Redactor("another key").text("alice@example.com"), token);
    // However it stands there.
    EXPECT_EQ(one.text(R"("password":"hunter2x")"),
              R"("password":")" + one.token("hunter2x") + "\"");
    EXPECT_EQ(one.text("password=hunter2x"), "password=" + one.token("hunter2x"));
    EXPECT_EQ(one.token("\"hunter2x\""), one.token("hunter2x"));
}

TEST(Secrets, stay_what_they_are_when_redacted_again) {
    redaction::Redactor redactor("key");
    for (const auto& place : after_names()) {
        const std::string once = stored(place, "hunter2x");
        EXPECT_EQ(redactor.text(once), once);
    }
}

TEST(Secrets, are_not_what_only_looks_a_little_like_one) {
    redaction::Redactor redactor("key");
    for (const char* text : {"4111111111111112",  // fails Luhn
                             "1234567812345670",  // no card network
                             "order 9007199254740993",
                             "1700000000000",
                             "0.4111111111111111",
                             "x4111111111111111",
                             "4111111111111111.5",
                             "5105105105105100a",
                             "0b9f9a3e-6c1d-4b2e-9f57-3a1c52d7e803",
                             "DE89370400440532013001",
                             "logo@2x.png",
                             "a @ b.com",
                             "@user",
                             "user@host",
                             "basic authentication",
                             "bearer of news",
                             "Bearer realm=\"api\", error=\"invalid\"",
                             "the password is required",
                             "tokens: 17",
                             "\"next_page_token\":\"abc\"",
                             "{\"password\":null,\"token\":true,\"pin\":\"\"}",
                             "authorization, x-api-key",
                             "https://api.example.com/v1/items?page=2&sort=asc",
                             "2026-11-21T15:46:32.123456Z",
                             "caf\xc3\xa9 \xf0\x9f\x98\x80"}) {
        EXPECT_EQ(redactor.text(text), text);
    }
}

TEST(Secrets, leave_json_that_is_json) {
    redaction::Redactor redactor("key");
    EXPECT_EQ(
        redactor.text(R"({"pin":1234,"cvv" : 999})"),
        "{\"pin\":\"" + redactor.token("1234") + "\",\"cvv\" : \"" + redactor.token("999") + "\"}");
    const Rules rules({}, "r");
    Pair pair = pair_of(" {\"n\":4111111111111111,\"pin\":1234, \"k\":1.0}\n", "{}");
    Result result = compare(pair, rules);
    redaction::redact(pair, result, rules, "key");
    EXPECT_TRUE(json::is_json(pair.live.body)) << pair.live.body;
    EXPECT_TRUE(pair.live.body.ends_with(", \"k\":1.0}\n")) << pair.live.body;
    EXPECT_EQ(pair.live.body.find("4111"), std::string::npos);
}

TEST(Secrets, keep_the_length_of_what_is_no_text) {
    redaction::Redactor redactor("key");
    const std::string frame = std::string("\0\0\0\0\x13\x0a\x11", 7) + "alice@example.com" + "\xff";
    const std::string clean = redactor.bytes(frame);
    EXPECT_EQ(clean.size(), frame.size());
    EXPECT_EQ(clean.substr(0, 7), frame.substr(0, 7));
    EXPECT_EQ(clean.find("alice"), std::string::npos);
}

TEST(Secrets, hide_private_keys) {
    redaction::Redactor redactor("key");
    const std::string key =
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----";
    EXPECT_EQ(redactor.text("k\n" + key + "\nz"), "k\n" + redactor.token(key) + "\nz");
    EXPECT_EQ(redactor.text(key.substr(0, 50)).find("MIIE"), std::string::npos);
}

TEST(SecretNames, are_told_by_word) {
    for (const char* name : {"password",
                             "Password",
                             "user_password",
                             "newPassword",
                             "api_key",
                             "x-api-key",
                             "apiKey",
                             "access_token",
                             "refreshToken",
                             "client-secret",
                             "@password",
                             "CVV",
                             "pin",
                             "card_number",
                             "Authorization",
                             "proxy-authorization",
                             "private_key",
                             "ns:password"}) {
        EXPECT_TRUE(redaction::is_secret_name(name)) << name;
    }
    for (const char* name : {"",
                             "name",
                             "pins",
                             "spin",
                             "tokens",
                             "token_count",
                             "passwords_changed",
                             "next_page_token",
                             "continuationToken",
                             "key",
                             "code",
                             "secretary",
                             "auth_time",
                             "author",
                             "pinned"}) {
        EXPECT_FALSE(redaction::is_secret_name(name)) << name;
    }
    EXPECT_TRUE(redaction::leads_to_secret("body.a[*].password[*].#text"));
    EXPECT_TRUE(redaction::leads_to_secret("body['user.password'].x"));
    EXPECT_FALSE(redaction::leads_to_secret("body.items[*].name"));
}

TEST(AccountNumbers, are_checked) {
    EXPECT_EQ(redaction::card_number_at("4111111111111111 12/27"), 16U);
    EXPECT_EQ(redaction::card_number_at("4111 1111 1111 1111 12/27"), 19U);
    EXPECT_EQ(redaction::card_number_at("4111-1111 1111-1111"), 0U);
    EXPECT_EQ(redaction::card_number_at("41111111111111111111"), 0U);
    EXPECT_EQ(redaction::card_number_at("4111%201111%201111%201111&x"), 25U);
    EXPECT_EQ(redaction::iban_at("NO9386011117947."), 15U);
    EXPECT_EQ(redaction::iban_at("NO93 8601 1117 947 x"), 18U);
    EXPECT_EQ(redaction::iban_at("NO93 8601 1117 94"), 0U);
}

TEST(Secrets, never_break_characters_or_take_forever) {
    std::mt19937 random(20260101);
    const Texts parts{"\xc3\xa9",
                      "@",
                      "%40",
                      "a",
                      ".",
                      "4111111111111111",
                      " ",
                      "-",
                      "password",
                      "=",
                      ":",
                      "\"",
                      "'",
                      "\\",
                      "<",
                      ">",
                      "name=",
                      "value=",
                      "eyJ",
                      "Bearer ",
                      "redacted:",
                      "-----BEGIN ",
                      "PRIVATE KEY",
                      "DE89",
                      "\xf0\x9f\x98\x80",
                      "\n",
                      "{",
                      "}",
                      "&",
                      "%2B",
                      "token"};
    redaction::Redactor redactor("key");
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::size_t i = random() % 30; i > 0; --i) text += parts[random() % parts.size()];
        EXPECT_TRUE(json::is_utf8(redactor.text(text))) << text;
        EXPECT_EQ(redactor.bytes(text).size(), text.size()) << text;
    }
    for (const std::string& part : parts) {
        std::string text;
        while (text.size() < 300'000) text += part;
        static_cast<void>(redaction::Redactor("key").text(text));
    }
    std::string text;
    while (text.size() < 300'000) text += "a%40";
    static_cast<void>(redaction::Redactor("key").text(text));
}

}  // namespace
}  // namespace crossfade::compare
