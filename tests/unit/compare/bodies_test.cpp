// Bodies that are not JSON: each kind compared by what it is.
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

using namespace std::string_literals;
using As = config::CompareRule::As;

Pair pair_as(const std::string& type, std::string live, std::string shadow) {
    Pair pair = pair_of(std::move(live), std::move(shadow));
    pair.live.headers = pair.shadow.headers = {};
    if (!type.empty()) pair.live.headers = pair.shadow.headers = {{"Content-Type", type}};
    return pair;
}

Texts found_as(const std::string& type,
               std::string live,
               std::string shadow,
               const config::Compare& written = {}) {
    return texts_of(judge(pair_as(type, std::move(live), std::move(shadow)), written));
}

/// "path transition by" of each.
Texts hidden_as(const std::string& type, std::string live, std::string shadow) {
    const Result result = judge(pair_as(type, std::move(live), std::move(shadow)));
    EXPECT_EQ(result.verdict, Verdict::match);
    Texts texts;
    for (const Hidden& one : result.hidden) {
        texts.push_back(one.path + " " + one.transition + " " + one.by);
    }
    return texts;
}

TEST(XmlBodies, are_compared_by_structure) {
    const std::string live = R"(<order id="7"><item sku="a"><price>5</price></item></order>)";
    EXPECT_EQ(found_as("application/xml",
                       live,
                       R"(<order id="7"><item sku="b"><price>6</price></item></order>)"),
              (Texts{"body.order.item[*].@sku value value",
                     "body.order.item[*].price[*].#text value value"}));
    EXPECT_EQ(found_as("text/xml; charset=utf-8", live, R"(<order id="7"/>)"),
              Texts{"body.order.item missing missing"});
    EXPECT_EQ(found_as("application/soap+xml", "<a><b/><b/></a>", "<a><b/><b/><b/></a>"),
              (Texts{"body.a.b length array length +1", "body.a.b[*] extra missing->empty"}));
    EXPECT_EQ(found_as("application/xml", "<a/>", "<b/>"),
              (Texts{"body.a missing empty->missing", "body.b extra missing->empty"}));
}

TEST(XmlBodies, may_differ_in_form) {
    EXPECT_EQ(
        hidden_as("application/xml", R"(<a x="1" y="2"><b/></a>)", "<a y='2' x='1'>\n <b/></a>"),
        Texts{"body xml attribute order built-in xml"});
    EXPECT_EQ(hidden_as("application/xml", R"(<s:a xmlns:s="u"/>)", R"(<a xmlns="u"/>)"),
              Texts{"body xml prefix built-in xml"});
    EXPECT_EQ(hidden_as("application/xml", "<a><b/><c/></a>", "<a><c/><b/></a>"),
              Texts{"body xml element order built-in xml"});
    EXPECT_EQ(hidden_as("application/xml", "<a/>", "<?xml version='1.0'?>\n<a></a>\n"),
              Texts{"body layout built-in xml"});
    config::Compare written;
    written.built_in = false;
    EXPECT_EQ(found_as("application/xml", R"(<s:a xmlns:s="u"/>)", R"(<a xmlns="u"/>)", written),
              Texts{"body value xml prefix"});
}

TEST(XmlBodies, obey_rules) {
    auto keyed = rule("$.order.item", As::keyed);
    keyed.by = "@sku";
    const auto written = with_rules({keyed,
                                     rule("$.order.@at", As::ignore),
                                     rule("$.order.item[*].price[*].#text", As::number)});
    EXPECT_EQ(
        found_as("application/xml",
                 R"(<order at="1"><item sku="a"><price>1.50</price></item><item sku="b"/></order>)",
                 R"(<order at="2"><item sku="b"/><item sku="a"><price>1.5</price></item></order>)",
                 written),
        Texts{});
}

TEST(XmlBodies, that_are_broken_differ_in_type) {
    EXPECT_EQ(found_as("application/xml", "<a/>", "<a>"), Texts{"body type xml->invalid xml"});
    EXPECT_EQ(found_as("application/xml", "<a>", "<a>b"), Texts{"body value text"});
    Pair pair = pair_as("application/xml", "<a/>", "<html>");
    pair.shadow.headers = {{"content-type", "text/html"}};
    EXPECT_EQ(texts_of(judge(pair)),
              (Texts{"body type xml->html", "header.content-type value media type"}));
    pair.shadow = pair.live;
    pair.shadow.body = "<a> </a>";
    pair.shadow.headers = {};
    EXPECT_EQ(texts_of(judge(pair)), Texts{"header.content-type missing missing"});
}

TEST(XmlBodies, have_a_budget) {
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<a>";
    EXPECT_EQ(judge(pair_as("text/xml", deep, "<a/>")).reason, "budget");
}

TEST(HtmlBodies, are_compared_by_text_and_structure) {
    EXPECT_EQ(found_as("text/html", "<p>a</p>", "<p>b</p>"),
              Texts{"body.html.body.p[*].#text value value"});
    EXPECT_EQ(found_as("text/html", "<p class=a>x", "<p>x"),
              Texts{"body.html.body.p[*].@class missing missing"});
    EXPECT_EQ(found_as("text/html", "<h1>a</h1><p>b</p>", "<p>b</p><h1>a</h1>"),
              Texts{"body order html element order"});
    EXPECT_EQ(hidden_as("text/html", "<p>a b</p>", "<html>\n<p>\na\n b<!-- x -->"),
              Texts{"body layout built-in html"});
    EXPECT_EQ(hidden_as("text/html",
                        "<script nonce=1>x</script><input name=csrf value=2>",
                        "<script nonce=3>x</script><input name=csrf value=4>"),
              Texts{"body html token built-in html"});
}

TEST(FormBodies, are_compared_by_field) {
    const std::string type = "application/x-www-form-urlencoded";
    EXPECT_EQ(found_as(type, "a=1&b=x%20y", "b=x+y&a=2"), Texts{"body.a value value"});
    EXPECT_EQ(hidden_as(type, "a=1&b=x%20y", "b=x+y&a=1"), Texts{});
    EXPECT_EQ(found_as(type, "a=1&a=2", "a=1&a=3"), Texts{"body.a value value"});
}

TEST(MessageBodies, are_compared_message_by_message) {
    EXPECT_EQ(found_as("application/x-ndjson", "{\"x\":1}\n{\"x\":2}\n", "{\"x\":1}\n{\"x\":3}\n"),
              Texts{"body[*].x value number"});
    EXPECT_EQ(found_as("application/jsonl", "1\n2\n", "1\n2\n3\n"),
              (Texts{"body length array length +1", "body[*] extra extra"}));
    EXPECT_EQ(found_as("text/event-stream", "data: {\"x\":1}\n\n", "event: e\ndata: {\"x\":2}\n\n"),
              (Texts{"body[*].data.x value number", "body[*].event extra extra"}));
    EXPECT_EQ(hidden_as("text/event-stream", "id: 1\ndata: 1\n\n", ": beat\n\nid: 2\ndata: 1\n\n"),
              (Texts{"body event heartbeats built-in event stream",
                     "body event id built-in event stream"}));
}

TEST(GrpcBodies, are_compared_by_field_number) {
    const std::string one = "\0\0\0\0\x04\x1a\x02\x08\x01"s;
    const std::string two = "\0\0\0\0\x04\x1a\x02\x08\x02"s;
    EXPECT_EQ(found_as("application/grpc+proto", one, two), Texts{"body[*].#3.#1 value number"});
    EXPECT_EQ(found_as("application/grpc", one, one + two),
              (Texts{"body length array length +1", "body[*] extra extra"}));
    EXPECT_EQ(found_as("application/grpc", one, "\0\0\0\0\x05\x08"s),
              Texts{"body type grpc->invalid grpc"});
    EXPECT_EQ(found_as("application/x-protobuf", "\x08\x01", "\x0a\x01x"),
              Texts{"body.#1 type int->string"});
    Pair pair = pair_as("application/grpc", one, "\x01\0\0\0\0"s);
    pair.shadow.body = "\x01\0\0\0\x01x"s;
    EXPECT_EQ(judge(pair).reason, "encoding");
}

TEST(TextBodies, are_compared_by_line) {
    const auto shown = [](std::string live, std::string shadow) {
        const Result result = judge(pair_as("text/plain", std::move(live), std::move(shadow)));
        return result.findings.at(0).transition + "|" + result.findings.at(0).live + "|" +
               result.findings.at(0).shadow;
    };
    EXPECT_EQ(shown("a\nb\nc\n", "a\nB\nc\n"), "case|line 2: b|line 2: B");
    EXPECT_EQ(shown("a\nb 1\nc", "a\nb 22\nc"), "number|line 2: b 1|line 2: b 22");
    EXPECT_EQ(shown("a\nx  y\n", "a\nx y\n"), "white space|line 2: x  y|line 2: x y");
    EXPECT_EQ(shown("a\nc\n", "a\nb\nc\n"), "lines added||line 2: b");
    EXPECT_EQ(shown("a\nb\nc\n", "a\nc\n"), "lines removed|line 2: b|");
    EXPECT_EQ(shown("a\nb\n", "x\ny\n"), "text|line 1: a|line 1: x");
    EXPECT_EQ(shown("a\n" + std::string(500, 'x') + "1\n", "a\n" + std::string(500, 'x') + "y\n"),
              "text|line 2: " + std::string(30, 'x') + "1|line 2: " + std::string(30, 'x') + "y");
    EXPECT_EQ(hidden_as("text/plain", "a\r\nb\r\n", "a\nb\n"),
              Texts{"body line ends built-in text"});
}

TEST(TextBodies, of_one_line_are_one_value) {
    EXPECT_EQ(found_as("text/plain", "ok", "OK"), Texts{"body value case"});
    EXPECT_EQ(found_as("text/plain", "5.0", "5.10", with_rules({rule("$", As::number)})),
              Texts{"body value value"});
    EXPECT_EQ(found_as("text/plain", "a", "b", with_rules({rule("$", As::ignore)})), Texts{});
}

TEST(BinaryBodies, are_told_by_type_size_and_hash) {
    const Result result = judge(pair_as("image/png", "\x89PNG\r\n\x1a\n1", "\xff\xd8\xff\xe0\x10"));
    ASSERT_EQ(texts_of(result), Texts{"body type png->jpeg"});
    EXPECT_TRUE(result.findings[0].live.starts_with("png, 9 bytes, ")) << result.findings[0].live;
    EXPECT_EQ(found_as("application/octet-stream", "\xff\x01", "\xff\x02"),
              Texts{"body value bytes"});
    EXPECT_EQ(found_as("application/octet-stream", "a\nb", "a\nc"), Texts{"body value text"});
    EXPECT_EQ(found_as("image/png", "x", ""), Texts{"body missing missing"});
}

TEST(CodedBodies, differ_in_their_content_only) {
    Pair pair = pair_as("text/html", "<p>a</p>", deflated("<p>a</p>", gzip_format));
    pair.shadow.headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_EQ(judge(pair).verdict, Verdict::match);
}

void cut(RecordedResponse& response, std::uint64_t size, std::uint64_t hash) {
    response.truncated = true;
    response.body_size = size;
    response.body_hash = hash;
}

Result judge_cut(const std::string& type,
                 std::string live,
                 std::string shadow,
                 const config::Compare& written = {}) {
    Pair pair = pair_as(type, std::move(live), std::move(shadow));
    cut(pair.live, 1'000'000, 7);
    cut(pair.shadow, 1'000'000, 8);
    return judge(pair, written);
}

TEST(LargeBodies, match_by_size_hash_and_prefix) {
    Pair pair = pair_of("prefix", "prefix");
    cut(pair.live, 1000, 7);
    cut(pair.shadow, 1000, 7);
    EXPECT_EQ(judge(pair).verdict, Verdict::match);
    cut(pair.shadow, 1000, 8);
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body value too large to locate"});
    cut(pair.shadow, 1001, 7);
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body value too large to locate"});
}

TEST(LargeBodies, of_which_one_is_whole_differ_in_length) {
    Pair pair = pair_of("prefix", "prefix");
    cut(pair.live, 1000, 7);
    const Result result = judge(pair);
    EXPECT_EQ(texts_of(result), Texts{"body length length"});
    EXPECT_EQ(result.findings[0].live, "1000 bytes");
    EXPECT_EQ(result.findings[0].shadow, "6 bytes");
}

TEST(LargeBodies, of_json_are_compared_as_far_as_they_go) {
    const std::string live = R"({"at":1,"list":[{"n":1,"s":"a"},{"n":2,"s":"b"},{"n":3,)";
    EXPECT_EQ(
        texts_of(judge_cut(
            "application/json", live, R"({"at":1,"list":[{"n":1,"s":"a"},{"n":5,"s":"b"},{"n)")),
        Texts{"body.list[*].n value number"});
    // What the cut took away is no difference, and what is ignored may be all there is.
    const std::string other = R"({"at":2, "list":[{"n":1,"s":"a"},{"n":2,"s":)";
    EXPECT_EQ(texts_of(judge_cut("application/json", live, other)), Texts{"body.at value number"});
    const Result ignored =
        judge_cut("application/json", live, other, with_rules({rule("$.at", As::ignore)}));
    EXPECT_EQ(ignored.verdict, Verdict::not_compared);
    EXPECT_EQ(ignored.reason, "budget");
}

TEST(LargeBodies, of_messages_are_compared_as_far_as_they_go) {
    EXPECT_EQ(texts_of(judge_cut("application/x-ndjson",
                                 "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n",
                                 "{\"n\":1}\n{\"n\":7}\n{\"n\":")),
              (Texts{"body[*] missing missing", "body[*] extra extra"}));
    EXPECT_EQ(
        texts_of(judge_cut(
            "application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n{\"n", "{\"n\":1}\n{\"n\":7}\n{\"n\":")),
        Texts{"body[*].n value number"});
}

TEST(LargeBodies, of_text_are_located_by_byte) {
    const Result result = judge_cut("text/csv", "id,name\n1,a\n2,b\n", "id,name\n1,a\n2,c\n");
    EXPECT_EQ(texts_of(result), Texts{"body value text"});
    EXPECT_EQ(result.findings[0].live, "differs at byte 14: id,name\\x0a1,a\\x0a2,b\\x0a");
    EXPECT_EQ(texts_of(judge_cut("image/png", "\xff\x01", "\xff\x02")), Texts{"body value bytes"});
}

TEST(LargeBodies, that_are_coded_are_compared_if_their_prefixes_differ) {
    const auto coded = [](const std::string& text) {
        const std::string whole = deflated(text, gzip_format);
        return whole.substr(0, whole.size() - 4);
    };
    Pair pair = pair_of(coded(R"({"a":1,"b":2,"c":3})"), coded(R"({"a":1,"b":9,"c":3})"));
    cut(pair.live, 100, 7);
    cut(pair.shadow, 100, 8);
    for (auto* side : {&pair.live, &pair.shadow}) {
        side->headers.emplace_back("content-encoding", "gzip");
    }
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body.b value number"});
    pair.shadow.body = pair.live.body;
    EXPECT_EQ(judge(pair).reason, "encoding");
    pair.shadow.body = "no gzip";
    EXPECT_EQ(judge(pair).reason, "encoding");
}

}  // namespace
}  // namespace crossfade::compare
