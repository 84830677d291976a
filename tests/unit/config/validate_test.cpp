// What has to hold between nodes: names, references, contradictions.
#include "config/validate.hpp"

#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

std::string mirror(const std::string& lines, const std::string& split = "{legacy: 1, new: 1}") {
    return with_route("    mirror:\n      - " + lines + "\n", split);
}

TEST(Validate, refuses_duplicate_names_and_names_the_first_place) {
    EXPECT_EQ(problems_of("listeners:\n"
                          "  - {name: a, address: \"127.0.0.1:1\"}\n"
                          "  - {name: a, address: \"127.0.0.1:2\"}\n"),
              "test.yaml:3:12: duplicate listener 'a'; it already stands at test.yaml:2:12\n");
    EXPECT_EQ(problems_of(two_backends + "routes:\n"
                                         "  - {name: a, split: {legacy: 1}}\n"
                                         "  - {name: a, split: {legacy: 1}}\n"),
              "test.yaml:6:12: duplicate route 'a'; it already stands at test.yaml:5:12\n");
}

TEST(Validate, refuses_one_address_for_two) {
    EXPECT_EQ(problems_of("listeners:\n"
                          "  - {name: a, address: \"127.0.0.1:1\"}\n"
                          "  - {name: b, address: \"127.0.0.1:1\"}\n"
                          "admin: {address: \"127.0.0.1:1\"}\n"),
              "test.yaml:3:24: duplicate address '127.0.0.1:1'; it already stands at "
              "test.yaml:2:24\n"
              "test.yaml:4:18: duplicate address '127.0.0.1:1'; it already stands at "
              "test.yaml:2:24\n");
    EXPECT_EQ(problems_of("listeners:\n"
                          "  - {name: a, address: \"127.0.0.1:0\"}\n"
                          "  - {name: b, address: \"127.0.0.1:0\"}\n"),
              "");
}

TEST(Validate, wants_a_token_for_an_admin_that_others_can_reach) {
    EXPECT_EQ(problems_of("admin: {address: \"0.0.0.0:9900\"}\n"),
              "test.yaml:1:18: admin on '0.0.0.0' needs a 'token'; without one only a loopback "
              "address is allowed\n");
    EXPECT_NE(problems_of("admin: {address: \"[::]:9900\"}\n"), "");
    EXPECT_NE(problems_of("admin: {address: \"10.0.0.1:9900\"}\n"), "");
    EXPECT_EQ(problems_of("admin: {address: \"0.0.0.0:9900\", token: t}\n"), "");
    EXPECT_EQ(problems_of("admin: {address: \"127.8.0.1:9900\"}\n"), "");
    EXPECT_EQ(problems_of("admin: {address: \"[::1]:9900\"}\n"), "");
    EXPECT_EQ(problems_of("admin: {}\n"), "");
}

std::string admin_and_backend(const std::string& admin, const std::string& endpoint) {
    return problems_of("admin: {address: \"" + admin + "\", token: t}\nbackends:\n  legacy: " +
                       "{endpoints: [\"10.0.0.1:1\", \"" + endpoint + "\"]}\n");
}

TEST(Validate, refuses_a_backend_that_would_hand_out_the_admin_api) {
    EXPECT_EQ(admin_and_backend("127.0.0.1:9900", "127.0.0.1:9900"),
              "test.yaml:3:23: backend 'legacy' leads to the address of 'admin'; clients must not "
              "reach the admin API through a route\n");
    for (const auto& [admin, endpoint] : std::vector<std::pair<std::string, std::string>>{
             {"127.0.0.1:9900", "localhost:9900"},
             {"127.0.0.1:9900", "0.0.0.0:9900"},
             {"127.0.0.1:9900", "[::ffff:127.0.0.1]:9900"},
             {"[::1]:9900", "localhost:9900"},
             {"[::1]:9900", "[::]:9900"},
             {"0.0.0.0:9900", "127.0.0.2:9900"},
             {"10.0.0.9:9900", "10.0.0.9:9900"}}) {
        EXPECT_NE(admin_and_backend(admin, endpoint), "") << admin << " " << endpoint;
    }
    EXPECT_EQ(admin_and_backend("127.0.0.1:9900", "127.0.0.1:9901"), "");
    EXPECT_EQ(admin_and_backend("127.0.0.1:9900", "10.0.0.9:9900"), "");
    EXPECT_EQ(admin_and_backend("10.0.0.9:9900", "localhost:9900"), "");
}

TEST(Validate, refuses_backends_that_are_not_there) {
    EXPECT_EQ(problems_of(with_route("", "{legacy: 1, nwe: 1}")),
              "test.yaml:6:24: unknown backend 'nwe'; did you mean 'new'?; defined: legacy, new\n");
    EXPECT_EQ(problems_of(mirror("to: sandbox")),
              "test.yaml:8:13: unknown backend 'sandbox'; defined: legacy, new; or other\n");
    EXPECT_EQ(problems_of(mirror("{to: new, live: [legcy]}")),
              "test.yaml:8:26: unknown backend 'legcy'; did you mean 'legacy'?; defined: legacy, "
              "new\n");
    EXPECT_EQ(problems_of("routes: [{name: r, split: {a: 1}}]\n"),
              "test.yaml:1:28: unknown backend 'a'; none is defined\n");
}

TEST(Validate, refuses_a_mirror_that_would_compare_a_backend_with_itself) {
    EXPECT_EQ(problems_of(mirror("to: legacy", "{legacy: 100%}")),
              "test.yaml:8:13: a mirror to 'legacy', the only backend of the split, would compare "
              "it with itself\n");
    EXPECT_EQ(problems_of(mirror("{to: new, live: [legacy, new]}")),
              "test.yaml:8:34: 'new' is this mirror's own target; it cannot be live as well\n");
    EXPECT_EQ(problems_of(mirror("to: legacy")), "") << "reverse mirroring is legal";
}

TEST(Validate, refuses_a_live_backend_outside_the_split) {
    EXPECT_EQ(problems_of(mirror("{to: new, live: [new]}", "{legacy: 100%}")),
              "test.yaml:8:26: 'new' is not in the split of this route\n");
}

TEST(Validate, takes_to_other_with_two_backends_only) {
    EXPECT_EQ(problems_of(mirror("to: other")), "");
    EXPECT_EQ(problems_of(mirror("to: other", "{legacy: 1}")),
              "test.yaml:8:13: 'to: other' needs exactly two backends in the split, not 1\n");
}

TEST(Validate, refuses_to_require_what_nothing_sets) {
    const auto required = [](const std::string& name) {
        return problems_of(
            mirror("to: new\n        rewrite: {set_headers: {X-Dry-Run: 1}, json: "
                   "{/a: 1}, require: [" +
                   name + "]}"));
    };
    EXPECT_EQ(required("x-dry-run"), "");
    EXPECT_EQ(required("/a"), "");
    EXPECT_EQ(required("x-dry").find("test.yaml:9:73: 'x-dry' is required, but nothing sets it"),
              0U);
    EXPECT_NE(required("/A"), "") << "JSON Pointers are case-sensitive";
    EXPECT_NE(required("host"), "");
}

TEST(Validate, refuses_to_replace_the_prefix_of_a_regex) {
    EXPECT_EQ(problems_of(with_route("    match: {path: {regex: /a.*}}\n"
                                     "    rewrite: {path: {replace_prefix: /b}}\n")),
              "test.yaml:8:22: 'replace_prefix' needs a route that matches 'exact' or 'prefix', "
              "not 'regex'\n");
    EXPECT_EQ(problems_of(with_route("    match: {path: {regex: /a.*}}\n"
                                     "    mirror: [{to: new, rewrite: {path: {replace_prefix: "
                                     "/b}}}]\n"))
                  .find("test.yaml:8:41: 'replace_prefix'"),
              0U);
}

TEST(Validate, runs_although_values_are_bad) {
    const std::string problems = problems_of("workers: x\nroutes: [{name: r, split: {a: 1}}]\n");
    EXPECT_NE(problems.find("bad value 'x'"), std::string::npos);
    EXPECT_NE(problems.find("unknown backend 'a'"), std::string::npos);
}

}  // namespace
}  // namespace crossfade::config
