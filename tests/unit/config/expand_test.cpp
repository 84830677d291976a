// ${NAME} and ${file:...}: what they become, and that what comes in stays one value.
#include "config/expand.hpp"

#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>

namespace crossfade::config {
namespace {

std::string expanded(const std::string& text) {
    const Expanded result = expand(text, fake_environment());
    return result.error.empty() ? result.text : "error: " + result.error;
}

TEST(Expand, puts_in_variables_and_files) {
    EXPECT_EQ(expanded("Bearer ${SANDBOX_TOKEN}"), "Bearer sandbox-secret");
    EXPECT_EQ(expanded("${SHARE}${SHARE}"), "12.5%12.5%");
    EXPECT_EQ(expanded("<${file:/run/secrets/salt}>"), "<from-a-file>");
    EXPECT_EQ(expanded("${EMPTY}"), "");
}

TEST(Expand, leaves_everything_else_alone) {
    EXPECT_EQ(expanded(""), "");
    EXPECT_EQ(expanded("$"), "$");
    EXPECT_EQ(expanded("$HOME }{ $$ a$"), "$HOME }{ $$ a$");
    EXPECT_EQ(expanded("$.items[*].price"), "$.items[*].price");
}

TEST(Expand, takes_a_doubled_dollar_as_an_escape) {
    EXPECT_EQ(expanded("$${SHARE}"), "${SHARE}");
    EXPECT_EQ(expanded("a$${b}${SHARE}"), "a${b}12.5%");
    EXPECT_FALSE(expand("$${SHARE}", fake_environment()).changed);
}

TEST(Expand, does_not_expand_what_came_in) {
    Environment environment;
    environment.variable = [](const std::string&) { return std::optional<std::string>("${B}"); };
    EXPECT_EQ(expand("${A}", environment).text, "${B}");
}

TEST(Expand, names_what_is_missing) {
    EXPECT_NE(expanded("${NOBODY}").find("'NOBODY' is not set"), std::string::npos);
    EXPECT_NE(expanded("${file:/nowhere}").find("'/nowhere'"), std::string::npos);
    EXPECT_NE(expanded("${}").find("bad reference"), std::string::npos);
    EXPECT_NE(expanded("${1A}").find("bad reference"), std::string::npos);
    EXPECT_NE(expanded("${A-B}").find("bad reference"), std::string::npos);
    EXPECT_NE(expanded("${SHARE").find("without '}'"), std::string::npos);
}

TEST(Expand, cannot_change_the_structure_of_the_file) {
    const Loaded loaded = load_here("salt: ${LINES}\n");
    ASSERT_TRUE(loaded.config) << describe(loaded.problems);
    EXPECT_EQ(loaded.config->salt, "a\nb: c");
}

TEST(Expand, works_in_values_of_every_type) {
    const Loaded loaded = load_here(with_route("    mirror: [{to: new, sample: \"${SHARE}\"}]\n"));
    ASSERT_TRUE(loaded.config) << describe(loaded.problems);
    EXPECT_EQ(loaded.config->routes[0].mirrors[0].sample.parts_per_million, 125'000U);
}

TEST(Expand, reports_a_missing_variable_once_and_at_its_place) {
    EXPECT_EQ(problems_of("drain_timeout: ${NOBODY}\n"),
              "test.yaml:1:16: the environment variable 'NOBODY' is not set; write $${ for a "
              "literal ${\n");
}

TEST(Expand, never_shows_a_secret_in_a_message) {
    EXPECT_EQ(problems_of("drain_timeout: ${SANDBOX_TOKEN}\n"),
              "test.yaml:1:16: bad value '${SANDBOX_TOKEN}' for 'drain_timeout'; allowed: a "
              "duration such as 250ms, 5s, 10m, 1h or 30d\n");
}

TEST(Expand, never_shows_a_secret_where_a_name_or_a_pattern_is_wrong) {
    const std::string secret = "sandbox-secret";
    const std::string lines[] = {
        "    mirror: [{to: \"${SANDBOX_TOKEN}\"}]\n",
        "    mirror: [{to: new, live: [\"${SANDBOX_TOKEN}\"]}]\n",
        "    match: {path: {regex: \"${SANDBOX_TOKEN}[\"}}\n",
        "    rewrite: {remove_headers: [\"${SANDBOX_TOKEN} x\"]}\n",
        "    mirror: [{to: new, compare: {redact: [\"${SANDBOX_TOKEN}\"]}}]\n",
        "    mirror: [{to: new, rewrite: {require: [\"${SANDBOX_TOKEN}\"]}}]\n",
        "  - {name: \"${SANDBOX_TOKEN}\", split: {new: 1}}\n"
        "  - {name: \"${SANDBOX_TOKEN}\", split: {new: 1}}\n",
    };
    for (const auto& line : lines) {
        const auto problems = problems_of(with_route(line));
        EXPECT_EQ(problems.find(secret), std::string::npos) << problems;
        EXPECT_NE(problems.find("${SANDBOX_TOKEN}"), std::string::npos) << line << problems;
    }
}

TEST(Expand, keeps_the_zeros_of_an_account_number) {
    const Loaded loaded = load_here(with_route(
        "    mirror:\n      - to: new\n        rewrite: {json: {/a: \"${ACCOUNT}\", /b: 123}}\n"));
    ASSERT_TRUE(loaded.config) << describe(loaded.problems);
    const auto& json = loaded.config->routes[0].mirrors[0].rewrite.json;
    EXPECT_EQ(json[0].value, "\"00123\"");
    EXPECT_EQ(json[1].value, "123");
}

TEST(ProcessEnvironment, reads_variables_and_files_without_the_newline_at_the_end) {
    const TemporaryDirectory directory;
    directory.write("secret", "s3cret\n");
    directory.write("windows", "s3cret\r\n");
    const Environment environment = process_environment();
    setenv("CROSSFADE_CONFIG_TEST", "here", 1);
    EXPECT_EQ(environment.variable("CROSSFADE_CONFIG_TEST"), "here");
    EXPECT_FALSE(environment.variable("CROSSFADE_CONFIG_TEST_NOT_THERE"));
    EXPECT_EQ(environment.file(directory.path("secret")), "s3cret");
    EXPECT_EQ(environment.file(directory.path("windows")), "s3cret");
    EXPECT_FALSE(environment.file(directory.path("missing")));
    EXPECT_FALSE(environment.file(directory.path()));
}

}  // namespace
}  // namespace crossfade::config
