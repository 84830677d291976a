// Verdicts: status, errors, bodies of all kinds.
#include "proxy/compare/signature.hpp"
#include "proxy/redaction/redact.hpp"
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::compare {
namespace {

Result of_status(int live, int shadow, bool class_only = false) {
    Pair pair = pair_of("{}", "{}");
    pair.live.status = live;
    pair.shadow.status = shadow;
    config::Compare written;
    written.status_class_only = class_only;
    return judge(pair, written);
}

void set_type(RecordedResponse& response, const std::string& type) {
    response.headers = {};
    if (!type.empty()) response.headers.emplace_back("content-type", type);
}

TEST(Names, are_read_back) {
    for (const auto* name :
         {"match", "mismatch", "shadow_error", "live_error", "both_failed", "not_compared"}) {
        ASSERT_TRUE(verdict_of(name));
        EXPECT_EQ(name_of(*verdict_of(name)), name);
    }
    EXPECT_FALSE(verdict_of("matched"));
    EXPECT_EQ(name_of(Kind::order), "order");
}

TEST(Verdict, tells_whose_server_failed) {
    EXPECT_EQ(of_status(200, 503).verdict, Verdict::shadow_error);
    EXPECT_EQ(of_status(404, 500).reason, "server_error");
    EXPECT_EQ(of_status(502, 200).verdict, Verdict::live_error);
    EXPECT_EQ(of_status(500, 599).verdict, Verdict::both_failed);
    EXPECT_EQ(of_status(500, 500).verdict, Verdict::both_failed);
    EXPECT_EQ(of_status(404, 404).verdict, Verdict::match);
    EXPECT_TRUE(of_status(200, 503).findings.empty());
}

TEST(Verdict, compares_the_status_exactly_or_by_class) {
    const Result result = of_status(200, 404);
    EXPECT_EQ(result.verdict, Verdict::mismatch);
    EXPECT_EQ(texts_of(result), Texts{"status value 200->404"});
    EXPECT_EQ(of_status(200, 201).verdict, Verdict::mismatch);
    EXPECT_EQ(of_status(200, 201, true).verdict, Verdict::match);
    EXPECT_EQ(of_status(200, 302, true).verdict, Verdict::mismatch);
}

TEST(Verdict, keeps_few_findings_of_the_body_beside_another_status) {
    std::string live = "{";
    for (int i = 0; i < 50; ++i) live += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":1";
    Pair pair = pair_of(live + "}", R"({"error":"no"})");
    pair.shadow.status = 404;
    EXPECT_EQ(judge(pair).findings.size(), 21U);
}

TEST(Bodies, match_after_decoding) {
    const std::string json = R"({"a": 1})";
    Pair pair = pair_of(json, deflated(json, gzip_format));
    pair.shadow.headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_EQ(judge(pair).verdict, Verdict::match);
    pair.shadow.body = deflated(R"({"a": 2})", gzip_format);
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body.a value number"});
}

TEST(Bodies, are_not_compared_in_an_unknown_coding_unless_they_are_equal) {
    Pair pair = pair_of("some bytes", "other bytes");
    pair.live.headers.emplace_back("Content-Encoding", "compress");
    pair.shadow.headers.emplace_back("Content-Encoding", "compress");
    EXPECT_EQ(judge(pair).verdict, Verdict::not_compared);
    EXPECT_EQ(judge(pair).reason, "encoding");
    pair.shadow.body = pair.live.body;
    EXPECT_EQ(judge(pair).verdict, Verdict::match);
    pair.shadow.body = "other";
    pair.shadow.status = 404;
    EXPECT_EQ(judge(pair).verdict, Verdict::mismatch);
}

TEST(Bodies, are_not_compared_if_one_is_a_bomb_or_corrupt) {
    Pair pair = pair_of("[]", deflated(std::string(std::size_t{20} << 20U, ' '), gzip_format));
    pair.shadow.headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_EQ(judge(pair).reason, "budget");
    pair.shadow.body = "not gzip";
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body type undecodable"});
    std::swap(pair.live, pair.shadow);
    EXPECT_EQ(judge(pair).reason, "encoding");
}

TEST(Bodies, without_content_type_are_json_if_both_parse) {
    Pair pair = pair_of("[1]", "[2]");
    set_type(pair.live, "");
    set_type(pair.shadow, "");
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body[*] value number"});
    pair.shadow.body = "plain";
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body type json->text"});
}

TEST(Bodies, of_which_one_is_json_differ_in_type) {
    Pair pair = pair_of("{}", "<html>");
    pair.shadow.headers = {{"content-type", "text/html"}};
    EXPECT_EQ(texts_of(judge(pair)),
              (Texts{"body type json->html", "header.content-type value media type"}));
    EXPECT_EQ(found("{}", "{"), Texts{"body type json->invalid json"});
    EXPECT_EQ(found("{}", "NaN"), Texts{"body type json->invalid json"});
    EXPECT_EQ(found("[1] x", "[2] x"), Texts{"body value number"});
    EXPECT_EQ(found("{}", ""), Texts{"body missing missing"});
    EXPECT_EQ(found("", ""), Texts{});
}

TEST(Bodies, under_another_content_type_are_still_compared_by_structure) {
    Pair pair = pair_of(R"({"a":1})", R"({"a":2})");
    pair.shadow.headers = {{"content-type", "text/plain"}};
    EXPECT_EQ(texts_of(judge(pair)),
              (Texts{"body.a value number", "header.content-type value media type"}));
}

TEST(Signature, is_stable_and_free_of_values) {
    const Result one = judge(pair_of(R"({"a":1,"b":2})", R"({"a":"1"})"));
    const Result two = judge(pair_of(R"({"b":7,"a":5})", R"({"a":"5"})"));
    EXPECT_EQ(one.signature, two.signature);
    // Golden: a change of it regroups every history, and calls for a new grouping_version.
    EXPECT_EQ(signature_of("orders", "GET", one.findings), one.signature);
    EXPECT_EQ(one.signature, "S-9c57bf0b12f3");
}

TEST(Signature, tells_route_method_path_kind_and_class_apart) {
    const std::vector<Finding> findings{{"body.a", Kind::value, "case", "A", "a"}};
    const std::string base = signature_of("r", "GET", findings);
    EXPECT_EQ(base.size(), 14U);
    EXPECT_NE(base, signature_of("q", "GET", findings));
    EXPECT_NE(base, signature_of("r", "PUT", findings));
    EXPECT_NE(base, signature_of("r", "GET", {{"body.b", Kind::value, "case", "A", "a"}}));
    EXPECT_NE(base, signature_of("r", "GET", {{"body.a", Kind::type, "case", "A", "a"}}));
    EXPECT_NE(base, signature_of("r", "GET", {{"body.a", Kind::value, "trim", "A", "a"}}));
    EXPECT_EQ(base, signature_of("r", "GET", {{"body.a", Kind::value, "case", "B", "b"}}));
}

TEST(Signature, does_not_depend_on_the_order_of_findings) {
    const Finding a{"body.a", Kind::value, "case", {}, {}};
    const Finding b{"body.b", Kind::value, "case", {}, {}};
    EXPECT_EQ(signature_of("r", "GET", {a, b}), signature_of("r", "GET", {b, a}));
}

std::string mutated(std::string text, std::mt19937& random) {
    using namespace std::string_view_literals;
    constexpr std::string_view bytes = "{}[]\",:0123456789-+.eE\\u\0\xff\xc3\xed tfn"sv;
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    for (std::size_t change = below(6); change > 0 && !text.empty(); --change) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
            case 0:
                text[at] = bytes[below(bytes.size())];
                break;
            case 1:
                text.insert(at, 1, bytes[below(bytes.size())]);
                break;
            case 2:
                text.erase(at, 1 + below(5));
                break;
            default:
                text.insert(at, text.substr(below(text.size()), below(30)));
        }
    }
    return text;
}

TEST(Compare, never_crashes_on_what_a_backend_sends) {
    using As = config::CompareRule::As;
    auto keyed = rule("$.items", As::keyed);
    keyed.by = "id";
    auto written = with_rules({rule("$.**.x", As::ignore),
                               rule("$.tags", As::set),
                               keyed,
                               rule("$.t", As::timestamp),
                               rule("$.**.n", As::number),
                               rule("$.m", As::multiset),
                               rule("$.**", As::ignore),
                               rule("$.*.y", As::ordered)});
    written.redact = {"$.items[*].id", "header.x-secret"};
    const Rules strict({}, "r");
    const Rules lax(written, "r");
    const std::string json =
        R"({"items":[{"id":1,"n":1.5e3},{"id":"a\ud83d\ude00","x":null}],"tags":["a","b",1,{}],)"
        R"("t":"2024-01-01T10:00:00+02:00","m":[1,[2,[3]],true],"y":{"y":-0.0}})";
    const std::string zipped = deflated(json, gzip_format);
    std::mt19937 random(20260101);
    for (int round = 0; round < 8'000; ++round) {
        const bool coded = round % 10 == 0;
        Pair pair = pair_of(mutated(coded ? zipped : json, random), mutated(json, random));
        if (coded) pair.live.headers.emplace_back("content-encoding", "gzip");
        pair.shadow.headers.emplace_back("x-secret", mutated("a=b; c=\"d\", <e>", random));
        pair.live.headers.emplace_back("set-cookie", mutated("a=b; path=/; secure", random));
        pair.live.headers.emplace_back("link", mutated("<a?token=b>; rel=\"c\"", random));
        for (const Rules* rules : {&strict, &lax}) {
            Pair copy = pair;
            Result result = compare(copy, *rules);
            EXPECT_EQ(result.signature.empty(), result.verdict != Verdict::mismatch);
            EXPECT_LE(result.findings.size(), Rules::max_findings);
            redaction::redact(copy, result, *rules, "key");
        }
    }
}

TEST(Compare, is_symmetric_in_whether_it_matches) {
    const std::string json = R"({"a":[1,{"b":"c"},null],"d":{"e":[1,2,3]}})";
    std::mt19937 random(7);
    for (int round = 0; round < 5'000; ++round) {
        const std::string one = mutated(json, random);
        const std::string two = mutated(json, random);
        EXPECT_EQ(judge(pair_of(one, two)).verdict, judge(pair_of(two, one)).verdict) << one << "\n"
                                                                                      << two;
        EXPECT_EQ(judge(pair_of(one, one + " ")).verdict == Verdict::mismatch,
                  judge(pair_of(one + " ", one)).verdict == Verdict::mismatch);
    }
}

}  // namespace
}  // namespace crossfade::compare
