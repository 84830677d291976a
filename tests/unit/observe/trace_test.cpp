// traceparent by the letter of the Recommendation, and ids that look like ids.
#include "proxy/observe/trace.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace crossfade::observe {
namespace {

const std::string valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string_view view(const auto& text) { return {text.data(), text.size()}; }

TEST(ParseTraceparent, reads_the_example_of_the_recommendation) {
    const auto trace = parse_traceparent(valid);
    ASSERT_TRUE(trace);
    EXPECT_EQ(trace->trace_id[0], 0x4b);
    EXPECT_EQ(trace->trace_id[15], 0x36);
    EXPECT_EQ(trace->parent_id[7], 0xb7);
    EXPECT_EQ(trace->flags, 1);
    EXPECT_EQ(view(to_text(*trace)), valid);
}

TEST(ParseTraceparent, refuses_what_is_not_strictly_valid) {
    auto with = [](std::size_t at, char c) {
        auto text = valid;
        text[at] = c;
        return text;
    };
    const std::string cases[] = {
        "",
        "00",
        valid.substr(0, 54),
        valid + "-",  // version 00 ends after the flags
        valid + "-00",
        valid + " ",
        " " + valid,
        with(0, 'f').replace(0, 2, "ff"),
        with(0, 'x'),
        with(2, '_'),
        with(35, ' '),
        with(52, '0'),
        with(3, 'A'),
        with(36, 'G'),
        with(53, 'X'),
        with(10, '\0'),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
        std::string(10'000, '0'),
    };
    for (const auto& text : cases) EXPECT_EQ(parse_traceparent(text), std::nullopt) << text;
}

TEST(ParseTraceparent, reads_what_it_knows_of_later_versions) {
    auto later = valid;
    later[1] = '1';
    EXPECT_TRUE(parse_traceparent(later));
    EXPECT_TRUE(parse_traceparent(later + "-more.to-come"));
}

TEST(MakeChild, continues_the_trace_under_a_new_span) {
    Random random({1, 2, 3, 4});
    auto parent = parse_traceparent(valid);
    parent->flags = 0xff;
    const auto child = make_child(parent, random);
    const auto sibling = make_child(parent, random);
    EXPECT_EQ(child.trace_id, parent->trace_id);
    EXPECT_NE(child.parent_id, parent->parent_id);
    EXPECT_NE(child.parent_id, sibling.parent_id);
    EXPECT_EQ(child.flags, 0x03);  // undefined bits are not passed on
}

TEST(MakeChild, starts_a_valid_unsampled_trace_without_a_parent) {
    Random random({1, 2, 3, 4});
    const auto first = make_child(std::nullopt, random);
    const auto second = make_child(std::nullopt, random);
    EXPECT_NE(first.trace_id, second.trace_id);
    EXPECT_EQ(first.flags, 0);
    EXPECT_EQ(parse_traceparent(view(to_text(first))), first);
}

TEST(MakeRequestId, makes_distinct_version_4_uuids) {
    Random random;
    std::set<std::string> ids;
    for (int i = 0; i < 1'000; ++i) {
        const auto text = make_request_id(random);
        const std::string id(view(text));
        for (std::size_t at = 0; at < id.size(); ++at) {
            const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
            const std::string_view allowed = dash       ? "-"
                                             : at == 14 ? "4"
                                             : at == 19 ? "89ab"
                                                        : "0123456789abcdef";
            ASSERT_NE(allowed.find(id[at]), std::string_view::npos) << id;
        }
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 1'000U);
}

TEST(Random, follows_the_reference_sequence) {
    // First values of xoshiro256** from the state {1, 2, 3, 4}.
    Random random({1, 2, 3, 4});
    EXPECT_EQ(random.next(), 11'520U);
    EXPECT_EQ(random.next(), 0U);
    EXPECT_EQ(random.next(), 1'509'978'240U);
    EXPECT_EQ(random.next(), 1'215'971'899'390'074'240U);
}

TEST(Random, moves_even_when_seeded_with_zeros) {
    Random random({0, 0, 0, 0});
    std::set<std::uint64_t> values;
    for (int i = 0; i < 64; ++i) values.insert(random.next());
    EXPECT_GT(values.size(), 60U);
    EXPECT_NE(Random().next(), Random().next());
}

}  // namespace
}  // namespace crossfade::observe
