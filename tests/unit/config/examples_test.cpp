// Every example loads without a problem and compiles; reference.md names every key.
#include "config/files.hpp"
#include "config/keys.hpp"
#include "config/snapshot.hpp"
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

TEST(Examples, every_one_loads_without_a_problem_and_compiles) {
    const auto files = example_files();
    EXPECT_GE(files.size(), 6U);
    for (const std::string& file : files) {
        const Loaded loaded = load(file, fake_environment());
        EXPECT_EQ(describe(loaded.problems), "") << file;
        ASSERT_TRUE(loaded.config) << file;
        EXPECT_FALSE(loaded.config->listeners.empty()) << file;
        const auto snapshot = compile(*loaded.config, 1);
        EXPECT_EQ(snapshot->split_shares.size(), loaded.config->routes.size()) << file;
    }
}

TEST(Examples, every_one_opens_with_a_comment_on_what_it_shows) {
    for (const std::string& file : example_files()) {
        EXPECT_TRUE(read_file(file).value_or("").starts_with("# ")) << file;
    }
}

TEST(Reference, names_every_key_that_the_loader_knows) {
    const std::string reference = read_file(source_path("config/reference.md")).value_or("");
    for (const Shape& shape : all_shapes()) {
        // Each node has a heading of its own, so that `size` of one is not taken for another's.
        const std::size_t start = reference.find("\n## " + std::string(shape.node) + "\n");
        ASSERT_NE(start, std::string::npos) << "no heading for " << shape.node;
        const std::string section =
            reference.substr(start, reference.find("\n## ", start + 1) - start);
        for (const std::string_view key : shape.known_keys()) {
            EXPECT_NE(section.find("| `" + std::string(key) + "` |"), std::string::npos)
                << shape.node << ": " << key;
        }
        for (const std::string_view key : shape.later_keys()) {
            EXPECT_NE(section.find('`' + std::string(key) + '`'), std::string::npos)
                << shape.node << ": " << key;
        }
    }
}

}  // namespace
}  // namespace crossfade::config
