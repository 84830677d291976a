#include "proxy/body/html.hpp"

#include "proxy/body/character_references.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace crossfade::body {
namespace {

using Status = Reading::Status;

/// What is below body of a document without a head.
std::string body_of(std::string_view text) {
    const std::string json = read_html(text).json;
    const std::string before = R"({"html":{"body":)";
    const std::string between = R"(,"head":{}}})";
    EXPECT_TRUE(json.starts_with(before) && json.ends_with(between)) << json;
    if (json.size() < before.size() + between.size()) return json;
    return json.substr(before.size(), json.size() - before.size() - between.size());
}

TEST(Html, always_has_html_head_and_body) {
    const std::string expected =
        R"({"html":{"body":{"p":[{"#text":"x"}]},"head":{"title":[{"#text":"T"}]}}})";
    EXPECT_EQ(read_html("<title>T</title><p>x").json, expected);
    EXPECT_EQ(read_html("<!doctype html>\n<html>\n<head>\n<title> T </title>\n</head>\n<body>\n"
                        "<p>\n x\n</p>\n</body>\n</html>\n")
                  .json,
              expected);
    EXPECT_EQ(read_html("").json, R"({"html":{"body":{},"head":{}}})");
    EXPECT_EQ(read_html("<html lang=en><body class=a>").json,
              R"({"html":{"@lang":"en","body":{"@class":"a"},"head":{}}})");
}

TEST(Html, reads_tags_as_browsers_do) {
    EXPECT_EQ(body_of("<P CLASS=A Id='b' hidden data-x=\"1 2\">x"),
              R"({"p":[{"@class":"A","@data-x":"1 2","@hidden":"","@id":"b","#text":"x"}]})");
    EXPECT_EQ(body_of("a < b && c <3"), R"({"#text":"a < b && c <3"})");
    EXPECT_EQ(body_of("x<!-- <p>no</p> -->y<!-->z<?php ?><!x></3>!"), R"({"#text":"xyz!"})");
    EXPECT_EQ(body_of("<p>a  <b>c</b>\n d</p>"),
              R"({"p":[{"#text":"a <b/> d","b":[{"#text":"c"}]}]})");
    EXPECT_EQ(body_of("<br/><br><img src=a.png>"), R"({"br":[{},{}],"img":[{"@src":"a.png"}]})");
    EXPECT_EQ(body_of("<svg><path d=1 /><g/></svg><i>x</i>"),
              R"({"i":[{"#text":"x"}],"svg":[{"g":[{}],"path":[{"@d":"1"}]}]})");
}

TEST(Html, ends_elements_where_others_imply_it) {
    EXPECT_EQ(body_of("<ul><li>a<li>b<ul><li>c</ul></ul>"),
              body_of("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"));
    EXPECT_EQ(body_of("<p>a<p>b<div>c</div>"), body_of("<p>a</p><p>b</p><div>c</div>"));
    EXPECT_EQ(body_of("<table><tr><td>a<td>b<tr><th>c</table>x"),
              body_of("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>x"));
    EXPECT_EQ(body_of("<dl><dt>a<dd>b<dt>c</dl>"),
              body_of("<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"));
    EXPECT_EQ(body_of("<select><option>a<option>b</select>"),
              body_of("<select><option>a</option><option>b</option></select>"));
    EXPECT_EQ(body_of("<div><p>a</div>b"), body_of("<div><p>a</p></div>b"));
    EXPECT_EQ(body_of("a</div></b></table>"), body_of("a"));
    EXPECT_EQ(body_of("<table><tr><td></div>x</td></tr></table>"),
              body_of("<table><tr><td>x</td></tr></table>"));
}

TEST(Html, takes_scripts_and_styles_as_they_are) {
    EXPECT_EQ(body_of("x<script>if (a<b) \"</p>\" </SCRIPT >y"),
              R"({"#text":"x<script/>y","script":[{"#text":"if (a<b) \"</p>\" "}]})");
    EXPECT_EQ(read_html("<title>a &amp; <b></title>").json,
              R"({"html":{"body":{},"head":{"title":[{"#text":"a & <b>"}]}}})");
    EXPECT_EQ(body_of("x<pre> a\n  b</pre>"), R"({"#text":"x<pre/>","pre":[{"#text":" a\n  b"}]})");
    EXPECT_EQ(body_of("x<script>never ends <p>"),
              R"({"#text":"x<script/>","script":[{"#text":"never ends <p>"}]})");
}

TEST(Html, resolves_references) {
    EXPECT_EQ(without_references("&lt;&#233;&#xE9;&eacute;&euro;&amp;amp;"),
              "<\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x82\xac&amp;");
    for (const char* text : {"&",
                             "&;",
                             "&x",
                             "&nosuch;",
                             "&#;",
                             "&#0;",
                             "&#xD800;",
                             "&#x110000;",
                             "&#99999999999999999999;",
                             "&amp",
                             "&#x;",
                             "a&b;c"}) {
        EXPECT_EQ(without_references(text), text);
    }
}

TEST(Html, sets_tokens_aside) {
    const auto page = [](const std::string& token) {
        return read_html("<meta name=csrf-token content=" + token + "><script nonce=" + token +
                         ">x</script><form><input type=hidden name=authenticity_token value=" +
                         token + "><input name=q value=kept></form>");
    };
    EXPECT_EQ(page("a1").json, page("b2").json);
    EXPECT_NE(page("a1").set_aside, page("b2").set_aside);
    EXPECT_EQ(page("a1").set_aside, page("a1").set_aside);
    EXPECT_EQ(page("a1").json.find("a1"), std::string::npos);
    EXPECT_NE(page("a1").json.find("kept"), std::string::npos);
}

TEST(Html, has_a_budget) {
    const auto repeated = [](std::string_view part, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += part;
        return text;
    };
    EXPECT_EQ(read_html(repeated("<div>", 190)).status, Status::good);
    EXPECT_EQ(read_html(repeated("<div>", 100'000)).status, Status::over_budget);
    EXPECT_EQ(read_html(repeated("<br>", 500'000)).status, Status::over_budget);
    for (const char* part : {"<p><b id=1></p>",
                             "<div><object></div>",
                             "<li>",
                             "<td>",
                             "</",
                             "<!--",
                             "<a href='",
                             "&amp",
                             "<script></",
                             "<table><select>",
                             "<p",
                             "<x y="}) {
        const Reading reading = read_html(repeated(part, 100'000));
        EXPECT_TRUE(reading.good() || reading.status == Status::over_budget) << part;
    }
}

TEST(Html, never_crashes_on_what_a_backend_sends) {
    const std::vector<std::string> parts{
        "<p>",        "</p>",       "<table>",     "<td>",
        "</td>",      "<tr>",       "</table>",    "<select>",
        "<option>",   "<svg>",      "</svg>",      "<head>",
        "</head>",    "<body a=b>", "</body>",     "<html c=d>",
        "</html>",    "<script>",   "</script>",   "<title>",
        "</title>",   "<li>",       "</ul>",       "<ul>",
        "<br/>",      "<g/>",       "text",        " ",
        "<",          ">",          "&",           "&#x41;",
        "<!--",       "-->",        "'",           "\"",
        "=",          "/",          "\xff",        std::string(1, '\0'),
        "<frameset>", "<template>", "</template>", "<input name=csrf value=1>"};
    std::mt19937 random(20260101);
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::size_t i = random() % 40; i > 0; --i) text += parts[random() % parts.size()];
        const Reading reading = read_html(text);
        ASSERT_TRUE(reading.good()) << text;
        ASSERT_EQ(reading.json, read_html(text).json);
    }
}

}  // namespace
}  // namespace crossfade::body
