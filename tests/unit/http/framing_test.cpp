// What a parsed head says about its body and its connection.
#include "proxy/http/framing.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::http {
namespace {

using Kind = Framing::Kind;
using FieldTexts = std::vector<std::pair<std::string_view, std::string_view>>;

RequestHead request(const FieldTexts& fields, int minor_version = 1) {
    RequestHead head;
    head.method = "POST";
    head.target = "/";
    head.minor_version = minor_version;
    head.fields.add("Host", "h");
    for (const auto& [name, value] : fields) head.fields.add(name, value);
    return head;
}

struct LengthCase {
    std::string_view text;
    std::optional<std::uint64_t> value;
};

void PrintTo(const LengthCase& entry, std::ostream* out) { *out << "'" << entry.text << "'"; }

class ContentLength : public testing::TestWithParam<LengthCase> {};

TEST_P(ContentLength, is_plain_decimal) {
    EXPECT_EQ(parse_content_length(GetParam().text), GetParam().value);
}

const LengthCase lengths[]{
    {"0", 0},
    {"1", 1},
    {"10", 10},
    {"999999999999999999", 999'999'999'999'999'999},
    {"1000000000000000000", std::nullopt},
    {"18446744073709551616", std::nullopt},
    {"", std::nullopt},
    {"00", std::nullopt},
    {"01", std::nullopt},
    {"+1", std::nullopt},
    {"-1", std::nullopt},
    {"-0", std::nullopt},
    {" 1", std::nullopt},
    {"1 ", std::nullopt},
    {"1,1", std::nullopt},
    {"0x1", std::nullopt},
    {"1e1", std::nullopt},
    {"1_0", std::nullopt},
    {std::string_view("1\0", 2), std::nullopt},
    {"\xD9\xA1", std::nullopt},  // a digit, but not of ASCII
};
INSTANTIATE_TEST_SUITE_P(Texts, ContentLength, testing::ValuesIn(lengths));

TEST(RequestFraming, is_none_without_a_field_that_says_otherwise) {
    auto head = request({});
    ASSERT_EQ(check_request(head), Failure::none);
    EXPECT_EQ(head.framing.kind, Kind::none);
    EXPECT_FALSE(head.framing.has_body());
}

TEST(RequestFraming, of_length_zero_is_a_length_but_no_body) {
    auto head = request({{"Content-Length", "0"}});
    ASSERT_EQ(check_request(head), Failure::none);
    EXPECT_EQ(head.framing.kind, Kind::length);
    EXPECT_FALSE(head.framing.has_body());
}

struct ConnectionCase {
    int minor_version;
    FieldTexts fields;
    bool keep_alive;
};

TEST(Persistence, follows_version_and_connection) {
    const ConnectionCase cases[]{
        {1, {}, true},
        {1, {{"Connection", "close"}}, false},
        {1, {{"Connection", "CLOSE"}}, false},
        {1, {{"Connection", "keep-alive, close"}}, false},
        {1, {{"Connection", "keep-alive"}, {"connection", ", close ,"}}, false},
        {1, {{"Connection", "closed"}}, true},
        {1, {{"Connection", "\"close\""}}, true},
        {1, {{"X-Connection", "close"}}, true},
        {0, {}, false},
        {0, {{"Connection", "Keep-Alive"}}, true},
        {0, {{"Connection", "keep-alive, close"}}, false},
        {0, {{"Keep-Alive", "timeout=5"}}, false},
    };
    for (const auto& entry : cases) {
        auto head = request(entry.fields, entry.minor_version);
        ASSERT_EQ(check_request(head), Failure::none);
        const auto* said = entry.fields.empty() ? "" : entry.fields.front().second.data();
        EXPECT_EQ(head.keep_alive, entry.keep_alive) << entry.minor_version << ' ' << said;
    }
}

TEST(Upgrade, is_wanted_only_if_connection_says_so_and_there_is_no_doubt) {
    const std::pair<FieldTexts, bool> cases[]{
        {{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}}, true},
        {{{"Connection", "keep-alive, upgrade"}, {"Upgrade", "websocket"}}, true},
        {{{"Upgrade", "websocket"}}, false},
        {{{"Connection", "Upgrade"}}, false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "h2c"}}, false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "websocket, H2C"}}, false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "WebSocket"}, {"Content-Length", "0"}}, true},
        {{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Upgrade", "websocket"}}, false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Content-Length", "1"}}, false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Transfer-Encoding", "chunked"}},
         false},
        {{{"Connection", "Upgrade"}, {"Upgrade", "TLS/1.0"}}, false},
    };
    for (const auto& [fields, wanted] : cases) {
        auto head = request(fields);
        ASSERT_EQ(check_request(head), Failure::none);
        EXPECT_EQ(head.wants_upgrade, wanted) << fields.back().first << ' ' << fields.back().second;
    }
    auto old = request({{"Connection", "Upgrade"}, {"Upgrade", "websocket"}}, 0);
    ASSERT_EQ(check_request(old), Failure::none);
    EXPECT_FALSE(old.wants_upgrade);
}

TEST(Expectation, counts_where_a_body_follows_and_the_version_knows_it) {
    auto head = request({{"Expect", "100-Continue"}, {"Content-Length", "1"}});
    ASSERT_EQ(check_request(head), Failure::none);
    EXPECT_TRUE(head.expects_continue);
    auto without = request({{"Expect", "100-continue"}});
    ASSERT_EQ(check_request(without), Failure::none);
    EXPECT_FALSE(without.expects_continue);
    auto old = request({{"Expect", "100-continue"}, {"Content-Length", "1"}}, 0);
    ASSERT_EQ(check_request(old), Failure::none);
    EXPECT_FALSE(old.expects_continue);
    auto other = request({{"Expect", "100-continue, x"}});
    EXPECT_EQ(check_request(other), Failure::expectation_failed);
}

TEST(Host, of_an_absolute_target_wins) {
    auto head = request({});
    head.target = "http://elsewhere:81/x";
    ASSERT_EQ(check_request(head), Failure::none);
    EXPECT_EQ(head.authority, "elsewhere:81");
    auto origin = request({});
    ASSERT_EQ(check_request(origin), Failure::none);
    EXPECT_EQ(origin.authority, "h");
}

TEST(Host, may_be_left_out_by_old_clients_alone) {
    RequestHead head;
    head.method = "GET";
    head.target = "/";
    head.minor_version = 0;
    ASSERT_EQ(check_request(head), Failure::none);
    EXPECT_EQ(head.authority, "");
    head.minor_version = 1;
    EXPECT_EQ(check_request(head), Failure::request_malformed);
}

TEST(ListsToken, finds_a_whole_element_in_any_case) {
    const std::tuple<std::string_view, std::string_view, bool> cases[]{
        {"close", "close", true},
        {"Close", "cLOSE", true},
        {" close\t", "close", true},
        {"a,close", "close", true},
        {"close,a", "close", true},
        {"a , close ,b", "close", true},
        {",,close", "close", true},
        {"", "close", false},
        {",", "close", false},
        {"closed", "close", false},
        {"not close", "close", false},
        {"clos", "close", false},
        {"close;q=1", "close", false}};
    for (const auto& [list, token, wanted] : cases) {
        EXPECT_EQ(lists_token(list, token), wanted) << list;
    }
}

TEST(FieldList, removes_what_a_backend_may_take_for_the_name) {
    FieldList fields;
    fields.add("X_User", "1");
    fields.add("x-user", "2");
    fields.add("X-Users", "3");
    fields.remove("X-User");
    ASSERT_EQ(fields.size(), 1U);
    EXPECT_EQ(fields[0].name, "X-Users");
}

TEST(MaxForwards, counts_for_options_alone) {
    auto head = request({{"Max-Forwards", "7"}});
    EXPECT_EQ(max_forwards(head), std::nullopt);
    head.method = "OPTIONS";
    EXPECT_EQ(max_forwards(head), 7U);
    auto without = request({});
    without.method = "OPTIONS";
    EXPECT_EQ(max_forwards(without), std::nullopt);
}

TEST(FieldList, removes_all_of_a_name_and_keeps_the_order_of_the_rest) {
    FieldList fields;
    fields.add("A", "1");
    fields.add("Via", "x");
    fields.add("B", "2");
    fields.add("vIA", "y");
    fields.add("C", "3");
    fields.remove("VIA");
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[0].name, "A");
    EXPECT_EQ(fields[1].name, "B");
    EXPECT_EQ(fields[2].name, "C");
    EXPECT_FALSE(fields.has(FieldName::via));
    fields.add("Via", "z");
    EXPECT_EQ(fields.find(FieldName::via), "z");
    EXPECT_FALSE(fields.repeats(FieldName::via));
    fields.add("via", "z");
    EXPECT_TRUE(fields.repeats(FieldName::via));
}

}  // namespace
}  // namespace crossfade::http
