// Who is believed to be the client, and what the backend is told about it.
#include "proxy/http/forwarded.hpp"

#include "proxy/http/forwarded_element.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace crossfade::http {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

const std::vector<routing::Network> trusted{*routing::parse_network("10.0.0.0/8"),
                                            *routing::parse_network("2001:db8:ffff::/48")};
constexpr const char* proxy = "10.0.0.1";
constexpr const char* stranger = "198.51.100.7";

/// What comes of one request; the texts outlive it.
struct Told {
    std::string client;
    std::string forwarded_for;
    std::string proto;
    std::string host;
    std::string forwarded;
    std::string fields;  // as add_forwarded_fields() adds them
};

Told tell(const char* address, const Lines& lines, bool secure = false) {
    RequestHead request;
    request.authority = "api.example.com";
    request.secure = secure;
    for (const auto& [name, value] : lines) request.fields.add(name, value);
    const Peer peer(*routing::parse_address(address), trusted);
    Origin origin;
    origin.find(peer, request);
    const auto& fields = origin.fields();
    Told told{std::string(origin.client_address()),
              std::string(fields.forwarded_for),
              std::string(fields.forwarded_proto),
              std::string(fields.forwarded_host),
              std::string(fields.forwarded),
              {}};
    FieldList added;
    add_forwarded_fields(fields, request.fields, added);
    for (const auto& field : added.view()) {
        told.fields.append(field.name).append("=").append(field.value).append(";");
    }
    return told;
}

std::string client_of(const char* peer, const std::string& forwarded_for) {
    return tell(peer, {{"X-Forwarded-For", forwarded_for}}).client;
}

Told tell_forwarded(const std::string& forwarded) {
    return tell(proxy, {{"Forwarded", forwarded}});
}

TEST(Origin, of_a_stranger_is_the_stranger_whatever_it_says) {
    const auto told = tell(stranger,
                           {{"X-Forwarded-For", "203.0.113.9"},
                            {"X-Forwarded-Proto", "https"},
                            {"X-Forwarded-Host", "evil.example"},
                            {"X-Forwarded-Port", "444"},
                            {"X-Forwarded-Prefix", "/evil"},
                            {"X-Real-IP", "203.0.113.9"},
                            {"Forwarded", "for=203.0.113.9;proto=https"}});
    EXPECT_EQ(told.client, stranger);
    EXPECT_EQ(told.fields,
              "x-forwarded-for=198.51.100.7;x-forwarded-proto=http;"
              "x-forwarded-host=api.example.com;");
}

TEST(Origin, of_a_trusted_proxy_that_says_nothing_is_the_proxy) {
    const auto told = tell(proxy, {});
    EXPECT_EQ(told.client, proxy);
    EXPECT_EQ(told.fields,
              "x-forwarded-for=10.0.0.1;x-forwarded-proto=http;x-forwarded-host=api.example.com;");
}

TEST(Origin, is_walked_to_from_the_right) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"203.0.113.9", "203.0.113.9"},
        {"203.0.113.9, 10.0.0.2", "203.0.113.9"},
        {"203.0.113.9,10.0.0.2 ,\t10.0.0.3", "203.0.113.9"},
        {"1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
        {"10.0.0.9, 203.0.113.9", "203.0.113.9"},
        {"10.0.0.4, 10.0.0.3", "10.0.0.4"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:0DB8:0:0::0001, 2001:db8:ffff::5", "2001:db8::1"},
        {"::ffff:203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"},
        {"203.0.113.9:4711, 10.0.0.2:80", "203.0.113.9"},
        {"[2001:db8::1]:4711, [2001:db8:ffff::5]", "2001:db8::1"},
        {", 203.0.113.9, , 10.0.0.2,,", "203.0.113.9"},
        {"unknown, 10.0.0.2", "10.0.0.2"},
        {"203.0.113.9, junk", "10.0.0.1"},
        {"203.0.113.9, junk, 10.0.0.2", "10.0.0.2"},
        {"203.0.113.9, 10.0.0.2 10.0.0.3", "10.0.0.1"},
        {"", "10.0.0.1"},
        {" , ,", "10.0.0.1"},
    };
    for (const auto& [field, client] : cases) EXPECT_EQ(client_of(proxy, field), client) << field;
    EXPECT_EQ(client_of("2001:db8:ffff::1", "203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(client_of("2001:db8::1", "203.0.113.9"), "2001:db8::1");
}

TEST(Origin, takes_addresses_in_their_strict_forms_only) {
    for (const auto& entry : {"203.0.113.09",
                              "203.0.113.256",
                              "203.0.113",
                              "3405803785",
                              "203.0.113.9:",
                              "203.0.113.9:x",
                              "203.0.113.9:123456",
                              "203.0.113.9:-1",
                              "[203.0.113.9]",
                              "[2001:db8::1",
                              "2001:db8::1]",
                              "[2001:db8::1]4711",
                              "[2001:db8::1]:",
                              "[2001:db8::1%eth0]",
                              "[]",
                              "\"203.0.113.9\"",
                              "for=203.0.113.9",
                              "203.0.113.9;x",
                              "client.example.com",
                              "_hidden"}) {
        EXPECT_EQ(client_of(proxy, entry), proxy) << entry;
        EXPECT_FALSE(parse_forwarded_for(entry)) << entry;
    }
}

TEST(Origin, joins_lines_in_their_order) {
    const auto told = tell(
        proxy,
        {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9"}, {"A", "b"}, {"x-forwarded-for", "10.0.0.2"}});
    EXPECT_EQ(told.client, "203.0.113.9");
    EXPECT_EQ(told.forwarded_for, "203.0.113.9, 10.0.0.2, 10.0.0.1");
}

TEST(Origin, passes_on_the_believed_chain_only) {
    const auto chain = [](const std::string& field) {
        return tell(proxy, {{"X-Forwarded-For", field}}).forwarded_for;
    };
    EXPECT_EQ(chain("203.0.113.9"), "203.0.113.9, 10.0.0.1");
    EXPECT_EQ(chain("evil, 1.1.1.1, 203.0.113.9:80, 10.0.0.2"), "203.0.113.9, 10.0.0.2, 10.0.0.1");
    EXPECT_EQ(chain("[2001:DB8::1]:80"), "2001:db8::1, 10.0.0.1");
    EXPECT_EQ(chain("203.0.113.9, junk"), "10.0.0.1");
}

TEST(Origin, looks_at_so_many_entries) {
    std::string field = "203.0.113.9";
    for (std::size_t entry = 1; entry < Origin::most_entries; ++entry) field += ", 10.0.0.2";
    EXPECT_EQ(client_of(proxy, field), "203.0.113.9");
    EXPECT_EQ(client_of(proxy, field + ", 10.0.0.3"), "10.0.0.2");
    EXPECT_EQ(client_of(proxy, field + ","), "10.0.0.2");
    std::string elements = "for=203.0.113.9";
    for (std::size_t entry = 1; entry < Origin::most_entries; ++entry) elements += ",for=10.0.0.2";
    EXPECT_EQ(tell_forwarded(elements).client, "203.0.113.9");
    EXPECT_EQ(tell_forwarded(elements + ",for=10.0.0.3").client, "10.0.0.2");
    EXPECT_EQ(tell_forwarded(elements + std::string(60'000, ',')).client, "10.0.0.1");
}

TEST(Origin, believes_one_scheme_and_one_host) {
    const auto said = [](const Lines& lines) {
        const auto told = tell(proxy, lines);
        return told.proto + " " + told.host;
    };
    EXPECT_EQ(said({{"X-Forwarded-Proto", "https"}}), "https api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Proto", "HTTPS"}}), "https api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Proto", "ftp"}}), "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Proto", "https, http"}}), "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "https"}}),
              "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Host", "shop.example:8443"}}), "http shop.example:8443");
    EXPECT_EQ(said({{"X-Forwarded-Host", "a b"}}), "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Host", ""}}), "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Host", "a, b"}}), "http api.example.com");
    EXPECT_EQ(said({{"X-Forwarded-Host", "a"}, {"X-Forwarded-Host", "b"}}), "http api.example.com");
    EXPECT_EQ(tell(stranger, {{"X-Forwarded-Proto", "http"}}, true).proto, "https");
    EXPECT_EQ(tell(proxy, {{"X-Forwarded-Proto", "http"}}, true).proto, "http");
    EXPECT_EQ(tell(proxy, {}, true).proto, "https");
}

TEST(Origin, passes_on_what_else_a_trusted_proxy_says) {
    EXPECT_EQ(tell(proxy,
                   {{"X-Forwarded-For", "203.0.113.9"},
                    {"X-Forwarded-Port", "444"},
                    {"X-Real-IP", "203.0.113.9"}})
                  .fields,
              "x-forwarded-for=203.0.113.9, 10.0.0.1;x-forwarded-proto=http;"
              "x-forwarded-host=api.example.com;X-Forwarded-Port=444;X-Real-IP=203.0.113.9;");
    for (const auto& other : {"203.0.113.8", "10.0.0.1", "", "203.0.113.9, 203.0.113.9", "x"}) {
        const auto told =
            tell(proxy, {{"X-Forwarded-For", "203.0.113.9"}, {"X-Real-IP", other}}).fields;
        EXPECT_EQ(told.find("X-Real-IP"), std::string::npos) << other;
    }
}

TEST(Forwarded, names_the_client_alone_too) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"for=203.0.113.9", "203.0.113.9"},
        {"For=203.0.113.9", "203.0.113.9"},
        {"for=\"203.0.113.9\"", "203.0.113.9"},
        {"for=\"203.0.113.9:4711\"", "203.0.113.9"},
        {"for=\"203.0.113.9:_port\"", "203.0.113.9"},
        {"for=\"[2001:db8::1]\"", "2001:db8::1"},
        {"for=\"[2001:db8::1]:4711\"", "2001:db8::1"},
        {"for=1.1.1.1, for=203.0.113.9;by=10.0.0.3, for=10.0.0.2", "203.0.113.9"},
        {"proto=https;for=203.0.113.9;by=_edge;host=\"a,b\"", "203.0.113.9"},
        {"for=203.0.113.9;host=\"x;y,for=1.1.1.1\"", "203.0.113.9"},
        {"for=\"203.0.113.9, for=203.0.113.8", "203.0.113.8"},
        {";;for=203.0.113.9;", "203.0.113.9"},
        {"for=203.0.113.9, ,", "203.0.113.9"},
        {"for=unknown", "10.0.0.1"},
        {"for=_hidden, for=10.0.0.2", "10.0.0.2"},
        {"for=203.0.113.9, for=unknown, for=10.0.0.2", "10.0.0.2"},
        {"", "10.0.0.1"},
    };
    for (const auto& [field, client] : cases) {
        EXPECT_EQ(tell_forwarded(field).client, client) << field;
    }
}

TEST(Forwarded, has_one_form_only) {
    for (const auto& element : {"203.0.113.9",
                                "for",
                                "for=",
                                "=203.0.113.9",
                                "for =203.0.113.9",
                                "for= 203.0.113.9",
                                "for=203.0.113.9; proto=http",
                                "for=203.0.113.9 ;proto=http",
                                "for=203.0.113.9:80",
                                "for=[2001:db8::1]",
                                "for=\"2001:db8::1\"",
                                "for=\"[203.0.113.9]\"",
                                "for=\"203.0.113.9:\"",
                                "for=\"203.0.113.9:_\"",
                                "for=\"203.0.113.9:_a b\"",
                                "for=\"203.0.113.9",
                                "for=203.0.113.9\"",
                                "for=\"203.0.113.9\"x",
                                "for=\"203\\.0.113.9\"",
                                "for=203.0.113.9;x=\"\\\"\"",
                                "for=203.0.113.9;x=\"a\\\\b\"",
                                "for=203.0.113.9;for=203.0.113.9",
                                "for=203.0.113.9;FOR=203.0.113.8",
                                "by=203.0.113.9",
                                "a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1;for=203.0.113.9"}) {
        EXPECT_EQ(tell_forwarded(element).client, proxy) << element;
        EXPECT_EQ(tell_forwarded(element).forwarded, "") << element;
    }
}

TEST(Forwarded, is_continued_behind_a_trusted_proxy) {
    EXPECT_EQ(tell_forwarded("for=203.0.113.9;proto=https").forwarded,
              "for=203.0.113.9;proto=https, for=10.0.0.1;proto=http");
    EXPECT_EQ(tell_forwarded("for=evil,for=1.1.1.1 , for=203.0.113.9,for=10.0.0.2").forwarded,
              "for=203.0.113.9, for=10.0.0.2, for=10.0.0.1;proto=http");
    EXPECT_EQ(tell("2001:db8:ffff::1", {{"Forwarded", "for=\"[2001:db8::1]:4711\""}}).forwarded,
              "for=\"[2001:db8::1]:4711\", for=\"[2001:db8:ffff::1]\";proto=http");
    EXPECT_EQ(tell(stranger, {{"Forwarded", "for=203.0.113.9"}}).forwarded, "");
    EXPECT_EQ(tell_forwarded("for=_hidden").forwarded, "");
}

TEST(Forwarded, gives_scheme_and_host_where_nothing_else_does) {
    const auto told = tell_forwarded("for=203.0.113.9;proto=https;host=\"shop.example:8443\"");
    EXPECT_EQ(told.proto, "https");
    EXPECT_EQ(told.host, "shop.example:8443");
    EXPECT_NE(told.forwarded, "");
}

TEST(Forwarded, goes_on_only_if_it_agrees_with_the_other_fields) {
    const auto goes_on = [](const Lines& lines) { return !tell(proxy, lines).forwarded.empty(); };
    const std::pair<std::string, std::string> both{"X-Forwarded-For", "203.0.113.9, 10.0.0.2"};
    EXPECT_TRUE(goes_on({both, {"Forwarded", "for=203.0.113.9, for=10.0.0.2"}}));
    EXPECT_TRUE(goes_on({both, {"Forwarded", "for=evil, for=203.0.113.9, for=10.0.0.2"}}));
    EXPECT_FALSE(goes_on({both, {"Forwarded", "for=203.0.113.8, for=10.0.0.2"}}));
    EXPECT_FALSE(goes_on({both, {"Forwarded", "for=203.0.113.9"}}));
    EXPECT_FALSE(goes_on({both, {"Forwarded", "for=203.0.113.9, for=10.0.0.3"}}));
    EXPECT_FALSE(goes_on({{"X-Forwarded-For", ""}, {"Forwarded", "for=203.0.113.9"}}));
    EXPECT_FALSE(goes_on({{"X-Forwarded-For", "junk"}, {"Forwarded", "for=203.0.113.9"}}));
    const auto with = [&](const Lines& more, const std::string& forwarded) {
        auto lines = more;
        lines.emplace_back("Forwarded", forwarded);
        return goes_on(lines);
    };
    EXPECT_TRUE(with({{"X-Forwarded-Proto", "https"}}, "for=203.0.113.9;proto=HTTPS"));
    EXPECT_FALSE(with({{"X-Forwarded-Proto", "https"}}, "for=203.0.113.9;proto=http"));
    EXPECT_FALSE(with({{"X-Forwarded-Proto", "gopher"}}, "for=203.0.113.9;proto=https"));
    EXPECT_FALSE(with({}, "for=203.0.113.9;proto=gopher"));
    EXPECT_TRUE(with({{"X-Forwarded-Host", "shop.example"}}, "for=203.0.113.9;host=shop.example"));
    EXPECT_FALSE(with({{"X-Forwarded-Host", "shop.example"}}, "for=203.0.113.9;host=b.example"));
    EXPECT_FALSE(with({}, "for=203.0.113.9;host=\"a b\""));
}

TEST(Forwarded, that_disagrees_does_not_change_the_client) {
    const auto told =
        tell(proxy, {{"X-Forwarded-For", "203.0.113.9"}, {"Forwarded", "for=203.0.113.8"}});
    EXPECT_EQ(told.client, "203.0.113.9");
    EXPECT_EQ(told.forwarded, "");
}

TEST(Peer, is_known_by_its_plain_text) {
    const auto text = [](const char* address) {
        return std::string(Peer(*routing::parse_address(address), trusted).text.view());
    };
    EXPECT_EQ(text("::ffff:10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(text("2001:0DB8::0:1"), "2001:db8::1");
    EXPECT_EQ(text("::"), "::");
    EXPECT_EQ(Peer().text.view(), "");
    EXPECT_FALSE(Peer().trusted);
    EXPECT_TRUE(Peer(*routing::parse_address("::ffff:10.0.0.1"), trusted).trusted);
    EXPECT_FALSE(Peer(*routing::parse_address("10.0.0.1"), {}).trusted);
}

}  // namespace
}  // namespace crossfade::http
