// The quick way over two texts finds what the long way over two documents finds.
#include "proxy/compare/json_texts.hpp"

#include "tests/unit/compare/support.hpp"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

namespace crossfade::compare {
namespace {

using As = config::CompareRule::As;

struct Outcome {
    JsonOutcome outcome = JsonOutcome::undecided;
    std::vector<Finding> findings;
    std::vector<Hidden> hidden;
};

Outcome quickly(const std::string& live, const std::string& shadow, const Rules& rules) {
    Collector found;
    Outcome out;
    out.outcome = diff_json_texts(live, shadow, RuleWalk(rules.compiled(), {}), found);
    out.findings = found.take(Collector::limit);
    out.hidden = found.take_hidden(Collector::limit);
    return out;
}

Outcome thoroughly(const std::string& live, const std::string& shadow, const Rules& rules) {
    const auto a = JsonDocument::parse(live);
    const auto b = JsonDocument::parse(shadow);
    if (!a.good() || !b.good() || a.byte_order_mark() || b.byte_order_mark()) return {};
    Collector found;
    Outcome out;
    const bool done = diff_json(a, b, RuleWalk(rules.compiled(), {}), found);
    out.outcome = done ? JsonOutcome::compared : JsonOutcome::out_of_steps;
    out.findings = found.take(Collector::limit);
    out.hidden = found.take_hidden(Collector::limit);
    return out;
}

void expect_same(const std::string& live, const std::string& shadow, const Rules& rules) {
    const Outcome quick = quickly(live, shadow, rules);
    const Outcome thorough = thoroughly(live, shadow, rules);
    ASSERT_EQ(quick.outcome, thorough.outcome) << live << "\n" << shadow;
    ASSERT_EQ(quick.findings, thorough.findings) << live << "\n" << shadow;
    ASSERT_EQ(quick.hidden, thorough.hidden) << live << "\n" << shadow;
}

config::Compare many_rules() {
    auto keyed = rule("$.items", As::keyed);
    keyed.by = "id";
    auto number = rule("$.**.n", As::number);
    number.tolerance = 0.5;
    return with_rules({keyed,
                       number,
                       rule("$.tags", As::set),
                       rule("$.m", As::multiset),
                       rule("$.**.x", As::ignore),
                       rule("$.o.*", As::optional),
                       rule("$.w", As::text),
                       rule("$.u", As::url),
                       rule("$.j", As::json),
                       rule("$.off", As::ignore),
                       rule("$.off.on", As::ordered)});
}

/// Any JSON, small.
std::string some_json(std::mt19937& random, int depth = 0) {
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    const auto names = std::vector<std::string>{
        "a", "id", "n", "x", "tags", "m", "items", "o", "w", "u", "j", "off", "on", "7", "8", "é"};
    const auto scalars = std::vector<std::string>{"1",
                                                  "1.0",
                                                  "2",
                                                  "-0",
                                                  "1e2",
                                                  "true",
                                                  "false",
                                                  "null",
                                                  "\"\"",
                                                  "\"a\"",
                                                  "\"A \"",
                                                  "\"2024-01-01T00:00:00Z\"",
                                                  R"("\u00e9")",
                                                  R"("{\"a\":1}")",
                                                  R"("http://a/b")"};
    std::string out;
    switch (depth > 3 ? 2 : below(4)) {
        case 0:
            out = "[";
            for (auto i = below(5); i > 0; --i) {
                out += (out.size() > 1 ? "," : "") + some_json(random, depth + 1);
            }
            return out + "]";
        case 1:
            out = "{";
            for (auto i = below(6); i > 0; --i) {
                out += (out.size() > 1 ? "," : "") + ("\"" + names[below(16)] + "\":") +
                       some_json(random, depth + 1);
            }
            return out + "}";
        default:
            return scalars[below(15)];
    }
}

std::string mutated(std::string text, std::mt19937& random) {
    constexpr std::string_view bytes = "{}[]\",:012 e.-\\atn";
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    for (std::size_t change = 1 + below(2); change > 0 && !text.empty(); --change) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
            case 0:
                text[at] = bytes[below(bytes.size())];
                break;
            case 1:
                text.insert(at, 1, bytes[below(bytes.size())]);
                break;
            case 2:
                text.erase(at, 1 + below(3));
                break;
            default:
                text.insert(at, text.substr(below(text.size()), below(12)));
        }
    }
    return text;
}

TEST(JsonTexts, finds_what_the_long_way_finds) {
    const Rules plain({}, "r");
    const Rules ruled(many_rules(), "r");
    std::mt19937 random(20261121);
    for (int round = 0; round < 4'000 && !testing::Test::HasFatalFailure(); ++round) {
        const std::string live = some_json(random);
        const std::string shadow = mutated(live, random);
        expect_same(live, shadow, plain);
        expect_same(live, shadow, ruled);
    }
}

TEST(JsonTexts, finds_what_the_long_way_finds_after_one_value_changed) {
    const Rules plain({}, "r");
    const Rules ruled(many_rules(), "r");
    std::mt19937 random(7);
    for (int round = 0; round < 4'000 && !testing::Test::HasFatalFailure(); ++round) {
        const std::string front = some_json(random);
        const std::string back = some_json(random);
        const auto whole = [&](const std::string& middle) {
            return R"({"items":[)" + front + "," + middle + "," + back + R"(],"tags":[)" + middle +
                   R"(],"a":{"b":[)" + back + R"(]},"off":{"on":)" + middle + "}}";
        };
        const std::string live = whole(some_json(random));
        const std::string shadow = whole(some_json(random));
        expect_same(live, shadow, plain);
        expect_same(live, shadow, ruled);
    }
}

TEST(JsonTexts, leave_what_is_no_json_to_others) {
    const Rules rules({}, "r");
    for (const char* shadow :
         {"[1,2,]", "[1,2", "[1,2]]", "\xEF\xBB\xBF[1,2]", "", "[1,NaN]", "[1,02]"}) {
        EXPECT_EQ(quickly("[1,2]", shadow, rules).outcome, JsonOutcome::undecided) << shadow;
        EXPECT_EQ(quickly(shadow, "[1,2]", rules).outcome, JsonOutcome::undecided) << shadow;
    }
    const std::string deep(127, '[');
    const std::string end(127, ']');
    EXPECT_EQ(quickly(deep + "[]" + end, deep + "[1]" + end, rules).outcome, JsonOutcome::compared);
    EXPECT_EQ(quickly(deep + "[]" + end, deep + "[[]]" + end, rules).outcome,
              JsonOutcome::undecided);
}

}  // namespace
}  // namespace crossfade::compare
