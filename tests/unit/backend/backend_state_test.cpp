// What is known of a backend's endpoints: who is ejected for how long, and what outlives a reload.
#include "proxy/backend/backend_state.hpp"

#include <gtest/gtest.h>

#include <string>

namespace crossfade::backend {
namespace {

using observe::Role;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t begin = 1'000 * second;

asio::ip::address address(const char* text) { return asio::ip::make_address(text); }

config::Backend of(std::vector<config::Endpoint> endpoints) {
    config::Backend backend;
    backend.name = "app";
    backend.endpoints = std::move(endpoints);
    return backend;
}

std::string names_of(const BackendState& state) {
    std::string names;
    for (const auto& endpoint : state.members()->endpoints) names += endpoint->name + " ";
    return names;
}

class BackendStateTest : public testing::Test {
protected:
    BackendStateTest() {
        outlier_.consecutive = 3;
        outlier_.ejection = config::Milliseconds(10'000);
        outlier_.max_ejection = config::Milliseconds(25'000);
        state_.configure(
            of({{"10.0.0.1", 80}, {"10.0.0.2", 80}, {"10.0.0.3", 80}, {"10.0.0.4", 80}}), {});
    }

    [[nodiscard]] EndpointState& endpoint(std::size_t index) const {
        return *state_.members()->endpoints.at(index);
    }
    void fail(std::size_t index, std::int64_t now, int times = 3, Role role = Role::live) {
        for (int time = 0; time < times; ++time) {
            state_.failed(endpoint(index), role, outlier_, now);
        }
    }
    // How long it is ejected, in seconds.
    [[nodiscard]] std::int64_t ejected_for(std::size_t index, std::int64_t now) const {
        return (endpoint(index).of(Role::live).until.load() - now) / second;
    }

    config::Outlier outlier_;
    BackendState state_{"app"};
};

TEST_F(BackendStateTest, ejects_after_enough_failures_in_a_row) {
    fail(0, begin, 2);
    EXPECT_TRUE(endpoint(0).available(Role::live, begin));
    BackendState::succeeded(endpoint(0), Role::live);
    fail(0, begin, 2);
    EXPECT_TRUE(endpoint(0).available(Role::live, begin)) << "a success is in between";
    fail(0, begin, 1);
    EXPECT_FALSE(endpoint(0).available(Role::live, begin));
    EXPECT_EQ(ejected_for(0, begin), 10);
    EXPECT_TRUE(endpoint(0).available(Role::live, begin + 10 * second));
    EXPECT_EQ(endpoint(0).of(Role::live).ejections.value(), 1U);
}

TEST_F(BackendStateTest, ejects_from_one_role_and_not_from_the_other) {
    fail(0, begin, 3, Role::mirror);
    EXPECT_FALSE(endpoint(0).available(Role::mirror, begin));
    EXPECT_TRUE(endpoint(0).available(Role::live, begin));
}

TEST_F(BackendStateTest, ejects_for_longer_each_time_up_to_a_bound_and_forgets_in_time) {
    auto now = begin;
    for (const auto expected : {10, 20, 25, 25}) {
        fail(0, now);
        EXPECT_EQ(ejected_for(0, now), expected);
        now += expected * second;
    }
    now += 3 * 10 * second;  // takes three of four off
    fail(0, now);
    EXPECT_EQ(ejected_for(0, now), 20);
    now += 1'000 * second;
    fail(0, now);
    EXPECT_EQ(ejected_for(0, now), 10);
}

TEST_F(BackendStateTest, does_not_eject_again_or_for_longer_while_ejected) {
    fail(0, begin);
    fail(0, begin + second, 10);
    EXPECT_EQ(ejected_for(0, begin), 10);
    EXPECT_EQ(endpoint(0).of(Role::live).ejections.value(), 1U);
}

TEST_F(BackendStateTest, ejects_no_more_than_its_bound_and_counts_who_is_spared) {
    for (std::size_t index = 0; index < 4; ++index) fail(index, begin);
    int out = 0;
    for (std::size_t index = 0; index < 4; ++index) {
        out += endpoint(index).ejected(Role::live, begin) ? 1 : 0;
    }
    EXPECT_EQ(out, 2);
    EXPECT_EQ(endpoint(3).of(Role::live).spared.value(), 1U);
    EXPECT_EQ(endpoint(3).of(Role::live).ejections.value(), 0U);
    fail(3, begin + 10 * second);
    EXPECT_TRUE(endpoint(3).ejected(Role::live, begin + 10 * second)) << "there is room again";
}

TEST_F(BackendStateTest, keeps_the_state_of_endpoints_that_stay) {
    fail(1, begin);
    const auto before = state_.members();
    state_.configure(of({{"10.0.0.2", 80}, {"10.0.0.1", 81}}), {});
    EXPECT_EQ(names_of(state_), "10.0.0.2:80 10.0.0.1:81 ");
    EXPECT_EQ(&endpoint(0), before->endpoints.at(1).get());
    EXPECT_TRUE(endpoint(0).ejected(Role::live, begin));
    EXPECT_FALSE(state_.resolved({})) << "nothing changed";
}

TEST_F(BackendStateTest, starts_slowly_with_endpoints_that_are_new_and_not_with_the_first_ones) {
    EXPECT_EQ(endpoint(0).back_since(Role::live), never);
    state_.configure(of({{"10.0.0.1", 80}, {"10.0.0.9", 80}}), {});
    EXPECT_EQ(endpoint(0).back_since(Role::live), never);
    EXPECT_NE(endpoint(1).back_since(Role::live), never);
}

TEST_F(BackendStateTest, starts_slowly_after_an_ejection_and_after_failed_checks) {
    fail(0, begin);
    EXPECT_EQ(endpoint(0).back_since(Role::live), begin + 10 * second);
    EXPECT_EQ(endpoint(0).back_since(Role::mirror), never);
    endpoint(1).checked(true, true, {});
    EXPECT_EQ(endpoint(1).back_since(Role::live), never) << "it never was away";
    endpoint(1).checked(false, false, "refused");
    EXPECT_FALSE(endpoint(1).available(Role::live, begin));
    EXPECT_EQ(endpoint(1).last_check_failure(), "refused");
    endpoint(1).checked(true, true, {});
    EXPECT_TRUE(endpoint(1).available(Role::live, begin));
    EXPECT_NE(endpoint(1).back_since(Role::live), never);
    EXPECT_EQ(endpoint(1).last_check_failure(), "");
}

TEST(BackendStateOfNames, is_complete_once_every_name_was_answered_for) {
    BackendState state("app");
    state.configure(of({{"a.test", 80}, {"b.test", 81}}), {});
    EXPECT_FALSE(state.members()->complete);
    EXPECT_EQ(names_of(state), "");
    EXPECT_TRUE(state.resolved({{"a.test", {address("10.0.0.1"), address("10.0.0.1")}}}));
    EXPECT_EQ(names_of(state), "10.0.0.1:80 ");
    EXPECT_FALSE(state.members()->complete);
    EXPECT_TRUE(state.resolved({{"a.test", {address("10.0.0.1")}}, {"b.test", {}}}));
    EXPECT_TRUE(state.members()->complete);
}

TEST(BackendStateOfNames, keeps_what_it_knows_by_name_and_address) {
    BackendState state("app");
    state.configure(of({{"a.test", 80}, {"::1", 80}}), {{"a.test", {address("10.0.0.1")}}});
    EXPECT_EQ(names_of(state), "10.0.0.1:80 [::1]:80 ");
    const auto first = state.members()->endpoints.at(0);
    EXPECT_TRUE(state.resolved({{"a.test", {address("10.0.0.2"), address("10.0.0.1")}}}));
    EXPECT_EQ(names_of(state), "10.0.0.2:80 10.0.0.1:80 [::1]:80 ");
    EXPECT_EQ(state.members()->endpoints.at(1), first);
    EXPECT_NE(state.members()->endpoints.at(0)->back_since(Role::live), never);
}

TEST(BackendStateLimits, bound_requests_by_connections_too) {
    BackendState state("app");
    auto backend = of({{"10.0.0.1", 80}});
    backend.limits = {5, 9, 7};
    state.configure(backend, {});
    for (const auto role : {Role::live, Role::mirror}) {
        EXPECT_EQ(state.limits(role).connections.limit(), 5U);
        EXPECT_EQ(state.limits(role).requests.limit(), 5U);
        EXPECT_EQ(state.limits(role).pending.limit.load(), 7U);
    }
}

}  // namespace
}  // namespace crossfade::backend
