// Messages and descriptors between two ends.
#include "proxy/takeover/channel.hpp"

#include "proxy/net/inherited_sockets.hpp"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/socket.h>
#include <unistd.h>

namespace crossfade::takeover {
namespace {

using std::chrono::milliseconds;

std::pair<Channel, Channel> both_ends() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()), 0);
    return {Channel(Descriptor(ends[0])), Channel(Descriptor(ends[1]))};
}

TEST(TakeoverChannel, carries_messages_and_descriptors) {
    auto [one, other] = both_ends();
    EXPECT_EQ(one.peer(), ::getpid());
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    ASSERT_FALSE(one.send(Sockets{1}, std::span(pipe).first(1)));
    ASSERT_FALSE(one.send(Complete()));
    ::close(pipe[0]);
    auto received = other.receive();
    ASSERT_TRUE(received);
    ASSERT_EQ(received->descriptors.size(), 1U);
    const int copy = received->descriptors[0].number();
    EXPECT_EQ(::fcntl(copy, F_GETFD), FD_CLOEXEC);
    ASSERT_EQ(::write(pipe[1], "x", 1), 1);
    char byte = 0;
    EXPECT_EQ(::read(copy, &byte, 1), 1);
    ::close(pipe[1]);
    received = other.receive();
    ASSERT_TRUE(received);
    EXPECT_TRUE(std::holds_alternative<Complete>(received->message));
    EXPECT_EQ(other.receive().error(), asio::error::would_block);
}

TEST(TakeoverChannel, tells_nonsense_from_the_end) {
    auto [one, other] = both_ends();
    ASSERT_EQ(::send(one.descriptor(), "\xff\xff", 2, 0), 2);
    EXPECT_EQ(other.receive().error().value(), EPROTO);
    one.shut();
    EXPECT_EQ(other.receive().error(), asio::error::eof);
    EXPECT_TRUE(other.send(Serving()));
}

TEST(TakeoverChannel, waits_no_longer_than_it_is_told) {
    auto [one, other] = both_ends();
    const auto soon = Channel::Clock::now() + milliseconds(10);
    EXPECT_EQ(other.receive_before(soon).error(), asio::error::timed_out);
}

TEST(TakeoverChannel, finds_the_process_by_its_file) {
    const auto here = std::filesystem::temp_directory_path() / "crossfade.yaml";
    const auto place = place_of(here.string());
    EXPECT_EQ(place, place_of((here.parent_path() / "." / "crossfade.yaml").string()));
    EXPECT_NE(place, place_of(here.string() + "2"));
    const auto mine = place + std::to_string(::getpid());
    EXPECT_EQ(connect_to(mine).error(), asio::error::connection_refused);
    {
        const auto door = listen_at(mine);
        ASSERT_TRUE(door);
        EXPECT_TRUE(connect_to(mine));
        EXPECT_EQ(listen_at(mine).error(), asio::error::address_in_use);
    }
    EXPECT_EQ(connect_to(mine).error(), asio::error::connection_refused);
}

}  // namespace
}  // namespace crossfade::takeover
