// Weights that change while requests go on.
#include "proxy/forward/live_split.hpp"

#include "tests/unit/forward/support.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace crossfade::forward {
namespace {

using routing::Share;
using Shares = std::vector<Share>;

constexpr std::uint32_t percent = Share::whole / 100;

Shares shares(std::initializer_list<std::uint32_t> percents) {
    Shares result;
    for (const auto each : percents) result.push_back({each * percent});
    return result;
}

std::vector<std::uint8_t> owners(const LiveSplit& split) {
    std::vector<std::uint8_t> result(Share::whole);
    for (routing::Bucket bucket = 0; bucket < Share::whole; ++bucket) {
        result[bucket] = static_cast<std::uint8_t>(split.current().choose(bucket));
    }
    return result;
}

std::size_t moved(const std::vector<std::uint8_t>& before, const std::vector<std::uint8_t>& after) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < before.size(); ++index) {
        count += before[index] != after[index] ? 1 : 0;
    }
    return count;
}

TEST(LiveSplit, starts_as_configured) {
    const LiveSplit split({"legacy", "new"}, shares({99, 1}));
    EXPECT_FALSE(split.overridden());
    EXPECT_EQ(split.shares(), shares({99, 1}));
    EXPECT_EQ(split.current().choose(0), 1U);
    EXPECT_EQ(split.current().choose(percent - 1), 1U);
    EXPECT_EQ(split.current().choose(percent), 0U);
    EXPECT_EQ(split.current().choose(Share::whole - 1), 0U);
}

TEST(LiveSplit, holds_what_was_set_over_reloads_until_it_is_cleared) {
    LiveSplit split({"legacy", "new"}, shares({99, 1}));
    split.set(shares({50, 50}));
    EXPECT_TRUE(split.overridden());
    EXPECT_EQ(split.shares(), shares({50, 50}));
    split.configure(shares({90, 10}));
    EXPECT_TRUE(split.overridden());
    EXPECT_EQ(split.shares(), shares({50, 50}));
    split.clear();
    EXPECT_FALSE(split.overridden());
    EXPECT_EQ(split.shares(), shares({90, 10}));
}

TEST(LiveSplit, follows_the_file_while_nothing_was_set) {
    LiveSplit split({"legacy", "new"}, shares({99, 1}));
    split.configure(shares({90, 10}));
    EXPECT_EQ(split.shares(), shares({90, 10}));
    split.clear();
    EXPECT_EQ(split.shares(), shares({90, 10}));
}

TEST(LiveSplit, counts_as_set_even_to_what_the_file_says) {
    LiveSplit split({"legacy", "new"}, shares({99, 1}));
    const auto* before = &split.current();
    split.set(shares({99, 1}));
    EXPECT_TRUE(split.overridden());
    EXPECT_EQ(&split.current(), before);  // and nobody moves
    split.configure(shares({0, 100}));
    EXPECT_EQ(split.shares(), shares({99, 1}));
}

TEST(LiveSplit, moves_as_few_users_as_possible) {
    LiveSplit split({"a", "b", "c"}, shares({80, 10, 10}));
    const auto first = owners(split);
    split.set(shares({70, 20, 10}));
    const auto second = owners(split);
    EXPECT_EQ(moved(first, second), std::size_t{10} * percent);
    split.set(shares({20, 20, 60}));
    const auto third = owners(split);
    EXPECT_EQ(moved(second, third), std::size_t{50} * percent);
    split.configure(shares({100, 0, 0}));
    EXPECT_EQ(moved(third, owners(split)), 0U);
}

TEST(LiveSplit, brings_everybody_back_who_went) {
    LiveSplit split({"legacy", "new"}, shares({95, 5}));
    const auto before = owners(split);
    split.set(shares({40, 60}));
    split.set(shares({60, 40}));
    split.clear();
    EXPECT_EQ(moved(before, owners(split)), 0U);
}

TEST(LiveSplit, keeps_a_replaced_split_valid_for_decisions_under_way) {
    LiveSplit split({"legacy", "new"}, shares({99, 1}));
    const auto& old = split.current();
    for (std::uint32_t change = 0; change < 900; ++change) {
        split.set({{Share::whole - change}, {change}});
    }
    EXPECT_EQ(old.choose(0), 1U);
    EXPECT_EQ(old.share_of(1), Share{percent});
}

TEST(LiveSplit, stays_bounded_and_right_over_many_changes) {
    LiveSplit split({"legacy", "new"}, shares({100, 0}));
    for (std::uint32_t change = 0; change <= 3'000; ++change) {
        split.set({{Share::whole - change}, {change}});
    }
    EXPECT_EQ(split.current().share_of(1), Share{3'000});
    EXPECT_EQ(split.current().choose(2'999), 1U);
    EXPECT_EQ(split.current().choose(3'000), 0U);
}

TEST(LiveSplit, is_read_by_threads_while_another_changes_it) {
    LiveSplit split({"legacy", "new"}, shares({100, 0}));
    std::atomic<bool> stop{false};
    std::atomic<bool> wrong{false};
    std::thread reader([&] {
        while (!stop) {
            if (split.current().choose(Share::whole - 1) != 0) wrong = true;
        }
    });
    for (std::uint32_t change = 0; change < 500; ++change) {
        split.set({{Share::whole - change}, {change}});
    }
    stop = true;
    reader.join();
    EXPECT_FALSE(wrong);
}

std::string route(const std::string& name, const std::string& split) {
    return "  - {name: " + name + ", match: {path: {prefix: /" + name + "}}, split: " + split +
           "}\n";
}

TEST(LiveSplits, know_the_routes_of_the_snapshot) {
    LiveSplits splits;
    EXPECT_EQ(splits.find("a"), nullptr);
    splits.publish(*snapshot_of(route("a", "{legacy: 99%, new: 1%}") + route("b", "{new: 100%}")));
    ASSERT_NE(splits.find("a"), nullptr);
    EXPECT_EQ(splits.find("a")->shares(), shares({99, 1}));
    EXPECT_EQ(splits.find("b")->backends(), std::vector<std::string>{"new"});
    EXPECT_EQ(splits.find("c"), nullptr);
}

TEST(LiveSplits, keep_what_was_set_where_the_backends_stay_the_same) {
    LiveSplits splits;
    splits.publish(*snapshot_of(route("a", "{legacy: 99%, new: 1%}")));
    const auto kept = splits.find("a");
    kept->set(shares({50, 50}));
    splits.publish(*snapshot_of(route("b", "{new: 100%}") + route("a", "{legacy: 90%, new: 10%}")));
    EXPECT_EQ(splits.find("a"), kept);
    EXPECT_EQ(kept->shares(), shares({50, 50}));
    kept->clear();
    EXPECT_EQ(kept->shares(), shares({90, 10}));
}

TEST(LiveSplits, begin_anew_where_the_backends_changed) {
    for (const auto* const changed : {"{new: 99%, legacy: 1%}",
                                      "{legacy: 99%, third: 1%}",
                                      "{legacy: 98%, new: 1%, third: 1%}",
                                      "{legacy: 100%}"}) {
        LiveSplits splits;
        splits.publish(*snapshot_of(route("a", "{legacy: 99%, new: 1%}")));
        const auto old = splits.find("a");
        old->set(shares({50, 50}));
        splits.publish(*snapshot_of(route("a", changed)));
        ASSERT_NE(splits.find("a"), old) << changed;
        EXPECT_FALSE(splits.find("a")->overridden());
        EXPECT_EQ(old->current().share_of(0), Share{50 * percent});  // for requests under way
    }
}

TEST(LiveSplits, forget_routes_that_are_gone) {
    LiveSplits splits;
    splits.publish(*snapshot_of(route("a", "{legacy: 99%, new: 1%}")));
    splits.find("a")->set(shares({0, 100}));
    splits.publish(*snapshot_of(route("b", "{new: 100%}")));
    EXPECT_EQ(splits.find("a"), nullptr);
    splits.publish(*snapshot_of(route("a", "{legacy: 99%, new: 1%}")));
    EXPECT_EQ(splits.find("a")->shares(), shares({99, 1}));
}

TEST(LiveSplits, move_few_users_when_a_reload_changes_weights) {
    LiveSplits splits;
    splits.publish(*snapshot_of(route("a", "{legacy: 90%, new: 10%}")));
    const auto before = owners(*splits.find("a"));
    splits.publish(*snapshot_of(route("a", "{legacy: 80%, new: 20%}")));
    EXPECT_EQ(moved(before, owners(*splits.find("a"))), std::size_t{10} * percent);
}

TEST(LiveSplits, go_on_as_the_process_before_had_them) {
    LiveSplits before;
    before.publish(*snapshot_of(route("a", "{legacy: 90%, new: 10%}")));
    before.find("a")->set(shares({20, 80}));
    before.find("a")->set(shares({60, 40}));
    const auto had = before.find("a");

    LiveSplits splits;
    const auto split = routing::Split::of(had->runs());
    ASSERT_TRUE(split);
    splits.inherit("a", had->backends(), *split, had->overridden());
    splits.inherit("gone", {"legacy"}, routing::Split(shares({100})), true);
    splits.publish(*snapshot_of(route("a", "{legacy: 90%, new: 10%}")));
    EXPECT_TRUE(splits.find("a")->overridden());
    EXPECT_EQ(owners(*splits.find("a")), owners(*had));
    EXPECT_EQ(splits.find("gone"), nullptr);
    splits.find("a")->clear();
    EXPECT_EQ(splits.find("a")->shares(), shares({90, 10}));

    had->set(shares({0, 100}));
    splits.find("a")->restore(*routing::Split::of(had->runs()), had->overridden());
    EXPECT_EQ(splits.find("a")->shares(), shares({0, 100}));
}

TEST(LiveSplits, inherit_nothing_for_other_backends) {
    LiveSplits splits;
    splits.inherit("a", {"new", "legacy"}, routing::Split(shares({0, 100})), true);
    splits.publish(*snapshot_of(route("a", "{legacy: 90%, new: 10%}")));
    EXPECT_FALSE(splits.find("a")->overridden());
    EXPECT_EQ(splits.find("a")->shares(), shares({90, 10}));
}

}  // namespace
}  // namespace crossfade::forward
