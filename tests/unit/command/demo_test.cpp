// The demo's parts that need no socket.
#include "config/load.hpp"
#include "proxy/demo/configuration.hpp"
#include "proxy/demo/shops.hpp"
#include "proxy/demo/traffic.hpp"

#include <gtest/gtest.h>

namespace crossfade::demo {
namespace {

TEST(Demo, its_configuration_has_no_problems) {
    const auto text = configuration({1, 2, 3, 4, 5}, "/tmp/a \"b\"'s: #c");
    EXPECT_EQ(text.find('@'), std::string::npos);
    const auto plain = configuration({1, 2, 3, 4, 5}, "/tmp/crossfade demo: #1");
    const auto loaded = config::load_text(plain, "demo.yaml", config::process_environment());
    EXPECT_EQ(config::describe(loaded.problems), "");
    ASSERT_TRUE(loaded.config);
    EXPECT_EQ(loaded.config->reports->directory, "/tmp/crossfade demo: #1");
    EXPECT_EQ(loaded.config->listeners.at(0).port, 4);
    EXPECT_EQ(loaded.config->admin->port, 5);
}

TEST(Demo, one_seed_means_one_sequence_of_requests) {
    std::mt19937_64 first(7);
    std::mt19937_64 second(7);
    std::mt19937_64 other(8);
    bool differs = false;
    for (int count = 0; count < 200; ++count) {
        const auto request = next_request(first);
        const auto same = next_request(second);
        EXPECT_EQ(request.target, same.target);
        EXPECT_EQ(request.body, same.body);
        EXPECT_EQ(request.fields, same.fields);
        differs = differs || next_request(other).target != request.target;
    }
    EXPECT_TRUE(differs);
}

TEST(Demo, the_sandbox_takes_no_live_request) {
    ApiRequest request;
    request.method = "POST";
    request.path = "/payments";
    request.authorization = "Bearer " + std::string(sandbox_token);
    request.body = R"({"account":"sandbox-001","cents":100})";
    EXPECT_EQ(sandbox(request).status, 201);
    auto changed = request;
    changed.authorization = "Bearer live";
    EXPECT_EQ(sandbox(changed).status, 403);
    changed = request;
    changed.has_cookie = true;
    EXPECT_EQ(sandbox(changed).status, 403);
    changed = request;
    changed.body = R"({"account":"acct-7","cents":100})";
    EXPECT_EQ(sandbox(changed).status, 403);
}

TEST(Demo, any_path_and_body_is_answered) {
    for (const auto* path : {"",
                             "/",
                             "//",
                             "/users",
                             "/users/",
                             "/users/x",
                             "/users/1/2/3",
                             "/users/99999999999999999999",
                             "/orders/18446744073709551615",
                             "/products",
                             "/payments"}) {
        ApiRequest request;
        request.path = path;
        for (const auto* method : {"GET", "POST"}) {
            request.method = method;
            request.body = "{\"account\":1,\"cents\":-1";
            for (const auto api : {legacy_shop, new_shop, sandbox}) {
                EXPECT_GE(api(request).status, 200) << path;
            }
        }
    }
}

}  // namespace
}  // namespace crossfade::demo
