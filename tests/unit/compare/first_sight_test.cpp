// Identifiers that differ at first sight: a second name of the same thing, or another thing. What
// tells is whether the two sides have been seen to share such identifiers.
#include "tests/unit/compare/deflate.hpp"
#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::compare {
namespace {

const Texts none{};
const std::string one = "8f14e45f-ceea-467f-a8d9-1c2b3a4d5e6f";
const std::string other = "c9f0f895-fb98-4b91-9d3c-2b1a0f9e8d7c";
const std::string third = "45c48cce-2e2d-4fbd-8a1a-fc51c7c6ad26";

/// A run of a mirror: both answers at once.
struct Mirrored {
    Knowledge knowledge;
    std::string method = "GET";

    Result judge(Pair pair) {
        pair.request.method = method;
        for (auto* side : {&pair.live, &pair.shadow}) {
            side->headers.emplace_back("Date", "Wed, 31 Jan 2024 09:30:00 GMT");
        }
        return compare(pair, Rules({}, "orders"), knowledge);
    }
    Texts found(std::string live, std::string shadow, const std::string& path = "/payments") {
        Pair pair = pair_of(std::move(live), std::move(shadow));
        pair.request.path = path;
        return texts_of(judge(std::move(pair)));
    }
    /// Teaches that both sides have the same.
    void equal(const std::string& body, const std::string& path, int times = 4) {
        for (int i = 0; i < times; ++i) EXPECT_EQ(found(body, body, path), none);
    }
};

TEST(FirstSight, of_a_reference_beside_one_that_both_sides_share_is_another_thing) {
    EXPECT_EQ(Mirrored().found(R"({"order_id":5,"account_id":1000})",
                               R"({"order_id":5,"account_id":1001})"),
              Texts{"body.account_id value number"});
    EXPECT_EQ(Mirrored().found(R"({"order":{"id":5},"account":{"id":1000}})",
                               R"({"order":{"id":5},"account":{"id":1001}})"),
              Texts{"body.account.id value number"});
    EXPECT_EQ(Mirrored().found(R"({"order_id":5,"payment":{"account_id":1000}})",
                               R"({"order_id":5,"payment":{"account_id":1001}})"),
              Texts{"body.payment.account_id value number"});
    EXPECT_EQ(Mirrored().found(R"([{"id":"A-1x5k","owner_id":"B-2k9x"}])",
                               R"([{"id":"A-1x5k","owner_id":"B-7z3q"}])"),
              Texts{"body[*].owner_id value value"});
    EXPECT_EQ(Mirrored().found(R"({"id":")" + one + R"(","account_id":")" + other + "\"}",
                               R"({"id":")" + one + R"(","account_id":")" + third + "\"}"),
              Texts{"body.account_id value value"});
    EXPECT_EQ(Mirrored().found(R"({"id":5,"account":"/accounts/1000"})",
                               R"({"id":5,"account":"/accounts/1001"})"),
              Texts{"body.account value value"});
}

TEST(FirstSight, of_what_each_side_made_is_a_second_name) {
    EXPECT_EQ(Mirrored().found(R"({"id":17,"customer_id":5})", R"({"id":99,"customer_id":5})"),
              none);
    EXPECT_EQ(
        Mirrored().found(
            R"({"order_id":17,"customer_id":5})", R"({"order_id":99,"customer_id":5})", "/orders"),
        none);
    EXPECT_EQ(Mirrored().found(R"({"id":17,"owner_id":5})", R"({"id":99,"owner_id":8})"), none);
    // Each response has its own, whatever it is about.
    EXPECT_EQ(
        Mirrored().found(R"({"id":5,"request_id":")" + one + R"(","trace":")" + one + "\"}",
                         R"({"id":5,"request_id":")" + other + R"(","trace":")" + other + "\"}"),
        none);
    Mirrored posting;
    posting.method = "POST";
    EXPECT_EQ(posting.found(R"({"payment":17,"order_id":5,"receipt_id":100})",
                            R"({"payment":17,"order_id":5,"receipt_id":900})"),
              none);
}

TEST(FirstSight, of_a_kind_that_both_sides_share_is_another_thing_wherever_it_stands) {
    Mirrored run;
    for (int i = 0; i < 4; ++i) {
        const std::string id = std::to_string(i);
        EXPECT_EQ(run.found(R"({"account":{"id":)" + id + R"(},"trace":")" + one + "\"}",
                            R"({"account":{"id":)" + id + R"(},"trace":")" + one + "\"}",
                            "/a"),
                  none);
    }
    EXPECT_EQ(run.found(R"({"balances":[{"account_id":1000}]})",
                        R"({"balances":[{"account_id":1001}]})",
                        "/elsewhere"),
              Texts{"body.balances[*].account_id value number"});
    EXPECT_EQ(run.found(R"({"href":"/accounts/1000"})", R"({"href":"/accounts/1001"})", "/b"),
              Texts{"body.href value value"});
    EXPECT_EQ(run.found(R"({"customer_id":1000})", R"({"customer_id":1001})", "/elsewhere"), none);
}

TEST(FirstSight, that_was_believed_too_early_is_not_believed_any_more) {
    Mirrored run;
    const std::string live = R"({"account_id":1000})";
    const std::string shadow = R"({"account_id":1001})";
    EXPECT_EQ(run.found(live, shadow, "/a"), none);
    for (int i = 0; i < 8; ++i) {
        const std::string body = R"({"account_id":)" + std::to_string(i) + "}";
        EXPECT_EQ(run.found(body, body, "/b"), none);
    }
    EXPECT_EQ(run.found(live, shadow, "/a"), Texts{"body.account_id value number"});
    EXPECT_EQ(run.found(live, shadow, "/a"), Texts{"body.account_id value number"});
}

TEST(FirstSight, of_what_was_made_by_each_side_lasts) {
    Mirrored run;
    run.method = "POST";
    EXPECT_EQ(run.found(R"({"id":1000})", R"({"id":2000})", "/accounts"), none);
    run.method = "GET";
    for (int i = 0; i < 8; ++i) {
        const std::string body = R"({"account_id":)" + std::to_string(i) + "}";
        EXPECT_EQ(run.found(body, body, "/b"), none);
    }
    EXPECT_EQ(run.found(R"({"account_id":1000})", R"({"account_id":2000})", "/a"), none);
    EXPECT_EQ(run.found(R"({"account_id":1000})", R"({"account_id":2001})", "/a"),
              Texts{"body.account_id value alias broken"});
}

TEST(FirstSight, of_a_kind_that_is_shared_may_be_new_where_it_is_made) {
    Mirrored run;
    run.equal(R"({"id":5,"customer_id":7})", "/orders/5");
    EXPECT_EQ(run.found(R"({"id":17})", R"({"id":99})", "/orders/17x"),
              Texts{"body.id value number"});
    run.method = "POST";
    EXPECT_EQ(run.found(R"({"id":17})", R"({"id":99})", "/orders"), none);
}

TEST(FirstSight, is_taught_by_equal_bodies_that_are_coded) {
    Mirrored run;
    for (int i = 0; i < 4; ++i) {
        const std::string body = R"({"items":[{"account_id":)" + std::to_string(i) +
                                 "}],\"pad\":\"" + std::string(200, 'x') + "\"}";
        const std::string coded = deflated(body, gzip_format);
        ASSERT_EQ(coded.find("id\""), std::string::npos);
        Pair pair = pair_of(coded, coded);
        pair.request.path = "/accounts/" + std::to_string(i);
        for (auto* side : {&pair.live, &pair.shadow}) {
            side->headers.emplace_back("Content-Encoding", "gzip");
        }
        EXPECT_EQ(run.judge(pair).verdict, Verdict::match);
    }
    EXPECT_EQ(run.found(R"({"account_id":50})", R"({"account_id":60})", "/accounts/50x"),
              Texts{"body.account_id value number"});
    EXPECT_EQ(run.found(R"({"account_id":50})", R"({"account_id":60})", "/elsewhere"),
              Texts{"body.account_id value number"});
}

TEST(FirstSight, is_taught_by_bodies_that_differ_in_something_else) {
    Mirrored run;
    for (int i = 0; i < 4; ++i) {
        const std::string id = std::to_string(i);
        const auto body = [&id](const std::string& state) {
            return R"({"account_id":)" + id + R"(,"state":")" + state + "\"}";
        };
        EXPECT_EQ(run.found(body("new"), body("NEW"), "/a"), Texts{"body.state value case"});
    }
    EXPECT_EQ(run.found(R"({"account_id":50})", R"({"account_id":60})", "/elsewhere"),
              Texts{"body.account_id value number"});
}

TEST(FirstSight, in_a_header_field_is_of_the_same_kind) {
    Mirrored run;
    run.equal(R"({"account_id":5})", "/a");
    Pair pair = pair_of("[]", "[]");
    pair.live.headers.emplace_back("X-Account-Id", "1000");
    pair.shadow.headers.emplace_back("X-Account-Id", "1001");
    EXPECT_EQ(texts_of(run.judge(pair)), Texts{"header.x-account-id value value"});
    EXPECT_EQ(texts_of(Mirrored().judge(pair)), none);
}

TEST(FirstSight, is_taught_by_the_beginning_of_equal_bodies) {
    Mirrored run;
    run.equal(R"({"account_id":5,"text":"cut off)", "/accounts/5");
    EXPECT_EQ(run.found(R"({"account_id":50})", R"({"account_id":60})", "/elsewhere"),
              Texts{"body.account_id value number"});
}

}  // namespace
}  // namespace crossfade::compare
