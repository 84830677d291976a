// Rules that are proposed for differences of one harmless class.
#include "proxy/command/suggest.hpp"

#include <gtest/gtest.h>

namespace crossfade::command {
namespace {

using compare::Finding;
using compare::Kind;

compare::Result differing(std::vector<Finding> findings) {
    compare::Result result;
    result.verdict = compare::Verdict::mismatch;
    result.findings = std::move(findings);
    return result;
}

const Finding reordered{"body.items[*].tags", Kind::order, "reorder", "3 elements", "3 elements"};
const Finding later{
    "body.at", Kind::value, "value", "\"2026-11-21T10:00:00Z\"", "\"2026-11-21T10:00:03.5Z\""};
const Finding fault{"body.price", Kind::value, "number", "1", "2"};

TEST(Suggest, a_comparator_for_each_harmless_class) {
    EXPECT_EQ(comparator_of(reordered).as, "multiset");
    EXPECT_EQ(comparator_of(later).as, "timestamp");
    EXPECT_EQ(comparator_of({"body.a", Kind::value, "trim", "\"a\"", "\"a \""}).as, "text");
    EXPECT_EQ(comparator_of({"body.a", Kind::missing, "null->missing", "null", ""}).as, "optional");
    EXPECT_EQ(comparator_of({"body.id",
                             Kind::value,
                             "value",
                             "\"3f2b8c1e-9d4a-4f6b-8a7c-1e2d3c4b5a69\"",
                             "\"a41c7e90-2b3d-4c5e-9f80-7d6e5c4b3a21\""})
                  .as,
              "class");
    EXPECT_EQ(comparator_of({"body.n", Kind::value, "decimal scale 2->3", "1.10", "1.101"}).as,
              "number");
}

TEST(Suggest, nothing_for_what_may_be_a_fault) {
    EXPECT_EQ(comparator_of(fault).as, "");
    EXPECT_EQ(comparator_of({"body.n", Kind::value, "decimal scale 2->1", "1.10", "9.1"}).as, "");
    EXPECT_EQ(comparator_of({"body.a", Kind::type, "int->string same digits", "1", "\"1\""}).as,
              "");
    EXPECT_EQ(comparator_of({"body.at",
                             Kind::value,
                             "value",
                             "\"2026-11-21T10:00:00Z\"",
                             "\"2026-11-25T10:00:00Z\""})
                  .as,
              "");
}

TEST(Suggest, lines_to_paste_those_that_help_most_first) {
    Suggestions suggestions;
    suggestions.add(differing({later, fault}));
    suggestions.add(differing({reordered}));
    suggestions.add(differing({reordered, later}));
    suggestions.add({});
    EXPECT_EQ(suggestions.yaml(),
              "# 2 pairs differ here (reorder), 1 of them elsewhere too\n"
              "- {path: \"$.items[*].tags\", as: multiset, reason: \"\"}\n"
              "# 2 pairs differ here (value), 2 of them elsewhere too\n"
              "- {path: \"$.at\", as: timestamp, tolerance: 4s, reason: \"\"}\n");
}

TEST(Suggest, no_rule_where_something_else_differs_at_the_same_place) {
    Suggestions suggestions;
    suggestions.add(differing({reordered}));
    suggestions.add(
        differing({{reordered.path, Kind::length, "length", "3 elements", "2 elements"}}));
    suggestions.add(differing({{"header.etag", Kind::value, "case", "a", "A"}}));
    EXPECT_EQ(suggestions.yaml(), "# nothing: no place differs in one harmless way alone\n");
}

}  // namespace
}  // namespace crossfade::command
