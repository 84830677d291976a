// What goes out for a recorded request.
#include "proxy/redaction/redact.hpp"
#include "proxy/replay/request.hpp"

#include "proxy/replay/redacted.hpp"
#include "tests/unit/replay/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::replay {
namespace {

class ReplayRequest : public testing::Test {
protected:
    /// Empty if it may be sent.
    std::string prepare(const compare::RecordedRequest& recorded, const std::string& mirror = "") {
        policies_ = std::make_unique<Policies>(configuration_with(mirror));
        const auto found = policies_->find("orders", "sandbox");
        EXPECT_TRUE(found.policy) << found.why;
        sent_ = std::make_unique<Request>();
        recorded_ = recorded;
        return sent_->prepare(*found.policy, recorded_, target_, given_, blocks_, random_);
    }
    std::string field(std::string_view name) const {
        std::string joined;
        for (const auto& each : sent_->head().fields) {
            if (routing::same_name(each.name, name)) {
                joined += (joined.empty() ? "" : " | ") + std::string(each.value);
            }
        }
        return joined;
    }

    net::BlockPool blocks_;
    observe::Random random_;
    std::unique_ptr<Policies> policies_;
    compare::RecordedRequest recorded_;
    Target target_{false, "localhost", 9000, ""};
    std::vector<GivenField> given_;
    std::unique_ptr<Request> sent_;
};

TEST_F(ReplayRequest, is_what_the_mirror_would_send) {
    ASSERT_EQ(prepare(recorded().pair.request), "");
    const auto& head = sent_->head();
    EXPECT_EQ(head.method, "GET");
    EXPECT_EQ(head.path, "/orders/42");
    EXPECT_EQ(head.query, "expand=items");
    EXPECT_EQ(head.host, "sandbox.example");
    EXPECT_EQ(field("accept"), "application/json");
    EXPECT_EQ(field("x-crossfade-mirror"), "orders");
    EXPECT_EQ(field("x-forwarded-host"), "shop.example");
    EXPECT_EQ(field("x-forwarded-proto"), "http");
    EXPECT_EQ(field("connection"), "");
    EXPECT_NE(field("x-request-id"), "r-1");
    EXPECT_EQ(field("x-request-id").size(), observe::request_id_size);
    EXPECT_EQ(field("traceparent").size(), observe::traceparent_size);
    EXPECT_EQ(sent_->body(), "");
}

TEST_F(ReplayRequest, carries_the_rewrites_of_the_mirror) {
    auto request = recorded().pair.request;
    request.headers.emplace_back("Authorization", "redacted:0123456789abcdef");
    request.headers.emplace_back("X-Key", "redacted:0123456789abcdef");
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = R"({"card":"redacted:0123456789abcdef","n":1.0})";
    ASSERT_EQ(
        prepare(
            request,
            R"(, rewrite: {host: test.example, path: {replace_prefix: /v2}, remove_headers: [x-key],
                         set_headers: {authorization: "Bearer sandbox"}, json: {/card: "4242"}})"
            ""),
        "");
    EXPECT_EQ(sent_->head().host, "test.example");
    EXPECT_EQ(sent_->head().path, "/v2/42");
    EXPECT_EQ(field("authorization"), "Bearer sandbox");
    EXPECT_EQ(field("x-key"), "");
    EXPECT_EQ(sent_->body(), R"({"card":"4242","n":1.0})");
    EXPECT_EQ(sent_->head().framing.length, sent_->body().size());
}

TEST_F(ReplayRequest, fails_closed_where_a_rewrite_is_required) {
    EXPECT_EQ(
        prepare(recorded().pair.request, R"(, rewrite: {json: {/card: "4242"}, require: [/card]})"),
        "a rewrite that `require` names did not apply");
}

TEST_F(ReplayRequest, of_an_unsafe_method_is_not_made) {
    auto request = recorded().pair.request;
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", ""}) {
        request.method = method;
        EXPECT_FALSE(is_safe(method));
        EXPECT_EQ(prepare(request), std::string(method) + " is no safe method");
    }
}

TEST_F(ReplayRequest, that_was_redacted_says_what_it_needs) {
    const std::string token = "redacted:0123456789abcdef";
    auto request = recorded().pair.request;
    request.headers.emplace_back("Cookie", token);
    EXPECT_EQ(prepare(request), "Cookie was redacted; give --header 'Cookie: ...'");
    given_ = {{"cookie", "session=1"}};
    EXPECT_EQ(prepare(request), "");
    EXPECT_EQ(field("cookie"), "session=1");
    given_ = {{"cookie", ""}};
    EXPECT_EQ(prepare(request), "");
    EXPECT_EQ(field("cookie"), "");
    request.path = "/orders?token=" + token;
    EXPECT_EQ(prepare(request), "a part of its URL was redacted");
    request.path = "/orders";
    request.body = "card=" + token;
    EXPECT_EQ(prepare(request), "a part of its body was redacted");
}

TEST_F(ReplayRequest, what_redaction_leaves_is_known_here) {
    auto record = recorded();
    record.pair.request.headers.emplace_back("Authorization", "Bearer secret");
    record.pair.request.path = "/orders?access_token=secret";
    const compare::Rules rules({}, "orders");
    redaction::redact(record.pair, record.result, rules, std::string(32, 'k'));
    EXPECT_TRUE(holds_redaction(record.pair.request.headers.back().second));
    EXPECT_TRUE(holds_redaction(record.pair.request.path));
    EXPECT_FALSE(holds_redaction("redacted:0123456789abcdeX"));
    EXPECT_FALSE(holds_redaction("redacted:"));
    EXPECT_TRUE(holds_redaction("redacted: redacted:0123456789abcdef!"));
}

TEST_F(ReplayRequest, takes_fields_and_host_from_whoever_asks) {
    given_ = {{"Host", "given.example"}, {"Accept", "text/html"}, {"X-New", "1"}, {"x-new", "2"}};
    target_.base = "/base";
    ASSERT_EQ(prepare(recorded().pair.request), "");
    EXPECT_EQ(sent_->head().host, "given.example");
    EXPECT_EQ(sent_->head().path, "/base/orders/42");
    EXPECT_EQ(field("accept"), "text/html");
    EXPECT_EQ(field("x-new"), "1 | 2");
    given_ = {{"host", ""}};
    ASSERT_EQ(prepare(recorded().pair.request), "");
    EXPECT_EQ(sent_->head().host, "localhost:9000");
}

TEST_F(ReplayRequest, with_a_path_that_no_client_sends_is_not_made) {
    auto request = recorded().pair.request;
    for (const char* path : {"", "orders", "/a b", "/a\r\nx: y", "/\xFF", "*"}) {
        request.path = path;
        EXPECT_EQ(prepare(request), "its path is no request target") << path;
    }
}

TEST(ReplayPolicies, are_those_of_the_record_or_those_insisted_on) {
    Policies policies(configuration_with(""));
    EXPECT_EQ(policies.find("orders", "sandbox").policy->mirror->to, "sandbox");
    EXPECT_EQ(policies.find("orders", "sandbox").policy, policies.find("orders", "sandbox").policy);
    EXPECT_EQ(policies.find("orders", "").policy->mirror->to, "staging");
    EXPECT_EQ(policies.find("gone", "sandbox").why, "the configuration has no route 'gone'");
    EXPECT_EQ(policies.find("orders", "gone").why, "route 'orders' has no mirror to 'gone'");
    policies.insist("orders", "sandbox");
    EXPECT_EQ(policies.find("gone", "gone").policy->mirror->to, "sandbox");
}

TEST(ReplayPolicies, without_a_configuration_know_what_is_built_in) {
    Policies policies(std::nullopt);
    ASSERT_TRUE(policies.find("any", "one").policy);
    EXPECT_EQ(policies.find("any", "one").policy->plan.route->name, "any");
    EXPECT_EQ(policies.find("other", "one").policy->plan.route->name, "other");
    EXPECT_EQ(policies.find("any", "one").policy->plan.route->name, "any");
}

TEST(ReplayPolicies, are_not_those_of_a_mirror_that_compares_nothing) {
    Policies policies(configuration_with(", compare: off"));
    EXPECT_EQ(policies.find("orders", "sandbox").why, "the mirror to 'sandbox' has compare: off");
}

}  // namespace
}  // namespace crossfade::replay
