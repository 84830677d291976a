// What explain prints.
#include "proxy/command/explain.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace crossfade::command {
namespace {

std::string printed(const forward::Explanation& explanation) {
    forward::ExplainedRequest request;
    request.target = "/orders/42?x=1";
    std::ostringstream out;
    print_explanation(request, explanation, out);
    return out.str();
}

TEST(Explain, no_route_is_said_with_the_request) {
    EXPECT_EQ(printed({}), "no route takes GET /orders/42?x=1\n");
}

TEST(Explain, a_request_without_a_key_is_drawn_at_random) {
    forward::Explanation explanation;
    explanation.route = "orders";
    explanation.backend = "legacy";
    const auto text = printed(explanation);
    EXPECT_NE(text.find("at random"), std::string::npos) << text;
    EXPECT_EQ(text.find("bucket"), std::string::npos) << text;
    EXPECT_NE(text.find("mirror   none"), std::string::npos) << text;
}

TEST(Explain, a_mirror_shows_where_it_goes_only_if_it_is_sent) {
    forward::Explanation explanation;
    explanation.route = "orders";
    explanation.key_source = "cookie";
    explanation.key = "7";
    explanation.bucket = 12;
    explanation.mirrors.push_back({"other", "new", true, "because", "/v2/orders/42", "new.test"});
    explanation.mirrors.push_back({"sandbox", "sandbox", false, "the method", "", ""});
    const auto text = printed(explanation);
    EXPECT_NE(text.find("cookie: 7"), std::string::npos) << text;
    EXPECT_NE(text.find("12 of 1000000"), std::string::npos) << text;
    EXPECT_NE(text.find("other (new): sent: because"), std::string::npos) << text;
    EXPECT_NE(text.find("GET new.test/v2/orders/42?x=1"), std::string::npos) << text;
    EXPECT_NE(text.find("sandbox: not sent: the method\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace crossfade::command
