// Which records are kept: a fair sample, the newest and the smallest.
#include "proxy/store/exemplars.hpp"

#include "proxy/store/store.hpp"
#include "tests/unit/store/fixtures.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace crossfade::store {
namespace {

constexpr std::int64_t always = 0;
constexpr std::int64_t never = INT64_MAX;

TEST(Exemplars, are_the_lowest_draws_the_newest_and_the_smallest) {
    EXPECT_TRUE(kept_exemplars({}, kept_of_signature).empty());
    std::vector<Candidate> candidates(30, {never, 100});
    candidates[4].draw = always;
    candidates[9].draw = always;
    candidates[17].size = 1;
    EXPECT_EQ(kept_exemplars(candidates, {2, 3, 1}),
              (std::vector<std::size_t>{4, 9, 17, 27, 28, 29}));
    EXPECT_EQ(kept_exemplars(std::span(candidates).first(3), {8, 3, 1}).size(), 3U);
}

TEST(Exemplars, of_parts_are_those_of_the_whole) {
    std::mt19937_64 random(3);
    std::vector<Candidate> all;
    for (int index = 0; index < 500; ++index) {
        all.push_back({static_cast<std::int64_t>(random() >> 1U), random() % 1'000});
    }
    std::vector<Candidate> parts;
    std::vector<std::size_t> places;
    for (std::size_t from = 0; from < all.size(); from += 50) {
        for (const std::size_t index :
             kept_exemplars(std::span(all).subspan(from, 50), kept_of_signature)) {
            parts.push_back(all[from + index]);
            places.push_back(from + index);
        }
    }
    std::vector<std::size_t> kept;
    for (const std::size_t index : kept_exemplars(parts, kept_of_signature)) {
        kept.push_back(places[index]);
    }
    EXPECT_EQ(kept, kept_exemplars(all, kept_of_signature));
}

/// Every pair is as likely to be kept, whenever it came and in which batch.
TEST(Exemplars, at_random_are_a_fair_sample_over_batches_and_restarts) {
    constexpr std::size_t runs = 200;
    constexpr std::size_t pairs = 100;
    constexpr std::size_t parts = 10;
    std::mt19937_64 random(11);
    std::array<std::size_t, parts> kept{};
    for (std::size_t run = 0; run < runs; ++run) {
        std::vector<Candidate> stored;
        std::vector<std::size_t> places;
        std::size_t place = 0;
        while (place < pairs) {
            for (std::size_t batch = random() % 17 + 1; batch > 0 && place < pairs; --batch) {
                stored.push_back({static_cast<std::int64_t>(random() >> 1U), 1});
                places.push_back(place++);
            }
            std::vector<Candidate> left;
            std::vector<std::size_t> left_places;
            for (const std::size_t index : kept_exemplars(stored, {8, 0, 0})) {
                left.push_back(stored[index]);
                left_places.push_back(places[index]);
            }
            stored = left;
            places = left_places;
        }
        for (const std::size_t each : places) ++kept[each * parts / pairs];
    }
    // Chi-square with 9 degrees of freedom; 27.9 is its 99.9 % quantile.
    constexpr double expected = 8.0 * runs / parts;
    double distance = 0;
    for (const std::size_t count : kept) {
        const double difference = static_cast<double>(count) - expected;
        distance += difference * difference / expected;
    }
    EXPECT_LT(distance, 27.9);
}

TEST(Exemplars, the_store_keeps_the_same_in_many_batches_as_in_one) {
    const auto ids = [](std::size_t batch_size) {
        record::TemporaryDirectory directory;
        Store store(directory.path());
        Pending pending;
        for (std::size_t index = 0; index < 60; ++index) {
            record::Record record = record::sample_record("id-" + std::to_string(index));
            record.pair.live.body = std::string(index == 7 ? 1 : 100, 'x');
            pending.add(record, record::to_line(record));
            if ((index + 1) % batch_size != 0) continue;
            EXPECT_EQ(store.apply(pending, began), "");
            pending.clear();
        }
        StoreReader reader;
        EXPECT_EQ(reader.open(directory.path()), "");
        std::vector<std::string> kept;
        for (const auto& line : reader.exemplars("S-a")) {
            kept.push_back(record::read_record(line).record->pair.id);
        }
        return kept;
    };
    const auto kept = ids(60);
    EXPECT_GE(kept.size(), 8U);
    EXPECT_LE(kept.size(), 12U);
    EXPECT_EQ(kept.back(), "id-59");
    EXPECT_NE(std::find(kept.begin(), kept.end(), "id-7"), kept.end());
    EXPECT_EQ(ids(1), kept);
    EXPECT_EQ(ids(7 - 3), kept);
}

}  // namespace
}  // namespace crossfade::store
