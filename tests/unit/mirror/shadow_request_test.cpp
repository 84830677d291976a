// Requests to shadows that are prepared one after the other in the same memory.
#include "proxy/mirror/shadow_request.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace crossfade::mirror {
namespace {

constexpr std::array<std::uint64_t, 4> seed{1, 2, 3, 4};

class Prepared : public testing::Test {
protected:
    Prepared() {
        route_.name = "shop";
        route_.match.path.value = "/old";
        plan_.route = &route_;
        plan_.config = &mirror_;
        plan_.via = "1.1 crossfade";
    }

    std::string head(ShadowRequest& request, const RequestCopy& from, const Capture& body) {
        observe::Random random(seed);
        const ShadowHost host{std::nullopt, "shadow:80"};
        const auto reason = request.prepare(plan_, host, from, body, random);
        if (reason) return "dropped";
        const auto& head = request.head();
        std::string text = std::string(head.method) + " " + std::string(head.path) + "?" +
                           std::string(head.query) + " " + std::string(head.host) + " " +
                           std::to_string(head.framing.length) + "\n";
        for (const auto& field : head.fields) {
            text.append(field.name).append(": ").append(field.value).append("\n");
        }
        return text + request.body().value_or("");
    }

    config::Route route_;
    config::Mirror mirror_;
    MirrorPlan plan_;
    net::BlockPool blocks_;
};

TEST_F(Prepared, leaves_nothing_of_a_request_to_the_next) {
    mirror_.rewrite.replace_prefix = "/new";
    mirror_.rewrite.json = {{"/account", "\"sandbox\""}};
    http::RequestHead rich;
    rich.method = "OPTIONS";
    rich.authority = "shop.example";
    rich.path = "/old/x";
    rich.query = "a=1";
    rich.has_query = true;
    rich.framing = {http::Framing::Kind::length, 15};
    rich.fields.add("Via", "1.0 other");
    rich.fields.add("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    rich.fields.add("Max-Forwards", "7");
    rich.fields.add("X-Crossfade-Mirror", "another");
    rich.fields.add("X-Own", "1");
    Capture body(100);
    static_cast<void>(body.append(R"({"account": 17})", blocks_.take()));
    http::RequestHead plain;
    plain.method = "GET";
    plain.authority = "shop.example";
    plain.path = "/old";
    http::ForwardedFields forwarded;
    forwarded.forwarded_for = "192.0.2.1";
    const RequestCopy rich_copy(rich, "id-1", forwarded);
    const RequestCopy plain_copy(plain, "id-2", {});
    const Capture nothing(0);

    ShadowRequest again;
    const auto first = head(again, rich_copy, body);
    EXPECT_TRUE(first.starts_with("OPTIONS /new/x?a=1 shop.example 22\n")) << first;
    EXPECT_NE(first.find("via: 1.0 other, 1.1 crossfade\n"), std::string::npos) << first;
    EXPECT_NE(first.find("max-forwards: 6\n"), std::string::npos) << first;
    EXPECT_NE(first.find("traceparent: 00-0af7651916cd43dd8448eb211c80319c-"), std::string::npos);
    EXPECT_NE(first.find("x-crossfade-mirror: shop\n"), std::string::npos) << first;
    EXPECT_EQ(first.find("another"), std::string::npos) << first;
    EXPECT_NE(first.find("sandbox"), std::string::npos) << first;
    const auto second = head(again, plain_copy, nothing);
    ShadowRequest fresh;
    EXPECT_EQ(second, head(fresh, plain_copy, nothing));
    EXPECT_EQ(head(again, rich_copy, body), first);
}

}  // namespace
}  // namespace crossfade::mirror
