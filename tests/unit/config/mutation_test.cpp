// A thousand damaged files: whatever stands in them, loading ends with a configuration or with
// problems, and never with a crash.
#include "config/files.hpp"
#include "config/parse.hpp"
#include "config/snapshot.hpp"
#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

#include <random>

namespace crossfade::config {
namespace {

class Mutator {
public:
    std::string operator()(std::string text) {
        const std::size_t times = 1 + random(4);
        for (std::size_t i = 0; i < times && !text.empty(); ++i) mutate(text);
        return text;
    }
    std::size_t random(std::size_t below) { return engine_() % below; }

private:
    void mutate(std::string& text) {
        const std::size_t at = random(text.size());
        switch (random(7)) {
            case 0:
                text.resize(at);
                break;
            case 1:
                text[at] = static_cast<char>(random(256));
                break;
            case 2:
                text[at] = "{}[]:,-#&*!|>'\"%@`?\n $"[random(22)];
                break;
            case 3:
                double_line(text, at);
                break;
            case 4:
                text.erase(at, 1 + random(12));
                break;
            case 5:
                text.insert(at, std::string(1 + random(3'000), "[{-"[random(3)]));
                break;
            default:
                swap_pieces(text, at);
                break;
        }
    }
    static void double_line(std::string& text, std::size_t at) {
        const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (end <= start) return;
        text.insert(start, text.substr(start, end - start) + '\n');
    }
    void swap_pieces(std::string& text, std::size_t at) {
        const std::string piece = text.substr(at, 1 + random(40));
        text.erase(at, piece.size());
        text.insert(text.empty() ? 0 : random(text.size()), piece);
    }

    std::mt19937_64 engine_{20'270'301};  // NOLINT: the same files on every run
};

TEST(Mutation, of_a_thousand_files_none_crashes_the_loader) {
    Mutator mutated;
    const auto files = example_files();
    ASSERT_FALSE(files.empty());
    std::size_t good = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::string text = mutated(read_file(files[mutated.random(files.size())]).value());
        const Loaded loaded = load_here(text);
        ASSERT_NE(loaded.config.has_value(), !loaded.problems.empty());
        for (const Problem& problem : loaded.problems) {
            ASSERT_FALSE(problem.message.empty());
            ASSERT_EQ(problem.message.find('\n'), std::string::npos) << problem.message;
        }
        if (!loaded.config) continue;
        ++good;
        EXPECT_NE(compile(*loaded.config, 1), nullptr);
    }
    EXPECT_GT(good, 0U);
    EXPECT_LT(good, 700U);
}

TEST(Depth, is_bounded_before_anything_recurses) {
    std::string dashes;
    for (int i = 0; i < 2'000; ++i) dashes += "- ";
    const std::string brackets(100'000, '[');
    const std::string braces(100'000, '{');
    for (const std::string& text : {brackets, braces, "a: " + brackets, dashes}) {
        EXPECT_FALSE(load_here(text).config);
    }
}

TEST(Depth, of_64_is_the_last_that_is_read) {
    const auto problems_at = [](std::size_t depth) {
        return problems_of("a: " + std::string(depth, '[') + std::string(depth, ']'));
    };
    EXPECT_EQ(problems_at(63).find("nested"), std::string::npos);
    EXPECT_NE(problems_at(64).find("nested deeper than 64 levels"), std::string::npos);
}

TEST(Aliases, cannot_blow_up_or_nest_without_end) {
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    std::string tower = "a0: &a0 [x]\n";
    for (int i = 1; i < 100; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        const std::string head = "a" + std::to_string(i) + ": &a" + std::to_string(i);
        std::string ten;
        for (int j = 0; j < 10; ++j) ten += last + ", ";
        if (i < 12) laughs += head + " [" + ten + "]\n";
        tower += head + " [" + last + "]\n";
    }
    EXPECT_NE(problems_of(laughs).find("more than 500000 values"), std::string::npos);
    EXPECT_NE(problems_of(tower).find("nested deeper than 64 levels"), std::string::npos);
    EXPECT_NE(problems_of("a: &a [*a]\n"), "");
}

TEST(Size, of_a_file_is_bounded) {
    EXPECT_EQ(problems_of("salt: " + std::string(max_text_size, 'x')),
              "test.yaml:1:1: larger than 4MiB\n");
}

}  // namespace
}  // namespace crossfade::config
