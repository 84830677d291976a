// Bodies of several parts compared part by part.
#include "proxy/compare/multipart_reading.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

const Texts none{};

struct Written {
    std::string head;
    std::string content;
};
using Parts = std::vector<Written>;

std::string body_of(const Parts& parts, const std::string& boundary) {
    std::string body;
    for (const Written& part : parts) {
        body += "--" + boundary + "\r\n" + part.head + "\r\n" + part.content + "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
}

Written field(const std::string& name, std::string content, const std::string& more = {}) {
    return {"Content-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n",
            std::move(content)};
}

Result judged(const Parts& live, const Parts& shadow, const std::string& kind = "form-data") {
    Pair pair = pair_of(body_of(live, "one"), body_of(shadow, "another"));
    pair.live.headers[0].second = "multipart/" + kind + "; boundary=one";
    pair.shadow.headers[0].second = "multipart/" + kind + "; boundary=\"another\"";
    return judge(pair);
}

Texts compared(const Parts& live, const Parts& shadow, const std::string& kind = "form-data") {
    return texts_of(judged(live, shadow, kind));
}

TEST(MultipartBody, is_the_same_with_another_boundary) {
    const Parts parts{field("a", "1"), field("b", "text")};
    const Result result = judged(parts, parts);
    EXPECT_EQ(result.verdict, Verdict::match);
    EXPECT_EQ(result.hidden,
              (std::vector<Hidden>{{"body", "boundary", "built-in multipart"},
                                   {"header.content-type", "format", "built-in content-type"}}));
}

TEST(MultipartBody, is_compared_by_the_names_of_its_parts) {
    EXPECT_EQ(compared({field("a", "1")}, {field("a", "2")}), Texts{"body.a.content value value"});
    EXPECT_EQ(compared({field("a", "1"), field("b", "2")}, {field("a", "1")}),
              Texts{"body.b missing missing"});
    EXPECT_EQ(compared({field("a", "1")}, {field("a", "1"), field("a", "1")}),
              Texts{"body.a value duplicate key"});
    EXPECT_EQ(compared({field("a", "1"), field("b", "2")}, {field("b", "2"), field("a", "1")}),
              Texts{"body order reorder"});
}

TEST(MultipartBody, is_compared_by_the_media_types_of_its_parts) {
    const auto json = [](const std::string& text) {
        Written part = field("meta", text);
        part.head += "Content-Type: application/json\r\n";
        return Parts{part};
    };
    EXPECT_EQ(compared(json(R"({"a":1,"b":2})"), json(R"({"b":2, "a":1})")), none);
    EXPECT_EQ(compared(json(R"({"a":1})"), json(R"({"a":"1"})")),
              Texts{"body.meta.content.a type int->string same digits"});
    const auto xml = [](const std::string& text) {
        return Parts{{"Content-Type: application/xml\r\n", text}};
    };
    EXPECT_EQ(compared(xml("<a x=\"1\"/>"), xml("<a  x='1'></a>"), "mixed"), none);
    EXPECT_EQ(compared(xml("<a x=\"1\"/>"), xml("<a x=\"2\"/>"), "mixed").size(), 1U);
    const std::string binary("\x89PNG\r\n\x1a\n\0\1", 10);
    EXPECT_EQ(compared({field("file", binary)}, {field("file", binary + "x")}),
              Texts{"body.file.content value value"});
}

TEST(MultipartBody, is_compared_by_the_fields_of_its_parts) {
    EXPECT_EQ(compared({field("a", "1", "; filename=\"x.txt\"")},
                       {field("a", "1", "; filename=\"y.txt\"")}),
              Texts{"body.a.filename value value"});
    const auto with = [](const std::string& head) { return Parts{{head, "1"}}; };
    EXPECT_EQ(compared(with("Content-ID: <a>\r\n"), with("content-id: <a>\r\n"), "mixed"), none);
    EXPECT_EQ(compared(with("Content-ID: <a>\r\n"), with("Content-ID: <b>\r\n"), "mixed"),
              Texts{"body[*].headers.content-id value value"});
    EXPECT_EQ(
        compared(with("Content-Type: text/csv\r\n"), with("Content-Type: text/tsv\r\n"), "mixed"),
        Texts{"body[*].type value value"});
}

TEST(MultipartBody, of_several_responses_is_compared_response_by_response) {
    const auto batch = [](const std::string& status, const std::string& json) {
        return Parts{{"Content-Type: application/http\r\n",
                      "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n\r\n" + json}};
    };
    EXPECT_EQ(compared(batch("200 OK", R"({"n":1})"), batch("200 OK", R"({"n":2})"), "mixed"),
              Texts{"body[*].content.message.content.n value number"});
    EXPECT_EQ(compared(batch("200 OK", "{}"), batch("404 Not Found", "{}"), "mixed"),
              Texts{"body[*].content.start value value"});
}

TEST(MultipartBody, that_is_none_is_told) {
    Pair pair = pair_of(body_of({field("a", "1")}, "b"), "--b\r\nbroken");
    pair.live.headers[0].second = pair.shadow.headers[0].second = "multipart/form-data; boundary=b";
    EXPECT_EQ(texts_of(judge(pair)), Texts{"body type multipart->invalid multipart"});
    std::string many;
    for (int i = 0; i < 1'001; ++i) many += "--b\r\n\r\nx\r\n";
    pair.shadow.body = many + "--b--";
    EXPECT_EQ(judge(pair).verdict, Verdict::not_compared);
    EXPECT_EQ(judge(pair).reason, "budget");
    std::string nested = "x";
    for (int i = 0; i < 50; ++i) {
        nested = body_of(
            {{"Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n", nested}},
            "b" + std::to_string(i + 1));
    }
    text::MediaType type;
    type.name = "multipart/mixed";
    type.boundary = "b50";
    EXPECT_TRUE(read_multipart(nested, type).good());
}

}  // namespace
}  // namespace crossfade::compare
