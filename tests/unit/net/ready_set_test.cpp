// Sockets that become ready together, and what a member may do to others while it is told.
#include "proxy/net/ready_set.hpp"

#include "tests/unit/net/run_until.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace crossfade::net {
namespace {

// One end of a pair of sockets; the test holds the other.
class End final : public ReadySet::Member {
public:
    explicit End(ReadySet& set) : set_(&set) {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0);
        EXPECT_FALSE(set_->add(ends_[0], *this));
    }
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() {
        set_->remove(*this);
        for (const int end : ends_) ::close(end);
    }

    void send() { EXPECT_EQ(::send(ends_[1], "x", 1, 0), 1); }
    void leave() { ::shutdown(ends_[1], SHUT_WR); }
    void receive() {
        char byte = 0;
        EXPECT_EQ(::recv(ends_[0], &byte, 1, 0), 1);
    }
    void ask(ReadySet::For what) { set_->ask(ends_[0], *this, what); }

    std::function<void()> then;
    std::vector<std::uint32_t> told;

private:
    void on_ready(std::uint32_t events) override {
        told.push_back(events);
        if (then) then();
    }

    ReadySet* set_;
    std::array<int, 2> ends_{};
};

class ReadySetTest : public testing::Test {
protected:
    bool run_until(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }
    void settle() {
        context_.restart();
        while (context_.poll() > 0) {
        }
    }

    asio::io_context context_;
    ReadySet& set_ = asio::use_service<ReadySet>(context_);
};

TEST_F(ReadySetTest, tells_once_what_arrived) {
    End end(set_);
    end.send();
    ASSERT_TRUE(run_until([&] { return !end.told.empty(); }));
    EXPECT_EQ(end.told.front(), EPOLLIN);
    settle();
    EXPECT_EQ(end.told.size(), 1U);
    end.send();
    ASSERT_TRUE(run_until([&] { return end.told.size() == 2; }));
}

TEST_F(ReadySetTest, tells_again_when_asked) {
    End end(set_);
    end.send();
    ASSERT_TRUE(run_until([&] { return end.told.size() == 1; }));
    end.ask(ReadySet::For::reading);
    ASSERT_TRUE(run_until([&] { return end.told.size() == 2; }));
    end.receive();
    end.ask(ReadySet::For::reading);
    settle();
    EXPECT_EQ(end.told.size(), 2U);
    end.ask(ReadySet::For::writing_too);
    ASSERT_TRUE(run_until([&] { return end.told.size() == 3; }));
    EXPECT_EQ(end.told.back(), EPOLLOUT);
}

TEST_F(ReadySetTest, tells_that_the_peer_left) {
    End end(set_);
    end.leave();
    ASSERT_TRUE(run_until([&] { return !end.told.empty(); }));
    EXPECT_NE(end.told.front() & EPOLLRDHUP, 0U);
}

TEST_F(ReadySetTest, does_not_tell_a_member_that_went_within_the_batch) {
    End first(set_);
    auto second = std::make_unique<End>(set_);
    bool told = false;
    first.then = [&] { second.reset(); };
    second->then = [&] { told = true; };
    first.send();
    second->send();
    ASSERT_TRUE(run_until([&] { return !first.told.empty(); }));
    settle();
    EXPECT_FALSE(told);
    EXPECT_EQ(second, nullptr);
}

TEST_F(ReadySetTest, knows_who_is_still_to_be_told) {
    End first(set_);
    End second(set_);
    End third(set_);
    std::optional<bool> second_quiet;
    std::optional<bool> third_quiet;
    std::optional<bool> third_quiet_since_now;
    first.then = [&] {
        second_quiet = set_.quiet_since(0, second);
        third_quiet = set_.quiet_since(0, third);
        third_quiet_since_now = set_.quiet_since(set_.turn(), third);
    };
    first.send();
    second.send();
    ASSERT_TRUE(run_until([&] { return !second.told.empty(); }));
    EXPECT_EQ(second_quiet, false);
    EXPECT_EQ(third_quiet, true);
    EXPECT_EQ(third_quiet_since_now, false);
    EXPECT_TRUE(set_.quiet_since(0, second));
}

TEST_F(ReadySetTest, knows_nothing_beyond_a_full_batch) {
    std::vector<std::unique_ptr<End>> many;
    for (int index = 0; index < 200; ++index) many.push_back(std::make_unique<End>(set_));
    std::optional<bool> quiet;
    End silent(set_);
    many.front()->then = [&] { quiet = set_.quiet_since(0, silent); };
    for (const auto& each : many) each->send();
    const auto all_told = [&] {
        for (const auto& each : many) {
            if (each->told.empty()) return false;
        }
        return true;
    };
    ASSERT_TRUE(run_until(all_told));
    EXPECT_EQ(quiet, false);
    EXPECT_TRUE(set_.quiet_since(0, silent));
}

TEST_F(ReadySetTest, leaves_a_context_without_members_nothing_to_do) {
    { End end(set_); }
    context_.restart();
    context_.run();
    End later(set_);
    later.send();
    EXPECT_TRUE(run_until([&] { return !later.told.empty(); }));
}

}  // namespace
}  // namespace crossfade::net
