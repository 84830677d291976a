// A directory of files as one configuration.
#include "config/load.hpp"
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

std::string problems_in(const TemporaryDirectory& directory) {
    std::string text = describe(load(directory.path(), fake_environment()).problems);
    for (std::size_t at = 0; (at = text.find(directory.path() + '/')) != std::string::npos;) {
        text.erase(at, directory.path().size() + 1);
    }
    return text;
}

TEST(Directory, is_read_in_name_order_and_put_together) {
    const TemporaryDirectory directory;
    directory.write("20-b.yml",
                    "routes: [{name: second, split: {new: 1}}]\n"
                    "backends: {new: {endpoints: [\"a:2\"]}}\n");
    directory.write("10-a.yaml",
                    "salt: s\nroutes: [{name: first, split: {legacy: 1, new: 1}}]\n"
                    "backends: {legacy: {endpoints: [\"a:1\"]}}\n");
    directory.write("30-empty.yaml", "# nothing yet\n");
    directory.write(".hidden.yaml", "]");
    directory.write("README.md", "]");
    const Loaded loaded = load(directory.path(), fake_environment());
    ASSERT_TRUE(loaded.config) << describe(loaded.problems);
    ASSERT_EQ(loaded.config->routes.size(), 2U);
    EXPECT_EQ(loaded.config->routes[0].name, "first");
    EXPECT_EQ(loaded.config->routes[1].name, "second");
    EXPECT_EQ(loaded.config->routes[1].position.file, directory.path("20-b.yml"));
    EXPECT_EQ(loaded.config->backends.size(), 2U);
}

TEST(Directory, names_both_places_of_a_duplicate) {
    const TemporaryDirectory directory;
    directory.write("a.yaml", two_backends + "admin: {address: \"127.0.0.1:1\"}\n");
    directory.write("b.yaml",
                    "backends:\n  legacy: {endpoints: [\"a:1\"]}\n"
                    "admin: {address: \"127.0.0.1:1\"}\n");
    const std::string problems = problems_in(directory);
    EXPECT_NE(problems.find("b.yaml:2:3: duplicate backend 'legacy'; it already stands at "
                            "a.yaml:2:3\n"),
              std::string::npos)
        << problems;
    EXPECT_NE(problems.find("b.yaml:3:1: 'admin' already stands at a.yaml:4:1; "),
              std::string::npos)
        << problems;
}

TEST(Directory, reports_the_problems_of_all_files_in_file_order) {
    const TemporaryDirectory directory;
    directory.write("a.yaml", "sallt: x\n");
    directory.write("b.yaml", "routes: [\n");
    directory.write("c.yaml", "listeners: 5\n");
    directory.write("d.yaml", "- a list\n");
    const std::string problems = problems_in(directory);
    const std::size_t a = problems.find("a.yaml:1:1: unknown key 'sallt'");
    const std::size_t b = problems.find("b.yaml:");
    const std::size_t c = problems.find("c.yaml:1:12: expected a list");
    const std::size_t d = problems.find("d.yaml:1:1: expected a mapping");
    ASSERT_NE(d, std::string::npos) << problems;
    EXPECT_LT(a, b);
    EXPECT_LT(b, c);
    EXPECT_LT(c, d);
}

TEST(Directory, without_a_file_is_a_problem) {
    const TemporaryDirectory directory;
    EXPECT_NE(problems_in(directory).find("no *.yaml or *.yml file"), std::string::npos);
}

TEST(File, that_is_missing_is_a_problem_without_a_line) {
    EXPECT_EQ(describe(load("/nowhere/crossfade.yaml", fake_environment()).problems),
              "/nowhere/crossfade.yaml: cannot be read\n");
}

}  // namespace
}  // namespace crossfade::config
