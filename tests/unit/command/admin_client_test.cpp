// Where the admin API is, and answers that are not what they should be.
#include "proxy/command/admin_client.hpp"

#include "proxy/command/answer.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace crossfade::command {
namespace {

TEST(AdminAddress, hosts_and_addresses_of_both_families_are_taken) {
    const std::vector<std::tuple<std::string, std::string, int>> cases{
        {"127.0.0.1:9900", "127.0.0.1", 9900},
        {"localhost:1", "localhost", 1},
        {"[::1]:65535", "::1", 65535}};
    for (const auto& [text, host, port] : cases) {
        const auto address = parse_admin_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->host, host);
        EXPECT_EQ(address->port, port);
    }
}

TEST(AdminAddress, anything_else_is_refused) {
    for (const auto* text : {"",
                             ":",
                             "host",
                             "host:",
                             ":9900",
                             "host:0",
                             "host:65536",
                             "host:-1",
                             "host:9900x",
                             "::1:9900",
                             "[]:1",
                             "http://host:1"}) {
        EXPECT_FALSE(parse_admin_address(text)) << text;
    }
}

TEST(AdminClient, a_refused_connection_is_told_with_the_address) {
    AdminAddress address;
    address.port = 1;  // tcpmux: nobody listens there
    std::ostringstream error;
    EXPECT_FALSE(ask_admin(address, "GET", "/api/v1/status", {}, error));
    EXPECT_NE(error.str().find("127.0.0.1:1"), std::string::npos) << error.str();
}

TEST(Answer, what_is_no_object_is_no_answer) {
    for (const auto* text : {"", "[]", "1", "{", "<html>", "{} {}"}) {
        EXPECT_FALSE(Answer::parse(text)) << text;
    }
}

TEST(Answer, members_of_another_type_read_as_empty) {
    const auto answer = Answer::parse(R"({"a":1,"b":"x","c":[1,"y",{"z":-2}],"d":true,"e":null})");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->number("a"), 1);
    EXPECT_EQ(answer->text("a"), "");
    EXPECT_EQ(answer->number("b"), 0);
    EXPECT_EQ(answer->texts("c"), std::vector<std::string>{"y"});
    ASSERT_EQ(answer->objects("c").size(), 1U);
    EXPECT_EQ(answer->objects("c")[0].number("z"), -2);
    EXPECT_TRUE(answer->flag("d"));
    EXPECT_FALSE(answer->flag("e"));
    EXPECT_TRUE(answer->object("none").names().empty());
}

}  // namespace
}  // namespace crossfade::command
