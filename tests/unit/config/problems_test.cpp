// Problems are exact: file, line, column, all at once, in file order, with what is allowed.
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

/// Expects exactly these problems in a text.
void expect_problems(const std::string& text, const std::string& expected) {
    EXPECT_EQ(problems_of(text), expected);
}

TEST(Problems, of_an_unknown_key_suggest_and_list_what_is_allowed) {
    expect_problems(
        with_route("    mirors: []\n"),
        "test.yaml:7:5: unknown key 'mirors' in route; did you mean 'mirror'? allowed: "
        "name, match, key, split, override, fallback, retry, rewrite, timeout, mirror\n");
    expect_problems(
        "banana: 1\n",
        "test.yaml:1:1: unknown key 'banana' in the configuration; allowed: salt, pseudonym, "
        "workers, drain_timeout, resolver, listeners, admin, access_log, backends, routes, "
        "reports, comparison\n");
}

TEST(Problems, are_reported_all_at_once_and_in_file_order) {
    expect_problems(
        "routes:\n"
        "  - name: r\n"
        "    split: {legcy: 1}\n"
        "    timeout: soon\n"
        "backends:\n"
        "  legacy:\n"
        "    endpoints: []\n"
        "    endpionts: x\n"
        "workers: none\n",
        "test.yaml:3:13: unknown backend 'legcy'; did you mean 'legacy'?; defined: legacy\n"
        "test.yaml:4:14: bad value 'soon' for 'timeout'; allowed: a duration such as 250ms, 5s, "
        "10m, 1h or 30d\n"
        "test.yaml:7:16: 'endpoints' must not be empty\n"
        "test.yaml:8:5: unknown key 'endpionts' in backend; did you mean 'endpoints'? allowed: "
        "endpoints, balance, host, timeouts, limits, health, outlier, panic_threshold, "
        "slow_start, tls, idle_connections, max_requests, max_age, protocol\n"
        "test.yaml:9:10: bad value 'none' for 'workers'; allowed: auto, or a number from 1 to "
        "1024\n");
}

TEST(Problems, of_syntax_have_the_place_and_come_alone) {
    const Loaded loaded = load_here("salt: a\nroutes: [\n  - x\n");
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].position.file, "test.yaml");
    EXPECT_GE(loaded.problems[0].position.line, 2);
    EXPECT_TRUE(loaded.problems[0].message.starts_with("no valid YAML: "));
    EXPECT_FALSE(loaded.config);
}

TEST(Problems, of_an_unquoted_reference_inside_braces_say_what_to_do) {
    expect_problems("admin: {token: ${NOBODY}}\n",
                    "test.yaml:1:17: no valid YAML: end of map flow not found; put ${...} inside { "
                    "} or [ ] in quotes\n");
}

TEST(Problems, include_duplicate_keys) {
    expect_problems("salt: a\nworkers: 1\nsalt: b\n",
                    "test.yaml:3:1: duplicate key 'salt'; it already stands at test.yaml:1:1\n");
    expect_problems("backends:\n  a: {endpoints: [\"x:1\"]}\n  a: {endpoints: [\"x:2\"]}\n",
                    "test.yaml:3:3: duplicate key 'a'; it already stands at test.yaml:2:3\n");
}

TEST(Problems, include_nodes_of_the_wrong_type) {
    expect_problems("listeners: {}\n",
                    "test.yaml:1:12: expected a list for 'listeners', found a mapping\n");
    expect_problems("backends: [a]\n",
                    "test.yaml:1:11: expected a mapping for 'backends', found a list\n");
    expect_problems("drain_timeout: [5s]\n",
                    "test.yaml:1:16: expected a scalar for 'drain_timeout', found a list; allowed: "
                    "a duration such as 250ms, 5s, 10m, 1h or 30d\n");
    expect_problems("admin: yes\n",
                    "test.yaml:1:8: expected a mapping for 'admin', found a scalar; allowed keys: "
                    "address, token, hosts\n");
    expect_problems("- a\n",
                    "test.yaml:1:1: expected a mapping with keys such as listeners, backends and "
                    "routes\n");
    expect_problems(
        "routes:\n  - \n  - x\n",
        "test.yaml:3:3: expected a mapping for 'routes', found nothing; allowed keys: "
        "name, match, key, split, override, fallback, retry, rewrite, timeout, mirror\n"
        "test.yaml:3:5: expected a mapping for 'routes', found a scalar; allowed keys: "
        "name, match, key, split, override, fallback, retry, rewrite, timeout, mirror\n");
}

TEST(Problems, include_keys_without_a_value_at_the_place_of_the_key) {
    expect_problems("salt: s\nroutes:\n\n\nworkers: 1\n", "test.yaml:2:1: 'routes' has no value\n");
    expect_problems("salt: ~\n", "test.yaml:1:1: 'salt' has no value\n");
}

TEST(Problems, include_missing_keys) {
    expect_problems("routes:\n  - name: r\n", "test.yaml:2:5: missing key 'split' in route\n");
    expect_problems("reports: {queue: 5}\n",
                    "test.yaml:1:10: missing key 'directory' in reports\n");
    expect_problems("listeners:\n  - {}\n",
                    "test.yaml:2:5: missing key 'name' in listener\n"
                    "test.yaml:2:5: missing key 'address' in listener\n");
    expect_problems("backends: {a: {}}\n", "test.yaml:1:15: missing key 'endpoints' in backend\n");
    expect_problems("routes: []\nbackends: {}\nreports: {}\n",
                    "test.yaml:3:10: missing key 'directory' in reports\n");
}

TEST(Problems, include_an_empty_file) {
    expect_problems("", "test.yaml: the configuration is empty\n");
    expect_problems("# only a comment\n", "test.yaml: the configuration is empty\n");
}

TEST(Problems, include_a_second_document_tags_and_complex_keys) {
    EXPECT_NE(problems_of("salt: a\n---\nsalt: b\n").find("a second YAML document"),
              std::string::npos);
    expect_problems("salt: !!str 5\n",
                    "test.yaml:1:7: YAML tags have no meaning here: remove "
                    "'tag:yaml.org,2002:str'\n");
    EXPECT_NE(problems_of("[a]: b\n").find("a key of a mapping must be plain text"),
              std::string::npos);
}

TEST(Problems, include_bytes_that_are_no_text_with_their_place) {
    expect_problems("salt: a\nworkers: \xff\n", "test.yaml:2:10: not valid UTF-8\n");
    expect_problems(std::string("salt: a\0b\n", 10), "test.yaml:1:8: a control character\n");
}

TEST(Problems, count_columns_in_flow_style_and_after_wide_characters) {
    expect_problems("comparison: {threads: 1, queue: 0}\n",
                    "test.yaml:1:33: bad value '0' for 'queue'; allowed: a number from 1 to "
                    "1000000\n");
    expect_problems("backends: {\"\xc3\xa9\": {endpoints: [\"x:1\"]}}\n",
                    "test.yaml:1:12: bad backend name '\xc3\xa9'; allowed: 1 to 64 letters, "
                    "digits, '-', '_' and '.'\n");
}

TEST(Problems, do_not_follow_from_one_another) {
    // A value that could not be read says nothing about what refers to it.
    expect_problems(
        two_backends + "routes:\n  - name: ${NOBODY}\n    split: {legacy: \"${NOBODY}\", new: 1}\n",
        "test.yaml:5:11: the environment variable 'NOBODY' is not set; write $${ for a "
        "literal ${\n"
        "test.yaml:6:21: the environment variable 'NOBODY' is not set; write $${ for a "
        "literal ${\n");
}

TEST(Problems, are_one_line_whatever_a_name_holds) {
    const auto loaded = load_here(
        "backends: {\"a\\rb\\e[31m\": {endpoints: [\"x:1\"]}}\n"
        "routes: [{name: r, split: {c: 1}}]\n");
    ASSERT_EQ(loaded.problems.size(), 2U) << describe(loaded.problems);
    for (const auto& problem : loaded.problems) {
        EXPECT_NE(problem.message.find("a?b?[31m"), std::string::npos) << problem.message;
    }
}

TEST(Problems, are_described_one_per_line) {
    EXPECT_EQ(describe({}), "");
    EXPECT_EQ(describe({{{"f", 1, 2}, "a"}, {{"g", 0, 0}, "b"}}), "f:1:2: a\ng: b\n");
}

}  // namespace
}  // namespace crossfade::config
