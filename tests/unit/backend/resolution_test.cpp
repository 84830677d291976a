// Names over time: answers change, fail and come back, and the last good one stays.
#include "proxy/backend/resolution.hpp"

#include "tests/unit/net/dns_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossfade::backend {
namespace {

using net::answer;
using net::ipv4;
using net::Question;
using Datagrams = std::vector<std::string>;
using Changes = std::vector<std::pair<std::string, std::string>>;

config::Resolver asking(std::uint16_t port) {
    config::Resolver options;
    options.servers = {{"127.0.0.1", port}};
    options.timeout = config::Milliseconds(30'000);
    options.attempts = 1;
    return options;
}

class ResolutionTest : public testing::Test {
protected:
    // Quick: what is clamped to a second otherwise is clamped to some milliseconds here.
    static constexpr ResolutionTimes quick{std::chrono::milliseconds(5),
                                           std::chrono::milliseconds(5),
                                           std::chrono::milliseconds(5),
                                           std::chrono::milliseconds(10)};

    void start(std::uint16_t port) {
        resolution_.emplace(
            context_,
            asking(port),
            counts_,
            [this](const std::string& host, const Addresses& addresses) {
                std::string text;
                for (const auto& each : addresses) text += each.to_string() + " ";
                changes_.emplace_back(host, text);
            },
            quick);
    }

    void says(net::DnsServer::Answers answers) { server_.answers = std::move(answers); }
    void says(unsigned code) {
        says([code](const Question& q, bool) { return Datagrams{answer(q, {}, 0, code)}; });
    }
    void says(std::vector<std::string> addresses) {
        says([addresses](const Question& q, bool) { return Datagrams{answer(q, addresses)}; });
    }

    bool await(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }
    bool await_more(const observe::SharedCounter& counter, std::uint64_t n) {
        const auto reached = counter.value() + n;
        return await([&counter, reached] { return counter.value() >= reached; });
    }

    asio::io_context context_{1};
    net::DnsServer server_{context_, [](const Question&, bool) { return Datagrams(); }};
    observe::ResolutionCounts counts_;
    Changes changes_;
    std::optional<Resolution> resolution_;
};

TEST_F(ResolutionTest, tells_of_the_first_answer_and_of_other_addresses_in_any_order) {
    start(server_.port());
    says(std::vector{ipv4(2), ipv4(1), ipv4(2)});
    resolution_->publish({"app.test"});
    EXPECT_EQ(resolution_->known("app.test"), std::nullopt);
    ASSERT_TRUE(await([this] { return !changes_.empty(); }));
    EXPECT_EQ(resolution_->known("app.test")->size(), 2U);
    says(std::vector{ipv4(1), ipv4(2)});
    ASSERT_TRUE(await_more(counts_.ok, 3));
    says(std::vector{ipv4(3)});
    ASSERT_TRUE(await([this] { return changes_.size() > 1; }));
    EXPECT_EQ(changes_, (Changes{{"app.test", "10.0.0.1 10.0.0.2 "}, {"app.test", "10.0.0.3 "}}));
}

TEST_F(ResolutionTest, keeps_the_last_answer_whatever_the_dns_says) {
    start(server_.port());
    says(std::vector{ipv4(1)});
    resolution_->publish({"app.test"});
    ASSERT_TRUE(await([this] { return !changes_.empty(); }));
    says(net::servfail);
    ASSERT_TRUE(await_more(counts_.failed, 3));
    says(net::nxdomain);
    ASSERT_TRUE(await_more(counts_.not_found, 3));
    EXPECT_EQ(changes_.size(), 1U);
    EXPECT_EQ(resolution_->known("app.test")->at(0).to_string(), "10.0.0.1");
    says(std::vector{ipv4(2)});
    ASSERT_TRUE(await([this] { return changes_.size() > 1; }));
    EXPECT_EQ(changes_.back().second, "10.0.0.2 ");
}

TEST_F(ResolutionTest, tells_of_a_first_failure_once_and_of_the_answer_after_it) {
    start(server_.port());
    says(net::nxdomain);
    resolution_->publish({"app.test"});
    ASSERT_TRUE(await_more(counts_.not_found, 3));
    EXPECT_EQ(changes_, (Changes{{"app.test", ""}}));
    says(std::vector{ipv4(1)});
    ASSERT_TRUE(await([this] { return changes_.size() > 1; }));
    EXPECT_EQ(changes_.back().second, "10.0.0.1 ");
}

TEST_F(ResolutionTest, keeps_what_it_knows_of_names_that_stay_and_forgets_the_others) {
    start(server_.port());
    says(std::vector{ipv4(1)});
    resolution_->publish({"a.test", "b.test"});
    ASSERT_TRUE(await([this] { return changes_.size() == 2; }));
    resolution_->publish({"b.test", "c.test"});
    EXPECT_EQ(resolution_->known("a.test"), std::nullopt);
    EXPECT_NE(resolution_->known("b.test"), std::nullopt);
    ASSERT_TRUE(await([this] { return changes_.size() == 3; }));
    EXPECT_EQ(changes_.back().first, "c.test");
    resolution_->publish({});
    const auto asked = server_.asked;
    const auto all = counts_.ok.value();
    context_.run_for(std::chrono::milliseconds(20));  // whatever was under way
    EXPECT_LE(server_.asked, asked + 2);
    EXPECT_EQ(counts_.ok.value(), all);
}

TEST_F(ResolutionTest, uses_a_thousand_addresses_and_counts_the_others) {
    start(server_.port());
    std::vector<std::string> many;
    for (int i = 0; i < 1'200; ++i) many.push_back(ipv4(i));
    says([&many](const Question& q, bool tcp) {
        return Datagrams{tcp ? answer(q, many) : answer(q, {}, 0, net::truncated)};
    });
    resolution_->publish({"app.test"});
    ASSERT_TRUE(await([this] { return !changes_.empty(); }));
    EXPECT_EQ(resolution_->known("app.test")->size(), 1'000U);
    EXPECT_EQ(counts_.addresses_over_limit.value() % 200, 0U);
    EXPECT_GE(counts_.addresses_over_limit.value(), 200U);
    resolution_.reset();  // in the middle of whatever it does
    context_.poll();
}

// A real server, whose hosts file changes.
class Dnsmasq {
public:
    explicit Dnsmasq(asio::io_context& context) {
        std::string pattern = std::filesystem::temp_directory_path() / "dnsmasq-XXXXXX";
        directory_ = mkdtemp(pattern.data());
        std::filesystem::permissions(directory_, std::filesystem::perms(0755));
        asio::ip::udp::socket free(context,
                                   asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), 0));
        port_ = free.local_endpoint().port();
    }
    ~Dnsmasq() {
        if (process_ > 0) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
        }
        std::filesystem::remove_all(directory_);
    }
    Dnsmasq(const Dnsmasq&) = delete;
    Dnsmasq& operator=(const Dnsmasq&) = delete;

    void start() {
        std::vector<std::string> words{"dnsmasq",
                                       "--keep-in-foreground",
                                       "--conf-file=/dev/null",
                                       "--pid-file=",
                                       "--no-resolv",
                                       "--no-hosts",
                                       "--listen-address=127.0.0.1",
                                       "--bind-interfaces",
                                       "--local=/test/",
                                       "--local-ttl=1",
                                       "--log-facility=" + file("log"),
                                       "--addn-hosts=" + file("hosts"),
                                       "--port=" + std::to_string(port_)};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        std::string path = "/usr/sbin/dnsmasq";
        ASSERT_EQ(posix_spawn(&process_, path.c_str(), nullptr, nullptr, arguments.data(), environ),
                  0);
    }

    void has(const std::string& hosts) {
        std::ofstream(file("new")) << hosts;
        std::filesystem::rename(file("new"), file("hosts"));
        if (process_ > 0) kill(process_, SIGHUP);
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    [[nodiscard]] std::string file(const char* name) const { return directory_ + "/" + name; }

    std::string directory_;
    std::uint16_t port_ = 0;
    pid_t process_ = 0;
};

TEST_F(ResolutionTest, follows_a_real_server_from_before_it_starts) {
    Dnsmasq dnsmasq(context_);
    start(dnsmasq.port());
    dnsmasq.has("10.1.0.1 app.test\n10.1.0.2 app.test\n");
    resolution_->publish({"app.test"});
    ASSERT_TRUE(await_more(counts_.failed, 1));
    dnsmasq.start();
    ASSERT_TRUE(await([this] { return changes_.size() == 2; }));
    EXPECT_EQ(changes_.back().second, "10.1.0.1 10.1.0.2 ");
    dnsmasq.has("");
    ASSERT_TRUE(await_more(counts_.not_found, 1));
    dnsmasq.has("10.1.0.3 app.test\n");
    ASSERT_TRUE(await([this] { return changes_.size() == 3; }));
    EXPECT_EQ(changes_.back().second, "10.1.0.3 ");
}

}  // namespace
}  // namespace crossfade::backend
