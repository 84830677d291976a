// Who owns which bucket: examples, and properties over thousands of random changes.
#include "routing/split.hpp"

#include "routing/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>

namespace crossfade::routing {
namespace {

using Shares = std::vector<Share>;
using Owners = std::vector<std::uint8_t>;

Shares two(std::uint32_t second) { return {Share{Share::whole - second}, Share{second}}; }

// Where all shares are multiples of `grain`, so are all boundaries, and looking at one bucket of
// each grain sees everything.
Owners owners_of(const Split& split, Bucket grain = 1) {
    Owners owners(Share::whole / grain);
    for (Bucket i = 0; i < owners.size(); ++i) {
        owners[i] = static_cast<std::uint8_t>(split.choose(i * grain + i % grain));
    }
    return owners;
}

std::vector<std::uint32_t> counted(const Owners& owners, std::size_t backends) {
    std::vector<std::uint32_t> counts(backends);
    for (const auto owner : owners) ++counts[owner];
    return counts;
}

// The least number of buckets that have to move: what the losers lose.
std::uint32_t total_variation(const Shares& from, const Shares& to) {
    std::uint32_t lost = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (to[i] < from[i]) lost += from[i].parts_per_million - to[i].parts_per_million;
    }
    return lost;
}

// Shares of all sizes: often 0, often a few grains, sometimes everything.
Shares random_shares(std::size_t backends, std::mt19937_64& random, std::uint32_t grain = 1) {
    std::vector<std::uint64_t> weights(backends);
    do {
        for (auto& weight : weights) {
            const auto magnitude = random() % 21;
            weight = random() % 4 == 0 ? 0 : random() % (std::uint64_t{1} << magnitude);
        }
    } while (std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}) == 0);
    auto shares = shares_of(weights);
    std::uint32_t cut = 0;
    for (auto& share : shares) {
        cut += share.parts_per_million % grain;
        share.parts_per_million -= share.parts_per_million % grain;
    }
    shares[random() % backends].parts_per_million += cut;
    return shares;
}

TEST(Split, of_two_gives_the_second_exactly_the_buckets_below_its_share) {
    for (const std::uint32_t share : {0U, 1U, 100U, 10'000U, 999'999U, 1'000'000U}) {
        const Split split(two(share));
        if (share > 0) {
            EXPECT_EQ(split.choose(0), 1U);
            EXPECT_EQ(split.choose(share - 1), 1U);
        }
        if (share < Share::whole) {
            EXPECT_EQ(split.choose(share), 0U);
            EXPECT_EQ(split.choose(Share::whole - 1), 0U);
        }
        EXPECT_EQ(split.share_of(1).parts_per_million, share);
    }
}

TEST(Split, of_two_does_not_depend_on_its_history) {
    std::mt19937_64 random(1);
    Split split(two(0));
    for (int i = 0; i < 2'000; ++i) {
        const auto share = static_cast<std::uint32_t>(random() % (Share::whole + 1));
        split = split.changed_to(two(share));
        for (const std::int64_t near : {-2, -1, 0, 1, 2}) {
            const auto bucket = std::int64_t{share} + near;
            if (bucket < 0 || bucket >= Share::whole) continue;
            ASSERT_EQ(split.choose(static_cast<Bucket>(bucket)), near < 0 ? 1U : 0U) << share;
        }
        ASSERT_EQ(split.choose(0), share > 0 ? 1U : 0U);
        ASSERT_EQ(split.choose(Share::whole - 1), share == Share::whole ? 1U : 0U);
    }
}

TEST(Split, of_one_gives_it_everything) {
    const Split split(Shares{Share{Share::whole}});
    EXPECT_EQ(split.size(), 1U);
    EXPECT_EQ(split.choose(0), 0U);
    EXPECT_EQ(split.choose(Share::whole - 1), 0U);
}

TEST(Split, refuses_shares_that_do_not_add_up) {
    EXPECT_THROW(Split(Shares{}), std::invalid_argument);
    EXPECT_THROW(Split(Shares{Share{999'999}}), std::invalid_argument);
    EXPECT_THROW(Split(Shares{Share{1'000'000}, Share{1}}), std::invalid_argument);
    const Split split(two(5));
    EXPECT_THROW((void)split.changed_to(Shares{Share{1'000'000}}), std::invalid_argument);
    EXPECT_THROW((void)split.changed_to(Shares{Share{1}, Share{1}}), std::invalid_argument);
}

TEST(Split, raising_a_share_keeps_everyone_who_was_there) {
    const Split before(Shares{Share{700'000}, Share{100'000}, Share{200'000}});
    const Split after = before.changed_to(Shares{Share{500'000}, Share{300'000}, Share{200'000}});
    const auto was = owners_of(before);
    const auto is = owners_of(after);
    for (Bucket bucket = 0; bucket < Share::whole; ++bucket) {
        if (was[bucket] != 0) {
            ASSERT_EQ(is[bucket], was[bucket]) << bucket;
        }
    }
}

TEST(Split, lowering_a_share_removes_the_last_ones_in) {
    // 1 grows in two steps with 2 growing in between; shrinking undoes exactly the second step.
    const Split first(Shares{Share{990'000}, Share{10'000}, Share{0}});
    const Split second = first.changed_to(Shares{Share{980'000}, Share{10'000}, Share{10'000}});
    const Split third = second.changed_to(Shares{Share{950'000}, Share{40'000}, Share{10'000}});
    const Split back = third.changed_to(Shares{Share{980'000}, Share{10'000}, Share{10'000}});
    EXPECT_EQ(owners_of(back, 1'000), owners_of(second, 1'000));
}

TEST(Split, going_back_step_by_step_restores_each_step) {
    // As long as every step only moves between 0 and one other.
    std::vector<Split> steps{Split(Shares{Share{Share::whole}, Share{0}, Share{0}})};
    std::uint32_t one = 0;
    std::uint32_t other = 0;
    for (int i = 1; i < 12; ++i) {
        (i % 2 == 0 ? one : other) += static_cast<std::uint32_t>(i) * 1'000;
        steps.push_back(steps.back().changed_to(
            Shares{Share{Share::whole - one - other}, Share{one}, Share{other}}));
    }
    Split split = steps.back();
    for (std::size_t i = steps.size(); i-- > 0;) {
        split = split.changed_to(
            Shares{steps[i].share_of(0), steps[i].share_of(1), steps[i].share_of(2)});
        ASSERT_EQ(owners_of(split, 1'000), owners_of(steps[i], 1'000)) << i;
    }
}

void change_at_random(std::size_t backends, int changes, Bucket grain) {
    std::mt19937_64 random(backends);
    Shares shares = random_shares(backends, random, grain);
    Split split(shares);
    Owners owners = owners_of(split, grain);
    for (int change = 0; change < changes; ++change) {
        const Shares next = random_shares(backends, random, grain);
        split = split.changed_to(next);
        const Owners now = owners_of(split, grain);
        std::uint32_t moved = 0;
        for (std::size_t i = 0; i < now.size(); ++i) moved += now[i] != owners[i] ? 1 : 0;
        ASSERT_EQ(moved * grain, total_variation(shares, next));
        const auto counts = counted(now, backends);
        for (std::size_t i = 0; i < backends; ++i) {
            ASSERT_EQ(counts[i] * grain, next[i].parts_per_million);
            ASSERT_EQ(split.share_of(i), next[i]);
        }
        shares = next;
        owners = now;
    }
}

TEST(Split, keeps_shares_exact_and_moves_as_few_as_possible_over_thousands_of_changes) {
    for (std::size_t backends = 2; backends <= 6; ++backends) {
        change_at_random(backends, 1'000, 2'000);
    }
}

TEST(Split, keeps_shares_exact_to_one_part_per_million) {
    for (std::size_t backends = 2; backends <= 6; ++backends) change_at_random(backends, 6, 1);
}

TEST(Split, moves_users_only_from_losers_to_growers) {
    std::mt19937_64 random(3);
    std::vector<Bucket> users(200);
    for (auto& user : users) user = static_cast<Bucket>(random() % Share::whole);
    for (std::size_t backends = 2; backends <= 6; ++backends) {
        Shares shares = random_shares(backends, random);
        Split split(shares);
        for (int change = 0; change < 400; ++change) {
            const Shares next = random_shares(backends, random);
            const Split changed = split.changed_to(next);
            for (const auto user : users) {
                const auto from = split.choose(user);
                const auto to = changed.choose(user);
                if (from == to) continue;
                ASSERT_LT(next[from], shares[from]);
                ASSERT_GT(next[to], shares[to]);
            }
            split = changed;
            shares = next;
        }
    }
}

TEST(Split, observes_its_shares_over_hashed_keys) {
    constexpr int keys = 1'000'000;
    const KeyHash hash(default_salt, split_purpose);
    std::vector<Bucket> buckets(keys);
    for (int i = 0; i < keys; ++i) {
        buckets[static_cast<std::size_t>(i)] = bucket_of(hash("user-" + std::to_string(i)));
    }
    for (const std::uint32_t share :
         {0U, 1U, 10U, 100U, 1'000U, 10'000U, 50'000U, 250'000U, 500'000U, 999'000U, 1'000'000U}) {
        const Split split(two(share));
        const auto chosen = std::count_if(
            buckets.begin(), buckets.end(), [&](Bucket b) { return split.choose(b) == 1; });
        const double p = share / 1e6;
        EXPECT_NEAR(static_cast<double>(chosen), keys * p, 5 * std::sqrt(keys * p * (1 - p)))
            << share;
    }
}

std::vector<std::uint32_t> ppm_of(std::vector<std::uint64_t> weights) {
    std::vector<std::uint32_t> result;
    for (const auto share : shares_of(weights)) result.push_back(share.parts_per_million);
    return result;
}

TEST(SharesOf, gives_the_remainder_to_the_largest_and_ties_to_the_earlier) {
    using Ppm = std::vector<std::uint32_t>;
    EXPECT_EQ(ppm_of({1}), (Ppm{1'000'000}));
    EXPECT_EQ(ppm_of({1, 1, 1}), (Ppm{333'334, 333'333, 333'333}));
    EXPECT_EQ(ppm_of({1, 2}), (Ppm{333'333, 666'667}));
    EXPECT_EQ(ppm_of({995'000, 5'000}), (Ppm{995'000, 5'000}));
    EXPECT_EQ(ppm_of({0, 1, 0}), (Ppm{0, 1'000'000, 0}));
    EXPECT_EQ(ppm_of({0, 0}), (Ppm{0, 0}));
    EXPECT_EQ(ppm_of({}), Ppm{});
    EXPECT_EQ(ppm_of({std::uint64_t{1} << 32U, 1}), (Ppm{1'000'000, 0}));
}

TEST(SharesOf, adds_up_and_keeps_zero_zero) {
    std::mt19937_64 random(4);
    for (int i = 0; i < 5'000; ++i) {
        std::vector<std::uint64_t> weights(1 + random() % 9);
        for (auto& weight : weights) {
            weight = random() % 3 == 0 ? 0 : random() % ((std::uint64_t{1} << 32U) + 1);
        }
        weights.front() = std::max<std::uint64_t>(weights.front(), 1);
        const auto shares = ppm_of(weights);
        ASSERT_EQ(std::accumulate(shares.begin(), shares.end(), 0U), Share::whole);
        for (std::size_t j = 0; j < weights.size(); ++j) {
            if (weights[j] == 0) {
                ASSERT_EQ(shares[j], 0U);
            }
        }
    }
}

TEST(Split, is_the_same_again_out_of_its_runs) {
    auto split = Split(std::vector<Share>{{900'000}, {100'000}, {0}});
    split = split.changed_to(std::vector<Share>{{200'000}, {500'000}, {300'000}});
    split = split.changed_to(std::vector<Share>{{400'000}, {100'000}, {500'000}});
    const auto again = Split::of(split.runs());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->runs(), split.runs());
    for (std::size_t backend = 0; backend < 3; ++backend) {
        EXPECT_EQ(again->share_of(backend), split.share_of(backend));
    }
    for (Bucket bucket = 0; bucket < Share::whole; bucket += 997) {
        ASSERT_EQ(again->choose(bucket), split.choose(bucket));
    }
}

TEST(Split, has_no_runs_that_leave_out_a_bucket_or_have_one_twice) {
    EXPECT_FALSE(Split::of({}));
    EXPECT_FALSE(Split::of({{}}));
    EXPECT_FALSE(Split::of({{{0, 999'999, true}}}));
    EXPECT_FALSE(Split::of({{{1, Share::whole, true}}}));
    EXPECT_FALSE(Split::of({{{0, 500'000, true}}, {{400'000, Share::whole, true}}}));
    EXPECT_FALSE(Split::of({{{0, 500'000, true}}, {{500'001, Share::whole, true}}}));
    EXPECT_FALSE(Split::of({{{0, Share::whole, true}, {7, 7, true}}}));
    EXPECT_FALSE(Split::of({{{0, Share::whole + 1, true}}}));
}

}  // namespace
}  // namespace crossfade::routing
