// What the admin API is told and what it says.
#include "proxy/admin/json.hpp"

#include "proxy/admin/backends_json.hpp"
#include "tests/unit/forward/support.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <random>

namespace crossfade::admin {
namespace {

namespace json = boost::json;

using routing::Share;

const std::vector<std::string> two{"legacy", "new"};
const std::vector<std::string> three{"a", "b", "c"};

struct SplitCase {
    const char* name;
    std::string body;
    const std::vector<std::string>* backends;
    std::vector<std::uint32_t> shares;  // none: refused
    const char* complaint;              // a part of it
};

void PrintTo(const SplitCase& entry, std::ostream* out) { *out << entry.name; }

class ParsedSplit : public testing::TestWithParam<SplitCase> {};

TEST_P(ParsedSplit, gives_shares_or_says_what_is_wrong) {
    const auto& entry = GetParam();
    const auto parsed = parse_split(entry.body, *entry.backends);
    if (entry.shares.empty()) {
        ASSERT_EQ(parsed.index(), 1U);
        EXPECT_NE(std::get<1>(parsed).find(entry.complaint), std::string::npos)
            << std::get<1>(parsed);
        return;
    }
    ASSERT_EQ(parsed.index(), 0U) << std::get<1>(parsed);
    std::vector<Share> wanted;
    for (const auto each : entry.shares) wanted.push_back({each});
    EXPECT_EQ(std::get<0>(parsed), wanted);
}

const SplitCase splits[]{
    {"all", R"({"legacy":"99%","new":"1%"})", &two, {990'000, 10'000}, ""},
    {"in_another_order", R"({"new":"1%","legacy":"99%"})", &two, {990'000, 10'000}, ""},
    {"the_rest_to_the_first", R"({"new":"1%"})", &two, {990'000, 10'000}, ""},
    {"the_rest_to_the_last", R"({"legacy":"0%"})", &two, {0, 1'000'000}, ""},
    {"the_rest_is_nothing", R"({"new":"100%"})", &two, {0, 1'000'000}, ""},
    {"the_rest_of_three", R"({"a":"10%","c":"0.5%"})", &three, {100'000, 895'000, 5'000}, ""},
    {"as_the_api_says_it", R"({"split":{"new":"0.0001%"}})", &two, {999'999, 1}, ""},
    {"with_more_around", R"({"route":"r","split":{"new":"1%"}})", &two, {990'000, 10'000}, ""},
    {"spaces", " {\n\"new\" : \"1%\" }\n", &two, {990'000, 10'000}, ""},
    {"no_json", "new=1%", &two, {}, "expected a JSON object"},
    {"nothing", "", &two, {}, "expected a JSON object"},
    {"an_array", R"(["1%"])", &two, {}, "expected a JSON object"},
    {"null", "null", &two, {}, "expected a JSON object"},
    {"an_empty_object", "{}", &two, {}, "expected a JSON object"},
    {"an_empty_split", R"({"split":{}})", &two, {}, "expected a JSON object"},
    {"a_split_that_is_none", R"({"split":"1%"})", &two, {}, "expected a JSON object"},
    {"text_after", R"({"new":"1%"} x)", &two, {}, "expected a JSON object"},
    {"another_backend", R"({"old":"1%","new":"99%"})", &two, {}, "'old' is no backend"},
    {"another_case", R"({"New":"1%"})", &two, {}, "'New' is no backend"},
    {"a_number", R"({"new":1})", &two, {}, "the share of 'new' must be a string"},
    {"no_percent_sign", R"({"new":"1"})", &two, {}, "the share of 'new' must be a string"},
    {"negative", R"({"new":"-1%"})", &two, {}, "the share of 'new' must be a string"},
    {"over_100", R"({"new":"101%"})", &two, {}, "the share of 'new' must be a string"},
    {"too_fine", R"({"new":"0.00001%"})", &two, {}, "the share of 'new' must be a string"},
    {"empty_share", R"({"new":""})", &two, {}, "the share of 'new' must be a string"},
    {"too_little", R"({"legacy":"98%","new":"1%"})", &two, {}, "add up to 100%"},
    {"too_much", R"({"legacy":"100%","new":"1%"})", &two, {}, "add up to 100%"},
    {"too_much_and_one_left_out", R"({"a":"60%","b":"60%"})", &three, {}, "add up to 100%"},
    {"two_left_out", R"({"a":"60%"})", &three, {}, "add up to 100%"},
    {"two_left_out_of_the_whole", R"({"a":"100%"})", &three, {1'000'000, 0, 0}, ""},
    {"too_deep", std::string(10'000, '['), &two, {}, "expected a JSON object"},
};
INSTANTIATE_TEST_SUITE_P(Bodies, ParsedSplit, testing::ValuesIn(splits), [](const auto& entry) {
    return std::string(entry.param.name);
});

TEST(ParsedSplits, never_takes_shares_that_are_not_a_whole) {
    std::mt19937 random(20'260'731);
    const std::string base = R"({"split":{"a":"10%","b":"20.5%","c":"69.5%"}})";
    static constexpr std::string_view pieces[]{"\"", "%", "1", "0", ".", "{", "}", ",", "a", ":"};
    for (int round = 0; round < 20'000; ++round) {
        auto body = base;
        const auto piece = pieces[random() % std::size(pieces)];
        body.replace(random() % body.size(), random() % 4, piece.data(), piece.size());
        const auto parsed = parse_split(body, three);
        if (parsed.index() != 0) continue;
        std::uint64_t sum = 0;
        for (const auto share : std::get<0>(parsed)) sum += share.parts_per_million;
        ASSERT_EQ(sum, Share::whole) << body;
        ASSERT_EQ(std::get<0>(parsed).size(), three.size());
    }
}

TEST(ParsedExplain, takes_a_url_and_whatever_else_is_given) {
    const auto parsed =
        parse_explain(R"({"url":"http://a.test/x?y","method":"PUT","client_address":"10.0.0.1",)"
                      R"("headers":[["Cookie","a=b"],["Cookie","c=d"]]})");
    ASSERT_EQ(parsed.index(), 0U);
    const auto& request = std::get<0>(parsed);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.host, "a.test");
    EXPECT_EQ(request.target, "/x?y");
    EXPECT_EQ(request.client_address, "10.0.0.1");
    ASSERT_EQ(request.headers.size(), 2U);
    EXPECT_EQ(request.headers[1].second, "c=d");
}

TEST(ParsedExplain, refuses_what_it_does_not_understand) {
    for (const char* body : {"",
                             "[]",
                             "{}",
                             R"({"url":1})",
                             R"({"URL":"/"})",
                             R"({"url":"/","headers":["a"]})",
                             R"({"url":"/","headers":[["a"]]})",
                             R"({"url":"/","headers":[["a",1]]})",
                             R"({"url":"/","headers":[["a","b","c"]]})"}) {
        EXPECT_EQ(parse_explain(body).index(), 1U) << body;
    }
}

json::object read(const std::string& text) {
    EXPECT_TRUE(text.ends_with("\n"));
    return json::parse(text).as_object();
}

TEST(AdminJson, says_errors) {
    const auto error = read(error_json("not_found", "No \"such\" route.\n"));
    EXPECT_EQ(error.at("error"), "not_found");
    EXPECT_EQ(error.at("message"), "No \"such\" route.\n");
    EXPECT_EQ(read(errors_json({})).at("valid"), true);
    const auto errors = read(errors_json({"a", "b"}));
    EXPECT_EQ(errors.at("valid"), false);
    EXPECT_EQ(errors.at("errors").as_array().size(), 2U);
}

TEST(AdminJson, says_what_became_of_a_reload) {
    const auto reload = read(reload_json({false, 7, {"f:1:2: wrong"}}));
    EXPECT_EQ(reload.at("generation"), 7);
    EXPECT_EQ(reload.at("successful"), false);
    EXPECT_EQ(reload.at("errors").as_array().at(0), "f:1:2: wrong");
}

TEST(AdminJson, says_a_split_and_where_it_comes_from) {
    forward::LiveSplit split({"legacy", "new"}, {{990'000}, {10'000}});
    const auto configured = read(split_json("r", split));
    EXPECT_EQ(configured.at("route"), "r");
    EXPECT_EQ(configured.at("source"), "config");
    EXPECT_EQ(configured.at("split").as_object().at("new"), "1%");
    split.set({{999'999}, {1}});
    const auto live = read(split_json("r", split));
    EXPECT_EQ(live.at("source"), "live");
    EXPECT_EQ(live.at("split").as_object().at("legacy"), "99.9999%");
}

TEST(AdminJson, says_a_split_so_that_it_can_be_given_back) {
    const forward::LiveSplit split({"legacy", "new"}, {{999'999}, {1}});
    const auto parsed = parse_split(split_json("r", split), two);
    ASSERT_EQ(parsed.index(), 0U);
    EXPECT_EQ(std::get<0>(parsed), split.shares());
}

TEST(AdminJson, says_the_status) {
    Status status;
    status.started = std::chrono::steady_clock::now() - std::chrono::minutes(2);
    status.generation = 3;
    status.last_reload_successful = false;
    status.last_reload_errors = {"e"};
    status.workers = 2;
    const auto said = read(status_json(status));
    EXPECT_GE(said.at("uptime_seconds").as_int64(), 120);
    EXPECT_EQ(said.at("workers"), 2);
    const auto& config = said.at("config").as_object();
    EXPECT_EQ(config.at("generation"), 3);
    EXPECT_EQ(config.at("last_reload_successful"), false);
    EXPECT_EQ(config.at("last_reload_errors").as_array().at(0), "e");
}

TEST(AdminJson, says_an_explanation_or_that_there_is_no_route) {
    EXPECT_TRUE(read(explanation_json({})).at("route").is_null());
    forward::Explanation explanation;
    explanation.route = "r";
    explanation.key_source = "cookie";
    explanation.bucket = 5;
    explanation.backend = "legacy";
    explanation.mirrors.push_back({"other", "new", true, "why", "/p", "h"});
    auto said = read(explanation_json(explanation));
    EXPECT_EQ(said.at("bucket"), 5);
    EXPECT_EQ(said.at("mirrors").as_array().at(0).as_object().at("backend"), "new");
    explanation.bucket.reset();
    EXPECT_TRUE(read(explanation_json(explanation)).at("bucket").is_null());
}

TEST(AdminJson, says_the_backends) {
    const auto snapshot = forward::snapshot_of("  - {name: r, split: {legacy: 100%}}\n");
    observe::EndpointStatus endpoint;
    endpoint.name = "127.0.0.1:1";
    endpoint.host = "127.0.0.1";
    endpoint.ejections[0].remaining = std::chrono::milliseconds(1500);
    endpoint.ejections[1].failures_in_a_row = 2;
    auto second = endpoint;
    second.healthy = false;
    second.last_check_failure = "connection refused";
    second.ejections = {};
    observe::BackendStatus legacy;
    legacy.name = "legacy";
    legacy.endpoints = {endpoint, second, observe::EndpointStatus()};
    legacy.live.requests = 3;
    legacy.live.requests_limit = 4;
    legacy.mirror.refused = 5;
    const auto said = read(backends_json(snapshot->config, {legacy}));
    EXPECT_EQ(said.at("backends").as_array().size(), snapshot->config.backends.size());
    const auto& first = said.at("backends").as_array().at(0).as_object();
    EXPECT_EQ(first.at("name"), "legacy");
    EXPECT_EQ(first.at("configured").as_array().at(0), "127.0.0.1:1");
    EXPECT_EQ(first.at("live").at("requests"), 3);
    EXPECT_EQ(first.at("live").at("requests_limit"), 4);
    EXPECT_EQ(first.at("mirror").at("overload").at("line_full"), 5);
    const auto& endpoints = first.at("endpoints").as_array();
    EXPECT_EQ(endpoints.at(0).at("address"), "127.0.0.1:1");
    EXPECT_EQ(endpoints.at(0).at("live").at("ejected"), true);
    EXPECT_EQ(endpoints.at(0).at("live").at("ejected_seconds"), 1.5);
    EXPECT_EQ(endpoints.at(0).at("mirror").at("ejected"), false);
    EXPECT_EQ(endpoints.at(0).at("mirror").at("failures_in_a_row"), 2);
    EXPECT_EQ(endpoints.at(1).at("last_check_failure"), "connection refused");

    Status status;
    status.backends = {legacy};
    const auto in_short = read(status_json(status)).at("backends").as_array().at(0);
    EXPECT_EQ(in_short.at("name"), "legacy");
    EXPECT_EQ(in_short.at("endpoints"), 3);
    EXPECT_EQ(in_short.at("in_service"), 1);
    EXPECT_EQ(in_short.at("requests"), 3);
    EXPECT_EQ(in_short.at("pending"), 0);
}

}  // namespace
}  // namespace crossfade::admin
