// What would happen to a request, told without sending it.
#include "proxy/forward/explain.hpp"

#include "tests/unit/forward/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::forward {
namespace {

const std::string routes =
    "  - name: orders\n"
    "    match: {hosts: [api.test], path: {prefix: /orders}, methods: [GET, POST]}\n"
    "    key: [{cookie: session}]\n"
    "    split: {legacy: 100%, new: 0%}\n"
    "    override: {header: x-backend, from: [10.0.0.0/8]}\n"
    "    rewrite: {path: {replace_prefix: /v1/orders}}\n"
    "    mirror:\n"
    "      - {to: other, rewrite: {host: shadow.test, path: {replace_prefix: /v2/orders}}}\n"
    "      - {to: third, live: [new]}\n"
    "  - {name: rest, match: {path: {prefix: /rest}}, split: {new: 100%}, mirror: [{to: legacy, "
    "sample: 0%}]}\n";

ExplainedRequest asked(const std::string& url) {
    ExplainedRequest request;
    set_target(request, url);
    return request;
}

TEST(Explain, of_a_request_that_no_route_takes_is_empty) {
    const auto explanation = explain(*snapshot_of(routes), nullptr, asked("http://other.test/x"));
    EXPECT_EQ(explanation.route, "");
    EXPECT_EQ(explanation.backend, "");
    EXPECT_TRUE(explanation.mirrors.empty());
}

TEST(Explain, tells_route_key_backend_and_where_it_goes) {
    auto request = asked("http://api.test:8080/orders/42?x=1");
    request.headers = {{"Cookie", "session=s"}};
    const auto snapshot = snapshot_of(routes);
    const auto explanation = explain(*snapshot, nullptr, request);
    EXPECT_EQ(explanation.route, "orders");
    EXPECT_EQ(explanation.key_source, "cookie");
    EXPECT_EQ(explanation.key, "s");
    EXPECT_EQ(explanation.bucket, routing::bucket_of(snapshot->split_hash("s")));
    EXPECT_EQ(explanation.backend, "legacy");
    EXPECT_EQ(explanation.path, "/v1/orders/42");
    EXPECT_EQ(explanation.host, "legacy.test");
    EXPECT_FALSE(explanation.overridden);
    EXPECT_NE(explanation.match.find("path prefix /orders"), std::string::npos);
    EXPECT_NE(explanation.reason.find("100%"), std::string::npos);
}

TEST(Explain, tells_of_every_mirror_why_it_is_sent_or_not) {
    auto request = asked("http://api.test/orders/42");
    request.headers = {{"Cookie", "session=s"}};
    const auto explanation = explain(*snapshot_of(routes), nullptr, request);
    ASSERT_EQ(explanation.mirrors.size(), 2U);
    const auto& other = explanation.mirrors[0];
    EXPECT_TRUE(other.sent);
    EXPECT_EQ(other.backend, "new");
    EXPECT_EQ(other.host, "shadow.test");
    EXPECT_EQ(other.path, "/v2/orders/42");
    EXPECT_FALSE(explanation.mirrors[1].sent);
    EXPECT_NE(explanation.mirrors[1].reason.find("not for requests"), std::string::npos);
}

TEST(Explain, sends_no_copy_of_a_method_that_is_not_listed) {
    auto request = asked("http://api.test/orders/42");
    request.method = "POST";
    const auto explanation = explain(*snapshot_of(routes), nullptr, request);
    ASSERT_FALSE(explanation.mirrors.empty());
    EXPECT_FALSE(explanation.mirrors[0].sent);
    EXPECT_EQ(explanation.mirrors[0].reason, "the method is not listed");
}

TEST(Explain, sends_no_copy_of_a_copy) {
    auto request = asked("http://api.test/orders/42");
    request.headers = {{"X-Crossfade-Mirror", "orders"}};
    const auto explanation = explain(*snapshot_of(routes), nullptr, request);
    EXPECT_FALSE(explanation.mirrors[0].sent);
}

TEST(Explain, sends_no_copy_outside_the_sample) {
    const auto explanation = explain(*snapshot_of(routes), nullptr, asked("/rest"));
    EXPECT_EQ(explanation.route, "rest");
    ASSERT_EQ(explanation.mirrors.size(), 1U);
    EXPECT_FALSE(explanation.mirrors[0].sent);
    EXPECT_EQ(explanation.mirrors[0].reason, "not in the sample of 0%");
}

TEST(Explain, keeps_the_host_of_the_request_where_the_backend_names_none) {
    EXPECT_EQ(explain(*snapshot_of(routes), nullptr, asked("http://a.test:81/rest")).host,
              "a.test:81");
}

TEST(Explain, tells_an_override_and_sends_no_copy_of_it) {
    auto request = asked("http://api.test/orders/42");
    request.headers = {{"X-Backend", "new"}};
    request.client_address = "10.0.0.1";
    const auto explanation = explain(*snapshot_of(routes), nullptr, request);
    EXPECT_TRUE(explanation.overridden);
    EXPECT_EQ(explanation.backend, "new");
    for (const auto& mirror : explanation.mirrors) EXPECT_FALSE(mirror.sent);
}

ExplainedRequest with_method(const std::string& method) {
    auto request = asked("/x");
    request.method = method;
    return request;
}

TEST(Explain, tells_when_the_fallback_stands_in) {
    const auto snapshot = snapshot_of(
        "  - {name: r, split: {new: 100%}, fallback: {to: legacy, on: [unreachable, 503]}, retry: "
        "{attempts: 2, on: [502], budget: 10%}}\n");
    const auto get = explain(*snapshot, nullptr, with_method("GET"));
    EXPECT_EQ(get.fallback, "legacy");
    EXPECT_EQ(get.fallback_reason, "if new has no endpoint in service, or on unreachable, 503");
    EXPECT_EQ(get.retry, "up to 2 attempts on 502, budget 10%");
    const auto post = explain(*snapshot, nullptr, with_method("POST"));
    EXPECT_EQ(post.fallback, "legacy");
    EXPECT_EQ(post.fallback_reason, "if new has no endpoint in service");
}

TEST(Explain, tells_why_there_is_no_fallback) {
    const auto none = explain(
        *snapshot_of("  - {name: r, split: {new: 1}, retry: off}\n"), nullptr, with_method("GET"));
    EXPECT_EQ(none.fallback, "");
    EXPECT_EQ(none.fallback_reason, "the route has none");
    EXPECT_EQ(none.retry, "never");
    const auto itself = explain(
        *snapshot_of("  - {name: r, split: {legacy: 100%, new: 0%}, fallback: {to: legacy}}\n"),
        nullptr,
        with_method("GET"));
    EXPECT_EQ(itself.fallback, "");
    EXPECT_EQ(itself.fallback_reason, "legacy is the fallback itself");
}

TEST(Explain, has_no_bucket_without_a_key) {
    const auto explanation =
        explain(*snapshot_of(routes), nullptr, asked("http://api.test/orders/42"));
    EXPECT_EQ(explanation.key_source, "random");
    EXPECT_FALSE(explanation.bucket);
    EXPECT_EQ(explanation.key, "");
}

TEST(Explain, goes_by_the_weights_in_force) {
    const auto snapshot = snapshot_of(routes);
    LiveSplits splits;
    splits.publish(*snapshot);
    const auto request = asked("http://api.test/orders/42");
    EXPECT_EQ(explain(*snapshot, &splits, request).backend, "legacy");
    splits.find("orders")->set({{0}, {routing::Share::whole}});
    EXPECT_EQ(explain(*snapshot, &splits, request).backend, "new");
    EXPECT_EQ(explain(*snapshot, nullptr, request).backend, "legacy");
}

TEST(ExplainedTarget, is_taken_from_a_url_or_a_path) {
    const struct {
        const char* url;
        const char* host;
        const char* target;
    } cases[]{
        {"https://a.test/x?y=1", "a.test", "/x?y=1"},
        {"http://a.test:81", "a.test:81", "/"},
        {"http://a.test?y", "a.test", "/?y"},
        {"/x?y=http://b/", "", "/x?y=http://b/"},
        {"/x", "", "/x"},
    };
    for (const auto& entry : cases) {
        const auto request = asked(entry.url);
        EXPECT_EQ(request.host, entry.host) << entry.url;
        EXPECT_EQ(request.target, entry.target) << entry.url;
    }
}

}  // namespace
}  // namespace crossfade::forward
