// Keys and values of later work are refused by name, never ignored and never called unknown.
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

std::string in_listener(const std::string& line) {
    return "listeners:\n  - name: l\n    address: 127.0.0.1:80\n    " + line + "\n";
}
std::string in_backend(const std::string& line) {
    return "backends:\n  b:\n    endpoints: [\"x:1\"]\n    " + line + "\n";
}
std::string in_mirror(const std::string& line) {
    return with_route("    mirror:\n      - to: new\n        " + line + "\n");
}

struct Refused {
    std::string text;
    std::string expected;  // place and beginning of the only problem
};

const std::vector<Refused>& all_refused() {
    static const std::vector<Refused> refused{
        {"region: {header: x}\n", "test.yaml:1:1: 'region' is not supported yet\n"},
        {in_listener("tls: {certificates: [{certificate: c, private_key: k}], alpn: [h2]}"),
         "test.yaml:4:68: 'alpn: h2' is not supported yet; allowed: http/1.1\n"},
        {in_backend("protocol: h2"),
         "test.yaml:4:15: 'protocol: h2' is not supported yet; allowed: http1\n"},
        {with_route("    match: {regions: [KR]}\n"),
         "test.yaml:7:13: 'regions' is not supported yet\n"},
        {with_route("    rollout: {to: new}\n"), "test.yaml:7:5: 'rollout' is not supported yet\n"},
        {"reports: {directory: /r, sinks: [kafka]}\n",
         "test.yaml:1:26: 'sinks' is not supported yet; allowed: an empty list\n"},
    };
    return refused;
}

TEST(Later, is_refused_by_name_and_nothing_else_is_said) {
    for (const Refused& refused : all_refused()) {
        EXPECT_EQ(problems_of(refused.text), refused.expected) << refused.text;
        EXPECT_FALSE(load_here(refused.text).config) << refused.text;
    }
}

TEST(Later, is_known_to_the_suggestions) {
    EXPECT_NE(problems_of(with_route("    rolout: {}\n")).find("did you mean 'rollout'?"),
              std::string::npos);
}

TEST(Later, is_told_from_words_that_nobody_plans) {
    EXPECT_NE(problems_of(in_backend("protocol: h3")).find("bad value 'h3' for 'protocol'"),
              std::string::npos);
    EXPECT_NE(problems_of(in_listener("proxy_protocol: on")).find("bad value 'on'"),
              std::string::npos);
    EXPECT_NE(problems_of(in_mirror("role: live")).find("bad value 'live' for 'role'"),
              std::string::npos);
}

}  // namespace
}  // namespace crossfade::config
