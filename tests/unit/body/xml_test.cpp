#include "proxy/body/xml.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::body {
namespace {

using Status = Reading::Status;

std::string json_of(std::string_view text) { return read_xml(text).json; }

/// The names of what differs in what was set aside.
std::string aside(std::string_view one, std::string_view other) {
    const Reading a = read_xml(one);
    const Reading b = read_xml(other);
    EXPECT_EQ(a.json, b.json);
    std::string names;
    for (std::size_t i = 0; i < a.set_aside.size(); ++i) {
        if (a.set_aside[i] == b.set_aside[i]) continue;
        names.append(names.empty() ? "" : ", ").append(a.set_aside[i].what);
    }
    return names;
}

TEST(Xml, is_read_as_json) {
    EXPECT_EQ(json_of(R"(<?xml version="1.0"?><order id="7"><item sku="a">one</item>)"
                      R"(<item sku="b"/><note>x &amp; y</note></order>)"),
              R"({"order":{"@id":"7","item":[{"@sku":"a","#text":"one"},{"@sku":"b"}],)"
              R"("note":[{"#text":"x & y"}]}})");
    EXPECT_EQ(json_of("<a/>"), R"({"a":{}})");
    EXPECT_EQ(json_of("<a></a>"), R"({"a":{}})");
}

TEST(Xml, groups_elements_of_one_name_wherever_they_stand) {
    EXPECT_EQ(json_of("<a><x>1</x><y/><x>2</x></a>"),
              R"({"a":{"x":[{"#text":"1"},{"#text":"2"}],"y":[{}]}})");
}

TEST(Xml, keeps_white_space_of_texts_but_not_of_layout) {
    EXPECT_EQ(json_of("<a>\n  <b> x  y </b>\n</a>"), R"({"a":{"b":[{"#text":" x  y "}]}})");
    EXPECT_EQ(json_of("<a><b>\n</b></a>"), R"({"a":{"b":[{}]}})");
    EXPECT_EQ(json_of("<a>see  <b>x</b>\nfor more</a>"),
              R"({"a":{"#text":"see <b/> for more","b":[{"#text":"x"}]}})");
    EXPECT_EQ(json_of("<a>1<!-- c --><![CDATA[<2>]]></a>"), R"({"a":{"#text":"1<2>"}})");
}

TEST(Xml, sets_prefixes_aside_but_not_namespaces) {
    EXPECT_EQ(
        json_of(R"(<s:E xmlns:s="urn:s"><s:B x:t="1" xmlns:x="urn:x"/><c/></s:E>)"),
        R"({"E":{"@xmlns":"urn:s","B":[{"@t":"1","@xmlns:t":"urn:x"}],"c":[{"@xmlns":""}]}})");
    EXPECT_EQ(aside(R"(<s:E xmlns:s="urn:s"><s:B/></s:E>)", R"(<E xmlns="urn:s"><B/></E>)"),
              "xml prefix");
    EXPECT_NE(json_of(R"(<E xmlns="urn:s"/>)"), json_of(R"(<E xmlns="urn:t"/>)"));
    EXPECT_EQ(json_of(R"(<a xml:lang="en"/>)"), R"({"a":{"@lang":"en"}})");
}

TEST(Xml, sets_orders_aside) {
    EXPECT_EQ(aside("<a><b/><c/></a>", "<a><c/><b/></a>"), "xml element order");
    const Reading one = read_xml(R"(<a x="1" y="2"/>)");
    const Reading other = read_xml(R"(<a y="2" x="1"/>)");
    EXPECT_NE(one.set_aside, other.set_aside);
    EXPECT_EQ(aside("<a><b/></a>", "<?xml version='1.0'?>\n<a>\n <b></b><!-- x --></a>"), "");
}

TEST(Xml, reads_other_encodings) {
    EXPECT_EQ(json_of("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"),
              "{\"a\":{\"#text\":\"\xc3\xa9\"}}");
    EXPECT_EQ(json_of(std::string("\xff\xfe<\0a\0/\0>\0", 10)), R"({"a":{}})");
}

TEST(Xml, is_malformed_otherwise) {
    for (const char* text : {"",
                             " ",
                             "x",
                             "<a>",
                             "<a></b>",
                             "<a/><b/>",
                             "<a",
                             "<a x=1/>",
                             "<a>&x;</a>",
                             "<a>\x01</a>",
                             "<a>\xff</a>",
                             "<p:a/>",
                             "{\"a\":1}",
                             "<!doctype html><p>x<br></p>"}) {
        EXPECT_EQ(read_xml(text).status, Status::malformed) << text;
        EXPECT_EQ(read_xml(text).json, "") << text;
    }
}

TEST(Xml, expands_no_entities_and_reads_no_files) {
    EXPECT_EQ(read_xml("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>").status, Status::malformed);
    EXPECT_EQ(read_xml("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>").status,
              Status::malformed);
    EXPECT_EQ(read_xml("<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///etc/passwd'>%e;]><a/>").status,
              Status::malformed);
    EXPECT_EQ(json_of("<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a>&e;</a>"), R"({"a":{}})");
    std::string bomb = "<!DOCTYPE a [<!ENTITY e0 'xxxxxxxxxx'>";
    for (int i = 1; i < 20; ++i) {
        const std::string before = "&e" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY e" + std::to_string(i) + " '" + before + before + before + "'>";
    }
    EXPECT_EQ(read_xml(bomb + "]><a>&e19;</a>").status, Status::malformed);
}

TEST(Xml, leaves_out_attributes_that_only_a_dtd_gives) {
    EXPECT_EQ(json_of("<!DOCTYPE a [<!ATTLIST a x CDATA 'y'>]><a z='1'/>"), R"({"a":{"@z":"1"}})");
}

TEST(Xml, has_a_budget) {
    const auto nested = [](int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += "<a>";
        for (int i = 0; i < depth; ++i) text += "</a>";
        return text;
    };
    EXPECT_EQ(read_xml(nested(200)).status, Status::good);
    EXPECT_EQ(read_xml(nested(201)).status, Status::over_budget);
    EXPECT_EQ(read_xml(nested(100'000)).status, Status::over_budget);
    std::string wide = "<a>";
    for (int i = 0; i < 500'000; ++i) wide += "<b/>";
    EXPECT_EQ(read_xml(wide + "</a>").status, Status::over_budget);
    std::string spaces = "<a xmlns:p='" + std::string(3'000, 'u') + "'>";
    EXPECT_EQ(read_xml(spaces + "<p:b/></a>").status, Status::over_budget);
    std::string long_names = "<a xmlns:p='" + std::string(2'000, 'u') + "'>";
    for (int i = 0; i < 60'000; ++i) long_names += "<p:b/>";
    EXPECT_EQ(read_xml(long_names + "</a>").status, Status::over_budget);
}

}  // namespace
}  // namespace crossfade::body
