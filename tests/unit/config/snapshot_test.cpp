// Compiling a configuration into what the proxy decides by.
#include "config/snapshot.hpp"

#include "tests/unit/config/support.hpp"

#include <gtest/gtest.h>

namespace crossfade::config {
namespace {

std::shared_ptr<const Snapshot> compiled(const std::string& text) {
    const Loaded loaded = load_here(text);
    EXPECT_TRUE(loaded.config) << describe(loaded.problems);
    return loaded.config ? compile(*loaded.config, 7) : nullptr;
}

TEST(Snapshot, keeps_its_generation_and_finds_by_name) {
    const auto snapshot = compiled(with_route(""));
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->generation, 7U);
    EXPECT_EQ(snapshot->find_backend("legacy"), 0U);
    EXPECT_EQ(snapshot->find_backend("new"), 1U);
    EXPECT_FALSE(snapshot->find_backend("other"));
    EXPECT_EQ(snapshot->find_route("r"), 0U);
    EXPECT_FALSE(snapshot->find_route(""));
}

TEST(Snapshot, has_the_split_in_file_order_with_exact_shares) {
    const auto snapshot = compiled(with_route("", "{new: 0.0001%, legacy: 99.9999%}"));
    ASSERT_TRUE(snapshot);
    const std::vector<std::size_t> backends{1, 0};
    EXPECT_EQ(snapshot->split_backends[0], backends);
    EXPECT_EQ(snapshot->split_shares[0][0].parts_per_million, 1U);
    EXPECT_EQ(snapshot->split_shares[0][1].parts_per_million, 999'999U);
}

TEST(Snapshot, turns_weights_into_shares_that_add_up) {
    const auto snapshot = compiled(with_route("", "{legacy: 2, new: 1}"));
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->split_shares[0][0].parts_per_million, 666'667U);
    EXPECT_EQ(snapshot->split_shares[0][1].parts_per_million, 333'333U);
}

TEST(Snapshot, knows_the_fallback_of_every_route) {
    const auto snapshot = compiled(two_backends +
                                   "routes:\n"
                                   "  - {name: rest, split: {legacy: 1}}\n"
                                   "  - {name: orders, match: {path: {prefix: /orders}}, "
                                   "split: {legacy: 1}, fallback: {to: new}}\n");
    ASSERT_TRUE(snapshot);
    const std::vector<std::optional<std::size_t>> fallbacks{std::nullopt, 1};
    EXPECT_EQ(snapshot->fallback_backends, fallbacks);
}

TEST(Snapshot, routes_requests_by_the_file) {
    const auto snapshot = compiled(two_backends +
                                   "routes:\n"
                                   "  - {name: rest, split: {legacy: 1}}\n"
                                   "  - {name: orders, match: {path: {prefix: /orders}, methods: "
                                   "[GET], query: {v: {regex: \"[0-9]+\"}}}, split: {new: 1}}\n");
    ASSERT_TRUE(snapshot);
    routing::Request request;
    request.method = "GET";
    request.path = "/orders/7";
    request.query = "v=12";
    EXPECT_EQ(snapshot->table.find(request), 1U);
    request.query = "v=x";
    EXPECT_EQ(snapshot->table.find(request), 0U);
}

TEST(Snapshot, hashes_with_the_salt_and_apart_for_split_and_sample) {
    const auto one = compiled("salt: one\n" + with_route(""));
    const auto two = compiled("salt: two\n" + with_route(""));
    ASSERT_TRUE(one && two);
    EXPECT_NE(one->split_hash("key"), two->split_hash("key"));
    EXPECT_NE(one->split_hash("key"), one->sample_hash("key"));
    EXPECT_EQ(one->split_hash("key"), routing::KeyHash("one", routing::split_purpose)("key"));
}

}  // namespace
}  // namespace crossfade::config
