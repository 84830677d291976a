// A backend as a loop sees it, against real sockets: whose turn it is, who is passed over, and what
// limits and names make a request wait for.
#include "proxy/backend/backend_pool.hpp"

#include "proxy/observe/metrics.hpp"
#include "tests/unit/backend/loop.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace crossfade::backend {
namespace {

using http::Failure;
using observe::Role;
using Opened = EndpointPool::Opened;

const asio::ip::tcp::endpoint any_port{asio::ip::address_v4::loopback(), 0};

class BackendPoolTest : public testing::Test {
protected:
    // A port that is listened on; connections stay in the kernel's queue.
    std::uint16_t open_port() {
        acceptors_.emplace_back(loop_.context, any_port);
        return acceptors_.back().local_endpoint().port();
    }
    // Bound, so that nobody else gets it, and not listened on.
    std::uint16_t closed_port() {
        asio::ip::tcp::acceptor acceptor(loop_.context);
        acceptor.open(any_port.protocol());
        acceptor.bind(any_port);
        acceptors_.push_back(std::move(acceptor));
        return acceptors_.back().local_endpoint().port();
    }

    void endpoints(std::initializer_list<std::uint16_t> ports) {
        for (const auto port : ports) backend_.endpoints.push_back({"127.0.0.1", port});
    }
    void start() {
        backend_.name = "app";
        config_.backends = {backend_};
        states_.publish(config_);
        pool_.emplace(pools_, config_.backends.front(), nullptr, Role::live);
    }

    auto opening(const Wanted& wanted = {}) {
        auto result = loop_.start(pool_->open(wanted));
        loop_.settle();
        return result;
    }
    Opened open(const Wanted& wanted = {}) {
        const auto result = opening(wanted);
        if (!loop_.await([&] { return *result != nullptr; })) return {};
        return std::move(**result);
    }
    // The endpoints that so many requests in turn go to.
    std::map<std::string, int> served(int requests, const Wanted& wanted = {}) {
        std::map<std::string, int> result;
        for (int request = 0; request < requests; ++request) {
            const auto opened = open(wanted);
            ++result[opened.lease ? opened.lease.pool().name() : "none"];
        }
        return result;
    }
    [[nodiscard]] std::string name(std::size_t index) const { return state(index).name; }
    [[nodiscard]] EndpointState& state(std::size_t index) const {
        return *states_.find("app")->members()->endpoints.at(index);
    }
    [[nodiscard]] RoleLimits& limits() const { return states_.find("app")->limits(Role::live); }

    TestLoop loop_;
    std::vector<asio::ip::tcp::acceptor> acceptors_;
    config::Backend backend_;
    config::Config config_;
    BackendStates states_;
    observe::Metrics metrics_{"test"};
    EndpointPools pools_{loop_.loop, metrics_.add_loop(), states_};
    std::optional<BackendPool> pool_;
};

TEST_F(BackendPoolTest, takes_endpoints_in_turn_and_only_those_in_service) {
    endpoints({open_port(), open_port(), open_port()});
    start();
    EXPECT_EQ(served(6), (std::map<std::string, int>{{name(0), 2}, {name(1), 2}, {name(2), 2}}));
    state(1).checked(false, false, "refused");
    const auto without = served(6);
    EXPECT_EQ(without.count(name(1)), 0U);
    EXPECT_EQ(without.size(), 2U);
    EXPECT_TRUE(pool_->available());
}

TEST_F(BackendPoolTest, passes_over_an_endpoint_that_refuses) {
    endpoints({closed_port(), open_port()});
    backend_.outlier.reset();
    start();
    Wanted wanted;
    wanted.attempts = 2;
    EXPECT_EQ(served(4, wanted), (std::map<std::string, int>{{name(1), 4}}));
    wanted.attempts = 1;
    EXPECT_EQ(served(4, wanted)["none"], 2) << "one attempt is one endpoint";
}

TEST_F(BackendPoolTest, tells_a_refusal_when_there_is_nobody_else) {
    endpoints({closed_port()});
    start();
    Wanted wanted;
    wanted.attempts = 3;
    EXPECT_EQ(open(wanted).failure, Failure::connection_refused);
    EXPECT_EQ(limits().requests.used(), 0U);
    EXPECT_EQ(limits().connections.used(), 0U);
}

TEST_F(BackendPoolTest, ejects_an_endpoint_that_keeps_refusing) {
    endpoints({closed_port(), open_port()});
    backend_.outlier.emplace().consecutive = 2;
    start();
    Wanted wanted;
    wanted.attempts = 2;
    static_cast<void>(served(6, wanted));
    EXPECT_EQ(state(0).of(Role::live).ejections.value(), 1U);
    EXPECT_EQ(state(1).of(Role::live).ejections.value(), 0U);
}

TEST_F(BackendPoolTest, uses_all_endpoints_in_a_panic) {
    endpoints({open_port(), open_port(), open_port()});
    backend_.panic_threshold = {routing::Share::whole / 2};
    start();
    state(0).checked(false, false, "down");
    state(1).checked(false, false, "down");
    EXPECT_EQ(served(6).size(), 3U);
    state(2).checked(false, false, "down");
    EXPECT_EQ(served(6).size(), 3U);
    EXPECT_FALSE(pool_->available()) << "the fallback is better";
}

TEST_F(BackendPoolTest, without_panic_has_no_endpoint_when_all_are_out) {
    endpoints({open_port(), open_port()});
    backend_.panic_threshold = {0};
    start();
    state(0).checked(false, false, "down");
    EXPECT_EQ(served(3), (std::map<std::string, int>{{name(1), 3}}));
    state(1).checked(false, false, "down");
    EXPECT_FALSE(pool_->available());
    EXPECT_EQ(open().failure, Failure::no_endpoint);
    EXPECT_FALSE(pool_->take_idle({}));
    EXPECT_EQ(limits().requests.used(), 0U);
}

TEST_F(BackendPoolTest, comes_back_to_endpoints_that_failed_this_request_last) {
    endpoints({open_port(), open_port()});
    start();
    Tried tried;
    auto first = open();
    tried.add(&first.lease.pool());
    Wanted wanted;
    wanted.avoid = &tried;
    EXPECT_TRUE(pool_->has_other_than(tried));
    const auto failed = first.lease.pool().name();
    EXPECT_EQ(served(4, wanted).count(failed), 0U);
    tried.add(&open(wanted).lease.pool());
    EXPECT_FALSE(pool_->has_other_than(tried));
    EXPECT_TRUE(open(wanted).lease) << "better one of them than none";
}

TEST_F(BackendPoolTest, makes_a_request_wait_for_its_turn) {
    endpoints({open_port()});
    backend_.limits = {10, 1, 1};
    backend_.timeouts.pending = config::Milliseconds(3'600'000);
    start();
    auto first = open();
    ASSERT_TRUE(first.lease);
    const auto second = opening();
    EXPECT_FALSE(*second);
    EXPECT_EQ(open().failure, Failure::overload) << "the line is full";
    first.lease.give_back();
    ASSERT_TRUE(loop_.await([&] { return *second != nullptr; }));
    EXPECT_TRUE((*second)->lease);
    EXPECT_EQ(limits().requests.used(), 1U);
    (*second)->lease.give_back();
    EXPECT_EQ(limits().requests.used(), 0U);
}

TEST_F(BackendPoolTest, does_not_let_a_request_wait_for_longer_than_its_limit) {
    endpoints({open_port()});
    backend_.limits = {10, 1, 10};
    backend_.timeouts.pending = config::Milliseconds(3'600'000);
    start();
    const auto first = open();
    Wanted wanted;
    wanted.limit = net::Clock::now();
    EXPECT_EQ(open(wanted).failure, Failure::overload);
    EXPECT_EQ(limits().pending.timed_out.value(), 1U);
}

TEST_F(BackendPoolTest, waits_for_a_name_and_not_for_ever) {
    backend_.endpoints.push_back({"app.test", open_port()});
    backend_.timeouts.connect = config::Milliseconds(3'600'000);
    start();
    EXPECT_TRUE(pool_->available()) << "not known to be out of service";
    Wanted hurried;
    hurried.limit = net::Clock::now();
    EXPECT_EQ(open(hurried).failure, Failure::name_not_resolved);
    const auto waiting = opening();
    EXPECT_FALSE(*waiting);
    ASSERT_TRUE(states_.resolved("app.test", {asio::ip::address_v4::loopback()}));
    pools_.refresh();
    ASSERT_TRUE(loop_.await([&] { return *waiting != nullptr; }));
    EXPECT_TRUE((*waiting)->lease);
}

TEST_F(BackendPoolTest, gives_up_on_a_name_as_soon_as_it_is_known_to_fail) {
    backend_.endpoints.push_back({"app.test", open_port()});
    backend_.timeouts.connect = config::Milliseconds(3'600'000);
    start();
    const auto waiting = opening();
    ASSERT_TRUE(states_.resolved("app.test", {}));
    pools_.refresh();
    ASSERT_TRUE(loop_.await([&] { return *waiting != nullptr; }));
    EXPECT_EQ((*waiting)->failure, Failure::name_not_resolved);
    EXPECT_FALSE(pool_->available());
}

// The last requests of old plans, each of which takes its pool along.
TEST_F(BackendPoolTest, may_end_with_the_request_that_waited_for_its_name) {
    backend_.endpoints.push_back({"app.test", open_port()});
    backend_.timeouts.connect = config::Milliseconds(3'600'000);
    start();
    int ended = 0;
    std::map<int, BackendPool> old;
    const auto wait = [&](int number) -> Awaitable<bool> {
        auto& pool = old.try_emplace(number, pools_, config_.backends.front(), nullptr, Role::live)
                         .first->second;
        const Wanted wanted;
        const auto opened = co_await pool.open(wanted);
        old.erase(number);
        ++ended;
        co_return opened.failure == Failure::name_not_resolved;
    };
    constexpr int requests = 20;
    for (int number = 0; number < requests; ++number) static_cast<void>(loop_.start(wait(number)));
    loop_.settle();
    ASSERT_TRUE(states_.resolved("app.test", {}));
    pools_.refresh();
    EXPECT_EQ(ended, requests);
    EXPECT_TRUE(old.empty());
}

TEST_F(BackendPoolTest, keeps_a_lease_good_when_its_endpoint_goes) {
    backend_.endpoints.push_back({"app.test", open_port()});
    start();
    ASSERT_TRUE(states_.resolved("app.test", {asio::ip::address_v4::loopback()}));
    pools_.refresh();
    auto opened = open();
    ASSERT_TRUE(opened.lease);
    const auto before = opened.lease.pool().name();
    ASSERT_TRUE(states_.resolved("app.test", {asio::ip::make_address("127.0.0.2")}));
    pools_.refresh();
    EXPECT_EQ(opened.lease.pool().name(), before);
    EXPECT_EQ(limits().connections.used(), 1U);
    pool_->ended(opened.lease.pool(), Failure::response_timeout, 0, false);
    opened.lease.give_back();
    EXPECT_EQ(limits().connections.used(), 0U) << "the last lease took the pool along";
    EXPECT_EQ(limits().requests.used(), 0U);
}

// One request, so that the connection can be pooled.
Awaitable<bool> use(http::Call& call, asio::ip::tcp::socket& peer) {
    http::OutgoingRequest request;
    request.method = "GET";
    request.path = "/";
    request.host = "app.test";
    auto& writer = call.send(request);
    static_cast<void>(co_await writer.finish(nullptr));
    const std::string answer = "HTTP/1.1 204 None\r\n\r\n";
    asio::write(peer, asio::buffer(answer));
    const auto head = co_await call.response();
    co_return head.has_value();
}

// Used and given back in the same batch of events, the newest would have to be asked for silence.
TEST_F(BackendPoolTest, prefers_the_newest_idle_connection_whose_silence_is_known) {
    endpoints({open_port()});
    start();
    std::vector<Lease> leases;
    std::vector<asio::ip::tcp::socket> peers;
    for (int count = 0; count < 4; ++count) {
        leases.push_back(open().lease);
        ASSERT_TRUE(leases.back());
        peers.push_back(acceptors_.back().accept());
    }
    std::vector<const http::Call*> calls;
    for (auto& lease : leases) calls.push_back(&lease.call());
    const auto use_and_give_back = [&](std::size_t index) {
        const auto used = loop_.start(use(leases[index].call(), peers[index]));
        ASSERT_TRUE(loop_.await([&] { return *used != nullptr; }));
        ASSERT_TRUE(**used);
        leases[index].give_back();
    };
    for (std::size_t index = 0; index < leases.size(); ++index) use_and_give_back(index);
    const auto taken = pool_->take_idle({});
    ASSERT_TRUE(taken);
    EXPECT_EQ(&taken.call(), calls[2]) << "no batch was fetched since the last was given back";
    Wanted wanted;
    wanted.once = true;
    const auto asked = pool_->take_idle(wanted);
    ASSERT_TRUE(asked);
    EXPECT_EQ(&asked.call(), calls[3]) << "one that must not be sent twice asks in any case";
}

// Of another loop, with a connection that is still in use when it is asked for an idle one.
TEST_F(BackendPoolTest, gets_the_connection_that_another_loop_gives_back) {
    endpoints({open_port()});
    backend_.limits = {2, 2, 10};
    backend_.timeouts.pending = config::Milliseconds(3'600'000);
    start();
    TestLoop other;
    EndpointPools others(other.loop, metrics_.add_loop(), states_);
    BackendPool pool(others, config_.backends.front(), nullptr, Role::live);
    const auto open_other = [&] {
        const auto opened = other.start(pool.open({}));
        EXPECT_TRUE(other.await([&] { return *opened != nullptr; }));
        return std::move((*opened)->lease);
    };
    auto first = open_other();
    auto peer = acceptors_.back().accept();
    const auto used = other.start(use(first.call(), peer));
    ASSERT_TRUE(other.await([&] { return *used != nullptr; }));
    ASSERT_TRUE(**used);
    auto second = open_other();
    ASSERT_TRUE(first && second);
    first.count_request({});  // its request has ended, its connection is not back yet
    const auto waiting = opening();
    EXPECT_FALSE(*waiting);
    other.settle();  // asked, and has none
    first.give_back();
    ASSERT_TRUE(loop_.await([&] { return *waiting != nullptr; }));
    EXPECT_TRUE((*waiting)->lease);
    EXPECT_LE(limits().connections.used(), 2U);
}

}  // namespace
}  // namespace crossfade::backend
