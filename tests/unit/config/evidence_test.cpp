// What is said of the evidence: comparison, probes, control mirrors, endpoints of the report.
#include "config/openapi.hpp"
#include "config/parse.hpp"
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

using As = CompareRule::As;
using Names = std::vector<std::string>;

Mirror mirror_of(const std::string& line) {
    const Loaded loaded = load_here(with_route("    mirror:\n      - to: new\n        " + line));
    EXPECT_TRUE(loaded.config) << line << describe(loaded.problems);
    return loaded.config ? loaded.config->routes.at(0).mirrors.at(0) : Mirror{};
}

std::string problems_in_mirror(const std::string& line) {
    return problems_of(with_route("    mirror:\n      - to: new\n        " + line));
}

TEST(Evidence, has_defaults_that_cost_the_live_backend_nothing) {
    const Mirror mirror = mirror_of("compare: {}");
    EXPECT_FALSE(mirror.control);
    EXPECT_FALSE(mirror.probes);
    EXPECT_TRUE(mirror.build_header.empty());
    EXPECT_TRUE(mirror.compare.built_in);
    EXPECT_DOUBLE_EQ(mirror.compare.target, 0.999);
}

TEST(Evidence, of_a_control_mirror_and_its_probes) {
    const Mirror mirror = mirror_of(
        "role: control\n        build: x-build\n"
        "        probes: {rate: 5/s, recheck_after: 1s}");
    EXPECT_TRUE(mirror.control);
    EXPECT_EQ(mirror.build_header, "x-build");
    ASSERT_TRUE(mirror.probes);
    EXPECT_DOUBLE_EQ(mirror.probes->rate, 5);
    EXPECT_DOUBLE_EQ(mirror.probes->rechecks, 1);
    EXPECT_EQ(mirror.probes->recheck_after, Milliseconds(1'000));
    EXPECT_FALSE(mirror_of("probes: off").probes);
    EXPECT_NE(problems_in_mirror("build: 'a b'").find("bad value"), std::string::npos);
}

TEST(Evidence, of_a_comparison_has_hosts_and_targets) {
    const Compare compare =
        mirror_of(
            "compare: {built_in: off, hosts: {Old.example.com: new.example.com}, target: 99%,"
            " targets: {'POST /orders/{id}': 99.99%, /all: 90%}}")
            .compare;
    EXPECT_FALSE(compare.built_in);
    ASSERT_EQ(compare.hosts.size(), 1U);
    EXPECT_EQ(compare.hosts[0].live, "old.example.com");
    EXPECT_EQ(compare.hosts[0].shadow, "new.example.com");
    EXPECT_DOUBLE_EQ(compare.target, 0.99);
    ASSERT_EQ(compare.targets.size(), 2U);
    EXPECT_EQ(compare.targets[0].method, "POST");
    EXPECT_EQ(compare.targets[0].path, "/orders/{id}");
    EXPECT_DOUBLE_EQ(compare.targets[0].share, 0.9999);
    EXPECT_EQ(compare.targets[1].method, "");
    EXPECT_EQ(compare.targets[1].path, "/all");
}

TEST(Evidence, refuses_what_is_no_host_endpoint_or_switch) {
    EXPECT_NE(problems_in_mirror("compare: {built_in: maybe}").find("bad value 'maybe'"),
              std::string::npos);
    EXPECT_NE(problems_in_mirror("compare: {hosts: {'a b': c}}").find("bad host"),
              std::string::npos);
    for (const char* endpoint : {"POST", "'GET  /a'", "'(x) /a'", "a/b"}) {
        EXPECT_NE(problems_in_mirror(std::string("compare: {targets: {") + endpoint + ": 99%}}")
                      .find("bad endpoint"),
                  std::string::npos)
            << endpoint;
    }
}

TEST(Evidence, knows_every_kind_of_rule) {
    const std::vector<std::pair<std::string, As>> kinds{{"alias", As::alias},
                                                        {"class", As::same_class},
                                                        {"optional", As::optional},
                                                        {"text", As::text},
                                                        {"url", As::url},
                                                        {"json", As::json}};
    for (const auto& [word, as] : kinds) {
        const Mirror mirror = mirror_of("compare: {rules: [{path: $.a, as: " + word + "}]}");
        ASSERT_EQ(mirror.compare.rules.size(), 1U) << word;
        EXPECT_EQ(mirror.compare.rules[0].as, as) << word;
    }
}

Reports reports_of(const std::string& text) {
    const Loaded loaded = load_here("reports: " + text + "\n");
    EXPECT_TRUE(loaded.config) << describe(loaded.problems);
    return loaded.config && loaded.config->reports ? *loaded.config->reports : Reports{};
}

TEST(Endpoints, are_written_or_read_from_an_openapi_document) {
    const TemporaryDirectory directory;
    directory.write("api.yaml",
                    "openapi: 3.1.0\n"
                    "servers: [{url: 'https://api.example.com/v1/'}]\n"
                    "paths:\n"
                    "  /users/{id}: {summary: s, get: {}, parameters: [], delete: {}}\n"
                    "  x-more: {get: {}}\n"
                    "  /users: {post: {}}\n");
    const Reports reports =
        reports_of("{directory: /r, max_endpoints: 10, endpoints: [/a, 'GET /b/{x}'], openapi: " +
                   directory.path("api.yaml") + "}");
    EXPECT_EQ(reports.max_endpoints, 10U);
    EXPECT_EQ(
        reports.endpoints,
        (Names{
            "/a", "GET /b/{x}", "GET /v1/users/{id}", "DELETE /v1/users/{id}", "POST /v1/users"}));
}

TEST(Endpoints, of_a_file_without_operations_are_a_problem) {
    const TemporaryDirectory directory;
    for (const char* text : {"", "{}", "paths: []", "paths: {/a: {x-get: {}}}", "\"\\", "[1, 2]"}) {
        directory.write("api.yaml", text);
        const std::string problems =
            problems_of("reports: {directory: /r, openapi: " + directory.path("api.yaml") + "}\n");
        EXPECT_NE(problems.find("is no OpenAPI document"), std::string::npos) << text;
    }
    EXPECT_NE(problems_of("reports: {directory: /r, openapi: /nowhere}\n").find("cannot be read"),
              std::string::npos);
    for (const char* endpoint : {"a", "'GET a'", "'GET  /a'", "'/a?b'", "'(x) /a'"}) {
        EXPECT_NE(
            problems_of(std::string("reports: {directory: /r, endpoints: [") + endpoint + "]}\n")
                .find("bad value"),
            std::string::npos)
            << endpoint;
    }
}

Names operations_of(const std::string& text) {
    ProblemLog log;
    const auto document = parse(text, 0, log);
    return document ? openapi_operations(*document) : Names();
}

TEST(OpenApi, takes_the_base_from_the_first_server) {
    const std::string paths = "paths: {/a: {get: {}}}\n";
    EXPECT_EQ(operations_of(paths), Names{"GET /a"});
    EXPECT_EQ(operations_of("servers: [{url: /v2}]\n" + paths), Names{"GET /v2/a"});
    EXPECT_EQ(operations_of("servers: [{url: 'http://h'}]\n" + paths), Names{"GET /a"});
    EXPECT_EQ(operations_of("servers: [{url: 'http://{stage}.h/v1'}]\n" + paths), Names{"GET /a"});
    EXPECT_EQ(operations_of("basePath: /v0\n" + paths), Names{"GET /v0/a"});
    EXPECT_EQ(operations_of("{\"paths\": {\"/a\": {\"patch\": {}}}}"), Names{"PATCH /a"});
}

}  // namespace
}  // namespace crossfade::config
