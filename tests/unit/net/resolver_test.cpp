// What a resolver makes of answers, good and bad ones, and of none.
#include "proxy/net/resolver.hpp"

#include "tests/unit/net/dns_server.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace crossfade::net {
namespace {

using Status = Resolved::Status;
using Datagrams = std::vector<std::string>;

class ResolverTest : public testing::Test {
protected:
    config::Resolver options(std::size_t attempts = 1) const {
        config::Resolver result;
        result.servers = {{"127.0.0.1", server_.port()}};
        // Long where an answer comes, for slow machines' sake.
        result.timeout = config::Milliseconds(attempts == 1 ? 30'000 : 50);
        result.attempts = attempts;
        return result;
    }

    void says(DnsServer::Answers answers) { server_.answers = std::move(answers); }

    Resolved resolve(config::Resolver with, const std::string& name = "app.test") {
        Resolver resolver(context_, std::move(with));
        std::optional<Resolved> result;
        resolver.resolve(name, [&result](Resolved resolved) { result = std::move(resolved); });
        EXPECT_FALSE(result);  // never from within
        EXPECT_TRUE(run_until(context_, [&result] { return result.has_value(); }));
        return result.value_or(Resolved());
    }
    Resolved resolve() { return resolve(options()); }

    asio::io_context context_{1};
    DnsServer server_{context_, [](const Question&, bool) { return Datagrams(); }};
};

TEST_F(ResolverTest, gives_all_addresses_and_their_ttl) {
    says([](const Question& q, bool) { return Datagrams{answer(q, {ipv4(2), ipv4(1)}, 7)}; });
    const auto result = resolve();
    EXPECT_EQ(result.status, Status::ok);
    ASSERT_EQ(result.addresses.size(), 2U);
    EXPECT_EQ(result.addresses[0].to_string(), "10.0.0.2");
    EXPECT_EQ(result.addresses[1].to_string(), "10.0.0.1");
    EXPECT_EQ(result.ttl, std::chrono::seconds(7));
}

TEST_F(ResolverTest, takes_ipv6_where_there_is_no_ipv4) {
    says([](const Question& q, bool) {
        if (q.type == Question::a) return Datagrams{answer(q, {})};
        return Datagrams{answer(q, {std::string("\xfd", 1) + std::string(14, '\0') + "\x01"})};
    });
    const auto result = resolve();
    EXPECT_EQ(result.status, Status::ok);
    ASSERT_EQ(result.addresses.size(), 1U);
    EXPECT_EQ(result.addresses[0].to_string(), "fd00::1");
}

TEST_F(ResolverTest, tells_what_is_not_there_from_what_nobody_knows) {
    says([](const Question& q, bool) { return Datagrams{answer(q, {}, 0, nxdomain)}; });
    EXPECT_EQ(resolve().status, Status::not_found);
    says([](const Question& q, bool) { return Datagrams{answer(q, {})}; });
    EXPECT_EQ(resolve().status, Status::not_found);
    says([](const Question& q, bool) { return Datagrams{answer(q, {}, 0, servfail)}; });
    const auto result = resolve();
    EXPECT_EQ(result.status, Status::failed);
    EXPECT_TRUE(result.addresses.empty());
    EXPECT_FALSE(result.why.empty());
}

TEST_F(ResolverTest, gives_up_on_a_server_that_says_nothing_after_all_attempts) {
    EXPECT_EQ(resolve(options(2)).status, Status::failed);
    EXPECT_GE(server_.asked, 2);
}

TEST_F(ResolverTest, gives_up_on_a_server_that_is_not_there) {
    auto nobody = options(2);
    asio::ip::udp::socket taken(context_,
                                asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0));
    nobody.servers[0].port = taken.local_endpoint().port();
    taken.close();
    EXPECT_EQ(resolve(nobody).status, Status::failed);
}

TEST_F(ResolverTest, believes_no_garbage_and_no_forged_answer) {
    says([](const Question& q, bool) {
        auto forged = answer(q, {ipv4(66)});
        forged[1] = static_cast<char>(forged[1] ^ 1);
        return Datagrams{forged, "?", answer(q, {ipv4(1)})};
    });
    const auto result = resolve(options(1));
    ASSERT_EQ(result.addresses.size(), 1U);
    EXPECT_EQ(result.addresses[0].to_string(), "10.0.0.1");
    says([](const Question& q, bool) { return Datagrams{answer(q, {ipv4(1)}).substr(0, 36)}; });
    EXPECT_EQ(resolve(options(2)).status, Status::failed);
}

TEST_F(ResolverTest, takes_a_ttl_beyond_all_measure_for_none) {
    says([](const Question& q, bool) { return Datagrams{answer(q, {ipv4(1)}, 0xffff'ffffU)}; });
    const auto result = resolve();
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_EQ(result.ttl, std::chrono::seconds(0));
}

TEST_F(ResolverTest, asks_again_by_tcp_for_what_no_datagram_holds) {
    std::vector<std::string> many;
    for (int i = 0; i < 1'000; ++i) many.push_back(ipv4(i));
    says([&many](const Question& q, bool tcp) {
        return Datagrams{tcp ? answer(q, many) : answer(q, {}, 0, truncated)};
    });
    const auto result = resolve();
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_EQ(result.addresses.size(), 1'000U);
}

TEST_F(ResolverTest, reads_the_hosts_file_without_asking_anybody) {
    const auto result = resolve(options(), "localhost");
    EXPECT_EQ(result.status, Status::ok);
    ASSERT_FALSE(result.addresses.empty());
    EXPECT_TRUE(result.addresses[0].is_loopback());
    EXPECT_EQ(server_.asked, 0);
}

TEST_F(ResolverTest, asks_other_servers_for_what_is_under_way_when_told_to) {
    DnsServer other(context_,
                    [](const Question& q, bool) { return Datagrams{answer(q, {ipv4(1)})}; });
    auto with = options();
    Resolver resolver(context_, with);
    int answered = 0;
    for (int i = 0; i < 3; ++i) {
        resolver.resolve("app.test", [&answered](const Resolved& resolved) {
            answered += resolved.status == Status::ok ? 1 : 0;
        });
    }
    EXPECT_TRUE(run_until(context_, [this] { return server_.asked == 3; }));
    with.servers[0].port = other.port();
    resolver.configure(with);
    EXPECT_TRUE(run_until(context_, [&answered] { return answered == 3; }));
}

TEST_F(ResolverTest, calls_nobody_once_it_is_gone) {
    bool called = false;
    {
        Resolver resolver(context_, options());
        resolver.resolve("app.test", [&called](const Resolved&) { called = true; });
        EXPECT_TRUE(run_until(context_, [this] { return server_.asked == 1; }));
        resolver.resolve("localhost", [&called](const Resolved&) { called = true; });
    }
    context_.poll();
    EXPECT_FALSE(called);
}

}  // namespace
}  // namespace crossfade::net
