// Which backend serves a request.
#include "proxy/forward/decision.hpp"

#include "tests/unit/forward/support.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::forward {
namespace {

const std::string plain = "  - {name: r, split: {legacy: 90%, new: 10%}}\n";

const std::string keyed =
    "  - name: r\n"
    "    key: [{cookie: session}, {header: x-user}, {client_address: true}]\n"
    "    split: {legacy: 90%, new: 10%}\n"
    "    mirror: [{to: third, sample: 10%}]\n";

std::string overridable(const std::string& from) {
    return "  - name: r\n"
           "    split: {legacy: 100%, new: 0%}\n"
           "    override: {header: x-backend" +
           from + "}\n";
}

struct Asked {
    std::vector<routing::Field> fields;
    std::string_view address = "192.0.2.7";
};

Decision decided(const config::Snapshot& snapshot, const Asked& asked) {
    observe::Random random({1, 2, 3, 4});
    routing::Request request;
    request.method = "GET";
    request.path = "/";
    request.fields = asked.fields;
    request.client_address = asked.address;
    const routing::Split split(snapshot.split_shares[0]);
    return decide(snapshot, snapshot.config.routes[0], split, request, random);
}

TEST(Decision, goes_by_the_bucket_of_the_key) {
    const auto snapshot = snapshot_of(plain);
    const auto decision = decided(*snapshot, {{}, "192.0.2.7"});
    const auto bucket = routing::bucket_of(
        routing::KeyHash(routing::default_salt, routing::split_purpose)("192.0.2.7"));
    EXPECT_EQ(decision.key_source, "client_address");
    EXPECT_EQ(decision.bucket, bucket);
    EXPECT_EQ(decision.backend, bucket < 100'000 ? 1U : 0U);
    EXPECT_FALSE(decision.overridden);
}

TEST(Decision, takes_the_first_key_that_has_a_value) {
    const auto snapshot = snapshot_of(keyed);
    const struct {
        Asked asked;
        const char* source;
        const char* key;
    } cases[]{
        {{{{"Cookie", "a=b; session=s1"}, {"X-User", "u"}}}, "cookie", "s1"},
        {{{{"X-User", "u"}, {"Cookie", "session=s1"}}}, "cookie", "s1"},
        {{{{"Cookie", "session="}, {"x-USER", "u"}}}, "header", "u"},
        {{{{"Cookie", "sessions=s1"}, {"X-User", "u"}}}, "header", "u"},
        {{{{"X-User", ""}}}, "client_address", "192.0.2.7"},
        {{{}, "2001:db8::1"}, "client_address", "2001:db8::1"},
    };
    for (const auto& entry : cases) {
        const auto decision = decided(*snapshot, entry.asked);
        EXPECT_EQ(decision.key_source, entry.source) << entry.key;
        EXPECT_EQ(decision.bucket, routing::bucket_of(snapshot->split_hash(entry.key)));
        EXPECT_EQ(decision.sample, routing::bucket_of(snapshot->sample_hash(entry.key)));
    }
}

TEST(Decision, is_the_same_for_the_same_key) {
    const auto snapshot = snapshot_of(keyed);
    const auto once = decided(*snapshot, {{{"X-User", "u"}}, "192.0.2.1"});
    const auto again = decided(*snapshot, {{{"A", "b"}, {"X-User", "u"}}, "192.0.2.2"});
    EXPECT_EQ(once.bucket, again.bucket);
    EXPECT_EQ(once.sample, again.sample);
    EXPECT_EQ(once.backend, again.backend);
}

TEST(Decision, samples_users_of_both_sides_alike) {
    const auto snapshot = snapshot_of(keyed);
    std::size_t users[2]{};
    std::size_t sampled[2]{};
    for (int user = 0; user < 40'000; ++user) {
        const auto name = std::to_string(user);
        const auto decision = decided(*snapshot, {{{"X-User", name}}, "192.0.2.1"});
        ++users[decision.backend];
        sampled[decision.backend] += decision.sample < 100'000 ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(users[1]), 4'000, 300);
    for (const int side : {0, 1}) {
        const auto share = static_cast<double>(sampled[side]) / static_cast<double>(users[side]);
        EXPECT_NEAR(share, 0.1, 0.02) << side;
    }
}

TEST(Decision, without_a_key_is_drawn_each_time) {
    const auto snapshot =
        snapshot_of("  - {name: r, key: [{cookie: session}], split: {legacy: 50%, new: 50%}}\n");
    const routing::Split split(snapshot->split_shares[0]);
    observe::Random random({1, 2, 3, 4});
    routing::Request request;
    request.client_address = "192.0.2.7";
    std::size_t second = 0;
    for (int count = 0; count < 10'000; ++count) {
        const auto decision = decide(*snapshot, snapshot->config.routes[0], split, request, random);
        ASSERT_EQ(decision.key_source, "random");
        second += decision.backend;
    }
    EXPECT_NEAR(static_cast<double>(second), 5'000, 300);
}

TEST(Decision, draws_no_sample_for_a_route_without_mirrors) {
    const auto snapshot = snapshot_of(plain);
    EXPECT_EQ(decided(*snapshot, {}).sample, 0U);
}

TEST(Decision, draws_no_sample_for_mirrors_of_everybody) {
    const auto snapshot = snapshot_of(
        "  - {name: r, split: {legacy: 90%, new: 10%}, mirror: [{to: third, sample: 100%}]}\n");
    EXPECT_EQ(decided(*snapshot, {}).sample, 0U);
}

TEST(Override, is_taken_from_anywhere_if_nothing_else_is_said) {
    const auto snapshot = snapshot_of(overridable(""));
    const auto decision = decided(*snapshot, {{{"X-Backend", "new"}}, "203.0.113.9"});
    EXPECT_TRUE(decision.overridden);
    EXPECT_EQ(decision.backend, 1U);
    EXPECT_EQ(decision.key_source, "client_address");  // the bucket is told all the same
}

TEST(Override, is_taken_from_the_listed_networks_alone) {
    const auto snapshot = snapshot_of(overridable(", from: [10.0.0.0/8, \"2001:db8::/32\"]"));
    const std::pair<const char*, bool> cases[]{
        {"10.1.2.3", true},
        {"10.255.255.255", true},
        {"11.0.0.0", false},
        {"9.255.255.255", false},
        {"192.0.2.7", false},
        {"2001:db8:1::1", true},
        {"2001:db9::1", false},
        {"", false},
        {"not an address", false},
    };
    for (const auto& [address, wanted] : cases) {
        const auto decision = decided(*snapshot, {{{"X-Backend", "new"}}, address});
        EXPECT_EQ(decision.overridden, wanted) << address;
        EXPECT_EQ(decision.backend, wanted ? 1U : 0U) << address;
    }
}

TEST(Override, that_names_no_backend_of_the_split_is_none) {
    const auto snapshot = snapshot_of(overridable(""));
    for (const char* name : {"third", "New", "new ", "", "nobody"}) {
        const auto decision = decided(*snapshot, {{{"X-Backend", name}}});
        EXPECT_FALSE(decision.overridden) << name;
        EXPECT_EQ(decision.backend, 0U) << name;
    }
}

TEST(Override, is_ignored_by_routes_that_have_none) {
    const auto snapshot = snapshot_of("  - {name: r, split: {legacy: 100%, new: 0%}}\n");
    EXPECT_FALSE(decided(*snapshot, {{{"X-Backend", "new"}}}).overridden);
}

}  // namespace
}  // namespace crossfade::forward
