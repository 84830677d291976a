// Bytes that pass from socket to socket: all of them, in order, and never more than the sockets
// take.
#include "proxy/net/pipe.hpp"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

struct Ends {
    Ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both.data()), 0); }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;
    ~Ends() {
        for (const int end : both) {
            if (end >= 0) ::close(end);
        }
    }

    [[nodiscard]] std::string receive() const {
        std::string all;
        std::array<char, 4096> room{};
        for (;;) {
            const auto count = ::recv(both[1], room.data(), room.size(), 0);
            if (count <= 0) return all;
            all.append(room.data(), static_cast<std::size_t>(count));
        }
    }

    std::array<int, 2> both{};
};

class PipeTest : public testing::Test {
protected:
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);
        auto opened = Pipe::open();
        ASSERT_TRUE(opened);
        pipe_ = std::move(*opened);
    }
    void send(const std::string& text) const {
        ASSERT_EQ(::send(from_.both[1], text.data(), text.size(), 0),
                  static_cast<ssize_t>(text.size()));
    }
    Error fill(std::size_t most) {
        Error error;
        pipe_.fill(from_.both[0], most, error);
        return error;
    }

    Ends from_;
    Ends to_;
    Pipe pipe_;
};

TEST_F(PipeTest, passes_bytes_on) {
    send("one two");
    EXPECT_FALSE(fill(100));
    EXPECT_EQ(pipe_.size(), 7U);
    Error error;
    EXPECT_EQ(pipe_.drain(to_.both[0], error), 7U);
    EXPECT_FALSE(error);
    EXPECT_TRUE(pipe_.empty());
    EXPECT_EQ(to_.receive(), "one two");
}

TEST_F(PipeTest, takes_no_more_than_asked_for) {
    send("one two");
    EXPECT_FALSE(fill(3));
    EXPECT_EQ(pipe_.size(), 3U);
    std::array<char, 8> rest{};
    EXPECT_EQ(::recv(from_.both[0], rest.data(), rest.size(), 0), 4);
}

TEST_F(PipeTest, says_that_nothing_is_there_yet_and_that_nothing_will_be) {
    EXPECT_EQ(fill(100), asio::error::would_block);
    ::shutdown(from_.both[1], SHUT_WR);
    EXPECT_EQ(fill(100), asio::error::eof);
    EXPECT_TRUE(pipe_.empty());
}

TEST_F(PipeTest, keeps_what_the_other_side_does_not_take) {
    const std::string much(65'536, 'x');
    std::size_t sent = 0;
    Error error;
    while (!error) {
        send(much);
        for (std::size_t filled = 0; filled < much.size();) {
            ASSERT_FALSE(fill(much.size()));
            filled += pipe_.size();
            while (!pipe_.empty() && !error) sent += pipe_.drain(to_.both[0], error);
            if (error) break;
        }
    }
    EXPECT_EQ(error, asio::error::would_block);
    EXPECT_FALSE(pipe_.empty());
    EXPECT_EQ(to_.receive().size(), sent);
    const auto kept = pipe_.size();
    EXPECT_EQ(pipe_.drain(to_.both[0], error), kept);
    EXPECT_EQ(to_.receive(), std::string(kept, 'x'));
}

TEST_F(PipeTest, fails_when_the_other_side_is_gone) {
    send("one");
    EXPECT_FALSE(fill(100));
    ::close(to_.both[1]);
    to_.both[1] = -1;
    Error error;
    EXPECT_EQ(pipe_.drain(to_.both[0], error), 0U);
    EXPECT_EQ(error.value(), EPIPE);
}

TEST_F(PipeTest, says_what_cannot_be_passed_on_that_way) {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    Error error;
    pipe_.fill(set, 100, error);
    EXPECT_EQ(error, asio::error::operation_not_supported);
    ::close(set);
}

}  // namespace
}  // namespace crossfade::net
