// No secret is left anywhere in a redacted pair, and equality stays visible.
#include "proxy/redaction/redact.hpp"

#include "proxy/compare/user.hpp"
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

std::string all_of(const HeaderList& headers) {
    std::string text;
    for (const auto& [name, value] : headers) text += name + ": " + value + "\n";
    return text;
}

/// Every text of the pair, one after the other.
std::string all_of(const Pair& pair, const Result& result) {
    std::string text = pair.request.path + "\n" + all_of(pair.request.headers) + pair.request.body;
    for (const RecordedResponse* side : {&pair.live, &pair.shadow}) {
        text += "\n" + all_of(side->headers) + side->body + all_of(side->trailers);
    }
    for (const Finding& one : result.findings) {
        text += "\n" + one.path + " " + one.transition + " " + one.live + " " + one.shadow;
    }
    return text + result.reason + result.signature;
}

struct Redacted {
    Pair pair;
    Result result;
    std::string text;
};

Redacted redacted(Pair pair, std::vector<std::string> paths, const std::string& key = "key") {
    config::Compare written;
    written.redact = std::move(paths);
    const Rules rules(written, "orders");
    Result result = compare(pair, rules);
    redaction::redact(pair, result, rules, key);
    std::string text = all_of(pair, result);
    return {std::move(pair), std::move(result), std::move(text)};
}

bool leaks(const Redacted& one) { return one.text.find("SECRET") != std::string::npos; }

TEST(Redact, leaves_no_secret_anywhere) {
    Pair pair = pair_of(
        R"({"card":{"number":"SECRET1"},"user":{"email":"SECRET2"},"list":["SECRET3"],"n":1})",
        R"({"card":{"number":"SECRET4"},"user":{},"list":["SECRET3","SECRET5"],"n":2})");
    pair.request.path =
        "/orders?a=1&token=SECRET6&Api%5FKey=SECRET7&api-key=SECRET7&jwt=SECRET7#access_token="
        "SECRET8";
    pair.request.headers = {{"Authorization", "Bearer SECRET9"},
                            {"Cookie", "sid=SECRET10"},
                            {"X-Api-Key", "SECRET11"},
                            {"x-tenant", "SECRET12"},
                            {"Referer", "https://a/?x=1&code=SECRET13"},
                            {"Content-Type", "application/json"}};
    pair.request.body = R"({"a":[{"email":"SECRET14"}],"email":{"deep":["SECRET15"]}})";
    pair.live.headers.emplace_back("Set-Cookie", "sid=SECRET16; Path=/");
    pair.shadow.headers.emplace_back("Set-Cookie", "SECRET17");
    pair.live.headers.emplace_back("X-Tenant", "SECRET18");
    pair.live.trailers = {{"X-Tenant", "SECRET22"}, {"X-Api-Key", "SECRET23"}};
    pair.live.headers.emplace_back("Location", "/cb?state=1&code=SECRET19&x=2");
    pair.shadow.headers.emplace_back("Link", "</p?session=SECRET20>; rel=\"next\", </q>");
    pair.shadow.headers.emplace_back("Proxy-Authorization", "SECRET21");
    const auto one =
        redacted(pair, {"$.card.number", "$.**.email", "$.list[*]", "header.X-Tenant"});
    EXPECT_FALSE(leaks(one)) << one.text;
    EXPECT_NE(one.text.find("state=1"), std::string::npos);
    EXPECT_NE(one.text.find("&x=2"), std::string::npos);
    EXPECT_NE(one.text.find("; rel=\"next\", </q>"), std::string::npos);
    EXPECT_NE(one.text.find("; Path=/"), std::string::npos);
    EXPECT_NE(one.text.find("\"n\":1"), std::string::npos);
}

TEST(Redact, keeps_equality_visible) {
    const auto one =
        redacted(pair_of(R"({"a":"SECRET","n":1})", R"({"n":2,"a":"SECRET"})"), {"$.a"});
    const auto token = one.pair.live.body.substr(5, 27);
    EXPECT_TRUE(token.starts_with("\"redacted:")) << token;
    EXPECT_TRUE(token.ends_with("\"")) << token;
    EXPECT_NE(one.pair.shadow.body.find(token), std::string::npos);
}

TEST(Redact, gives_body_and_finding_the_same_token) {
    const auto one = redacted(pair_of(R"({"a":"SECRET1"})", R"({"a":"SECRET2"})"), {"$.a"});
    ASSERT_EQ(one.result.findings.size(), 1U);
    EXPECT_EQ(one.pair.live.body, "{\"a\":\"" + one.result.findings[0].live + "\"}");
    EXPECT_EQ(one.pair.shadow.body, "{\"a\":\"" + one.result.findings[0].shadow + "\"}");
    EXPECT_NE(one.result.findings[0].live, one.result.findings[0].shadow);
}

TEST(Redact, depends_on_the_key) {
    const Pair pair = pair_of(R"({"a":"x"})", R"({"a":"x"})");
    EXPECT_EQ(redacted(pair, {"$.a"}, "k1").text, redacted(pair, {"$.a"}, "k1").text);
    EXPECT_NE(redacted(pair, {"$.a"}, "k1").text, redacted(pair, {"$.a"}, "k2").text);
}

TEST(Redact, keeps_all_other_values_as_written) {
    const auto one = redacted(
        pair_of(R"({"id":9007199254740993,"p":1.00,"s":"\u00e9\n","a":1,"a":2})", "{}"), {"$.x"});
    EXPECT_EQ(one.pair.live.body, R"({"id":9007199254740993,"p":1.00,"s":"\u00e9\n","a":1,"a":2})");
}

TEST(Redact, leaves_bodies_alone_without_paths) {
    const auto one = redacted(pair_of("{ \"a\" : 1 }", "<p>"), {});
    EXPECT_EQ(one.pair.live.body, "{ \"a\" : 1 }");
    EXPECT_EQ(one.pair.shadow.body, "<p>");
}

TEST(Redact, replaces_bodies_that_it_cannot_read) {
    Pair pair = pair_of("email=SECRET", R"({"email":"SECRET")");
    const auto broken = redacted(pair, {"$.email"});
    EXPECT_FALSE(leaks(broken)) << broken.text;
    EXPECT_TRUE(broken.pair.live.body.starts_with("redacted:"));
    pair = pair_of(R"({"email":"SECRET"})", R"({"email":"SECRET", "a": "b)");
    pair.shadow.truncated = true;
    EXPECT_FALSE(leaks(redacted(pair, {"$.email"})));
    pair.shadow.headers.emplace_back("content-encoding", "br");
    EXPECT_FALSE(leaks(redacted(pair, {"$.email"})));
    pair = pair_of("SECRET", "{}");
    pair.live.headers = {{"content-type", "text/plain"}};
    EXPECT_FALSE(leaks(redacted(pair, {"$.email"})));
}

TEST(Redact, reads_coded_bodies_and_leaves_them_decoded) {
    Pair pair = pair_of(deflated(R"({"email":"SECRET","n":1})", gzip_format), "{}");
    pair.live.headers.emplace_back("Content-Encoding", "gzip");
    const auto one = redacted(pair, {"$.email"});
    EXPECT_TRUE(one.pair.live.body.ends_with(R"(,"n":1})")) << one.pair.live.body;
    EXPECT_EQ(one.text.find("Content-Encoding"), std::string::npos);
}

TEST(Redact, covers_findings_at_and_below_the_path_and_no_others) {
    const auto one =
        redacted(pair_of(R"({"card":{"a":"SECRET1","odd key":["SECRET2"]},"cards":"open1"})",
                         R"({"card":{"a":"SECRET3","odd key":["SECRET4"]},"cards":"open2"})"),
                 {"$.card"});
    EXPECT_FALSE(leaks(one)) << one.text;
    EXPECT_NE(one.text.find("\"open1\""), std::string::npos);
    EXPECT_EQ(one.result.findings.size(), 3U);
}

TEST(Redact, covers_findings_under_names_too_long_for_a_path) {
    const std::string name(200, 'k');
    const auto body = [&name](const std::string& value) {
        return "{\"" + name + "\":{\"pin\":\"" + value + "\"}}";
    };
    const auto one = redacted(pair_of(body("SECRET1"), body("SECRET2")), {"$." + name + ".pin"});
    ASSERT_EQ(texts_of(one.result), Texts{"body.{key}.pin value value"});
    EXPECT_FALSE(leaks(one)) << one.text;
}

TEST(Redact, hides_the_whole_body_under_the_root) {
    const auto one = redacted(pair_of(R"(["SECRET"])", "\"SECRET2\""), {"$"});
    EXPECT_FALSE(leaks(one)) << one.text;
    EXPECT_TRUE(one.pair.live.body.starts_with("\"redacted:"));
}

TEST(Redact, hides_the_user_in_the_field_that_is_the_key) {
    Pair pair = pair_of("{}", "{}");
    pair.user = "ada-77";
    pair.request.headers = {{"X-User", "ada-77"}, {"X-Tenant", "acme"}};
    const auto one = redacted(pair, {});
    EXPECT_EQ(one.text.find("ada-77"), std::string::npos) << one.text;
    EXPECT_EQ(one.pair.request.headers[0].second, one.pair.user);
    EXPECT_EQ(one.pair.request.headers[1].second, "acme");
    // A long key is a hash in pairs already.
    const std::string key(compare::max_user + 1, 'k');
    pair.user = compare::user_of(key);
    pair.request.headers = {{"X-User", key}};
    EXPECT_EQ(redacted(pair, {}).text.find(key), std::string::npos);
}

TEST(Redact, hides_credentials_in_forms) {
    Pair pair = pair_of("{}", "{}");
    pair.request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    pair.request.body = "password=SE,CRET;x&user=bob&sig=SECRET&code=";
    const auto one = redacted(pair, {});
    EXPECT_EQ(one.text.find("CRET"), std::string::npos) << one.text;
    EXPECT_NE(one.pair.request.body.find("&user=bob&sig=redacted:"), std::string::npos);
    EXPECT_TRUE(one.pair.request.body.ends_with("&code="));
}

TEST(Redact, leaves_harmless_queries_alone) {
    Pair pair = pair_of("{}", "{}");
    for (const char* path :
         {"/a", "/a?", "/a?token", "/a?tokens=1&x=2", "/tokens/1", "/a?=&&=?#"}) {
        pair.request.path = path;
        EXPECT_EQ(redacted(pair, {}).pair.request.path, path);
    }
}

TEST(Redact, keeps_recorded_pairs_comparable) {
    Pair pair = pair_of(R"({"a":"x","b":1})", R"({"a":"x","b":2})");
    // Of values only that they differ is left: two that were of one format still are.
    pair.live.headers.emplace_back("Set-Cookie", "sid=8f14e45fceea167a5a36dedd4bea2543; Secure");
    pair.shadow.headers.emplace_back("Set-Cookie", "sid=c9f0f895fb98ab9159f51fd0297e236d");
    const auto one = redacted(pair, {"$.a"});
    EXPECT_EQ(texts_of(judge(one.pair)), texts_of(judge(pair)));
    EXPECT_EQ(judge(one.pair).signature, judge(pair).signature);
}

}  // namespace
}  // namespace crossfade::compare
