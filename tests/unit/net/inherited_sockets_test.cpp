// Sockets that others opened: known by their address, spread over workers, none left out.
#include "proxy/net/inherited_sockets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fcntl.h>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

using Queues = InheritedSockets::Queues;

constexpr const char* host = "127.0.0.1";

std::uint16_t port_of(int descriptor) {
    asio::ip::tcp::endpoint address;
    auto size = static_cast<socklen_t>(address.capacity());
    EXPECT_EQ(::getsockname(descriptor, address.data(), &size), 0);
    return address.port();
}

// So many SO_REUSEPORT sockets of one port, as another process hands them over.
InheritedSockets inherited(std::size_t count, Queues queues, std::uint16_t& port) {
    auto first = listen(host, 0, 1);
    port = port_of(first->front().descriptor());
    InheritedSockets sockets;
    for (std::size_t index = 0; index < count; ++index) {
        const auto socket = index == 0 ? first->front().duplicate() : listen_too(host, port);
        EXPECT_FALSE(sockets.add(::dup(socket->descriptor()), queues));
    }
    return sockets;
}

ino_t queue_of(const ListeningSocket& socket) {
    struct stat status {};
    EXPECT_EQ(::fstat(socket.descriptor(), &status), 0);
    return status.st_ino;
}

struct Spread {
    std::set<ino_t> queues;
    std::vector<std::size_t> per_worker;
};

Spread spread_over(std::size_t workers, std::size_t count, Queues queues) {
    std::uint16_t port = 0;
    auto sockets = inherited(count, queues, port);
    auto given = spread(sockets.take(host, port), host, port, workers);
    Spread result;
    if (!given) return result;
    for (const auto& of_worker : *given) {
        result.per_worker.push_back(of_worker.size());
        for (const auto& socket : of_worker) result.queues.insert(queue_of(socket));
    }
    return result;
}

using Sizes = std::vector<std::size_t>;

TEST(InheritedSockets, every_queue_goes_on_being_accepted_from) {
    const auto fewer = spread_over(2, 5, Queues::may_grow);
    EXPECT_EQ(fewer.per_worker, (Sizes{3, 2}));
    EXPECT_EQ(fewer.queues.size(), 5U);
    EXPECT_EQ(spread_over(3, 3, Queues::may_grow).per_worker, (Sizes{1, 1, 1}));
}

TEST(InheritedSockets, more_workers_open_queues_or_share_those_of_a_supervisor) {
    const auto grown = spread_over(4, 2, Queues::may_grow);
    EXPECT_EQ(grown.per_worker, (Sizes{1, 1, 1, 1}));
    EXPECT_EQ(grown.queues.size(), 4U);
    const auto kept = spread_over(4, 2, Queues::are_kept);
    EXPECT_EQ(kept.per_worker, (Sizes{1, 1, 1, 1}));
    EXPECT_EQ(kept.queues.size(), 2U);
}

TEST(InheritedSockets, are_known_by_their_address) {
    std::uint16_t port = 0;
    auto sockets = inherited(2, Queues::may_grow, port);
    EXPECT_TRUE(sockets.take("127.0.0.2", port).empty());
    EXPECT_TRUE(sockets.take("no address", port).empty());
    EXPECT_EQ(sockets.left(), std::vector<std::string>{"127.0.0.1:" + std::to_string(port)});
    const auto taken = sockets.take(host, port);
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_TRUE(sockets.empty());
    EXPECT_EQ(::fcntl(taken[0].descriptor(), F_GETFD), FD_CLOEXEC);
    EXPECT_NE(::fcntl(taken[0].descriptor(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(InheritedSockets, what_does_not_listen_is_refused_and_closed) {
    InheritedSockets sockets;
    const int plain = ::socket(AF_INET, SOCK_STREAM, 0);
    const int local = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const int datagrams = ::socket(AF_INET, SOCK_DGRAM, 0);
    for (const int each : {plain, local, datagrams}) {
        EXPECT_TRUE(sockets.add(each, Queues::may_grow));
        EXPECT_EQ(::fcntl(each, F_GETFD), -1);
    }
    EXPECT_TRUE(sockets.add(-1, Queues::may_grow));
    EXPECT_TRUE(sockets.empty());
}

}  // namespace
}  // namespace crossfade::net
