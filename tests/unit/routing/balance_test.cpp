// Who is chosen: evenly by turns, by least load, and by key without overloading anybody.
#include "routing/balance.hpp"

#include "routing/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace crossfade::routing {
namespace {

using Candidates = std::vector<Candidate>;

Candidates usable(std::size_t count) { return Candidates(count); }

std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < count; ++i) result.push_back("10.0.0." + std::to_string(i) + ":80");
    return result;
}

std::uint64_t key(std::size_t i) {
    static const KeyHash hash("balance_test", "keys");
    return hash("user-" + std::to_string(i));
}

// ---- round robin

TEST(RoundRobin, takes_turns_in_order) {
    const auto three = usable(3);
    for (std::size_t turn = 0; turn < 7; ++turn) EXPECT_EQ(round_robin(three, turn, 0), turn % 3);
}

TEST(RoundRobin, spreads_the_turns_of_who_is_not_usable_over_all_others) {
    auto candidates = usable(4);
    candidates[1].usable = false;
    std::vector<int> chosen(4);
    for (std::size_t turn = 0; turn < 300; ++turn) ++chosen[*round_robin(candidates, turn, 0)];
    EXPECT_EQ(chosen, (std::vector{100, 0, 100, 100}));
}

TEST(RoundRobin, chooses_nobody_only_if_nobody_is_usable) {
    auto candidates = usable(2);
    EXPECT_EQ(round_robin({}, 5, 0), std::nullopt);
    candidates[0].usable = candidates[1].usable = false;
    EXPECT_EQ(round_robin(candidates, 5, 0), std::nullopt);
    candidates[1] = {0, 0, true};  // even without any weight
    EXPECT_EQ(round_robin(candidates, 5, Share::whole - 1), 1U);
}

TEST(RoundRobin, gives_the_reduced_their_share_and_the_rest_evenly_to_the_others) {
    auto candidates = usable(5);
    candidates[1].weight = Share::whole / 10;
    candidates[3].usable = false;
    std::vector<int> chosen(5);
    for (std::uint32_t random = 0; random < Share::whole; random += 100) {
        for (std::size_t turn = 0; turn < 4; ++turn) {
            ++chosen[*round_robin(candidates, turn, random)];
        }
    }
    EXPECT_EQ(chosen[1], 1'000);  // of 10 000 turns of its own
    EXPECT_EQ(chosen[3], 0);
    // Who comes after it also gets what the search would have given to the two that cannot take it.
    for (const std::size_t i : {0U, 2U, 4U}) EXPECT_NEAR(chosen[i], 13'000, 1'600) << i;
    EXPECT_EQ(std::accumulate(chosen.begin(), chosen.end(), 0), 40'000);
}

TEST(RoundRobin, is_even_when_all_are_reduced_alike) {
    Candidates candidates(3, Candidate{0, Share::whole / 10, true});
    for (std::size_t turn = 0; turn < 6; ++turn) {
        EXPECT_EQ(round_robin(candidates, turn, Share::whole - 1), turn % 3);
    }
}

// ---- least requests

TEST(LeastRequests, chooses_the_least_loaded_and_of_equals_the_first_from_the_turn_on) {
    auto candidates = usable(4);
    candidates[0].active = candidates[2].active = 3;
    candidates[1].active = candidates[3].active = 2;
    EXPECT_EQ(least_requests(candidates, 0), 1U);
    EXPECT_EQ(least_requests(candidates, 2), 3U);
    EXPECT_EQ(least_requests(candidates, SIZE_MAX), 3U);
    candidates[1].usable = candidates[3].usable = false;
    EXPECT_EQ(least_requests(candidates, 1), 2U);
    EXPECT_EQ(least_requests({}, 1), std::nullopt);
    candidates[0].usable = candidates[2].usable = false;
    EXPECT_EQ(least_requests(candidates, 1), std::nullopt);
}

TEST(LeastRequests, counts_a_request_on_a_reduced_endpoint_for_more) {
    Candidates candidates{{9, Share::whole, true}, {0, Share::whole / 10, true}};
    EXPECT_EQ(least_requests(candidates, 0), 0U);  // 10 / 1 and 1 / 0.1: equal
    candidates[0].active = 10;
    EXPECT_EQ(least_requests(candidates, 0), 1U);
    candidates[1].active = UINT32_MAX;
    EXPECT_EQ(least_requests(candidates, 0), 0U);
}

// ---- hash

TEST(HashRing, gives_everybody_a_fair_part_of_100_000_keys) {
    constexpr std::size_t keys = 100'000;
    for (const std::size_t count : {2U, 5U, 20U}) {
        const HashRing ring(names(count));
        const auto candidates = usable(count);
        std::vector<std::size_t> owned(count);
        for (std::size_t i = 0; i < keys; ++i) ++owned[*ring.choose(key(i), candidates)];
        // 160 places each: the parts deviate by about 1 / sqrt(160) = 8 %; four times that.
        for (const auto part : owned) {
            EXPECT_GE(part * count, keys * 68 / 100);
            EXPECT_LE(part * count, keys * 132 / 100);
        }
    }
}

TEST(HashRing, moves_only_the_keys_of_who_left_whatever_the_order) {
    const auto all = names(10);
    auto fewer = all;
    fewer.erase(fewer.begin() + 4);
    std::reverse(fewer.begin(), fewer.end());
    const HashRing before(all);
    const HashRing after(fewer);
    for (std::size_t i = 0; i < 20'000; ++i) {
        const auto& old_owner = all[*before.choose(key(i), usable(10))];
        const auto& new_owner = fewer[*after.choose(key(i), usable(9))];
        ASSERT_TRUE(old_owner == all[4] || old_owner == new_owner) << i;
    }
}

TEST(HashRing, treats_who_is_not_usable_as_who_left) {
    const auto all = names(10);
    auto fewer = all;
    fewer.erase(fewer.begin() + 4);
    const HashRing ring(all);
    const HashRing without(fewer);
    auto candidates = usable(10);
    candidates[4].usable = false;
    for (std::size_t i = 0; i < 20'000; ++i) {
        ASSERT_EQ(all[*ring.choose(key(i), candidates)], fewer[*without.choose(key(i), usable(9))]);
    }
}

TEST(HashRing, never_loads_anybody_beyond_five_quarters_of_the_average) {
    constexpr std::size_t count = 7;
    const HashRing ring(names(count));
    auto candidates = usable(count);
    candidates[3].usable = false;
    candidates[3].active = 1'000;  // left over; nobody's excuse
    for (std::size_t total = 1; total <= 2'000; ++total) {
        // The worst of all keys: one user alone.
        auto& chosen = candidates[*ring.choose(key(1), candidates)];
        ++chosen.active;
        const auto most = (5 * total + 4 * (count - 1) - 1) / (4 * (count - 1));
        ASSERT_LE(chosen.active, most) << total;
    }
    EXPECT_EQ(candidates[3].active, 1'000U);
}

TEST(HashRing, keeps_a_key_where_it_is_as_long_as_the_load_allows) {
    const HashRing ring(names(4));
    auto candidates = usable(4);
    const auto home = *ring.choose(key(1), candidates);
    for (auto& each : candidates) each.active = 100;
    EXPECT_EQ(ring.choose(key(1), candidates), home);
    candidates[home].active = 134;  // ceil(1.25 x 435 / 4) = 136
    EXPECT_EQ(ring.choose(key(1), candidates), home);
    candidates[home].active = 140;  // ceil(1.25 x 441 / 4) = 138
    const auto next = *ring.choose(key(1), candidates);
    EXPECT_NE(next, home);
    candidates[home].usable = false;
    EXPECT_EQ(ring.choose(key(1), candidates), next);
}

TEST(HashRing, bounds_who_starts_slowly_by_its_weight) {
    const HashRing ring(names(4));
    auto candidates = usable(4);
    const auto home = *ring.choose(key(1), candidates);
    candidates[home].weight = Share::whole / 10;
    for (std::size_t total = 1; total <= 1'000; ++total) {
        ++candidates[*ring.choose(key(1), candidates)].active;
    }
    EXPECT_EQ(candidates[home].active, 41U);  // ceil(1.25 x 1 000 x 0.1 / 3.1)
}

TEST(HashRing, finds_the_only_usable_one_of_many_and_nobody_if_there_is_none) {
    constexpr std::size_t count = 1'000;
    const HashRing ring(names(count));
    Candidates candidates(count, Candidate{0, Share::whole, false});
    EXPECT_EQ(ring.choose(key(1), candidates), std::nullopt);
    EXPECT_EQ(HashRing({}).choose(key(1), {}), std::nullopt);
    candidates[617] = {UINT32_MAX - 1, 0, true};
    for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(ring.choose(key(i), candidates), 617U);
}

TEST(HashRing, has_golden_values) {
    // Another build must send a user to the same endpoint.
    const HashRing ring(names(5));
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < 12; ++i) chosen.push_back(*ring.choose(key(i), usable(5)));
    EXPECT_EQ(chosen, (std::vector<std::size_t>{3, 4, 0, 4, 4, 2, 4, 1, 0, 1, 1, 2}));
}

}  // namespace
}  // namespace crossfade::routing
