// A transport and its peer, over loopback and on a real event loop.
#include "proxy/net/transport.hpp"

#include "proxy/net/blocking_socket.hpp"
#include "proxy/net/listener.hpp"
#include "tests/unit/net/run_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

namespace crossfade::net {
namespace {

using asio::ip::tcp;

class TransportTest : public testing::Test {
protected:
    TransportTest() {
        tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        tcp::socket socket(context_);
        peer_.connect(acceptor.local_endpoint());
        acceptor.accept(socket);
        transport_ = std::make_unique<Transport>(std::move(socket), wheel_);
        wheel_.start();
    }

    bool run_until(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }

    /// Runs the loop while there is something to do at once.
    void settle() {
        while (context_.poll() > 0) {
        }
    }

    static Awaitable<void> store_readable(Transport& transport, std::optional<Error>& result) {
        result = co_await transport.readable();
    }
    static Awaitable<void> store_writable(Transport& transport, std::optional<Error>& result) {
        result = co_await transport.writable();
    }
    static Awaitable<void> store_write_all(Transport& transport,
                                           const std::string& text,
                                           std::optional<Error>& result) {
        std::array<iovec, 2> parts{};
        parts[0].iov_base = const_cast<char*>(text.data());
        parts[0].iov_len = text.size() / 3;
        parts[1].iov_base = const_cast<char*>(text.data() + text.size() / 3);
        parts[1].iov_len = text.size() - text.size() / 3;
        result = co_await write_all(transport, parts);
    }

    void start(Awaitable<void> work) {
        asio::co_spawn(context_, std::move(work), asio::detached);
        settle();
    }

    std::string read_now(Error& error) {
        std::array<char, 100> room{};
        const auto count = transport_->try_read(room, error);
        return {room.data(), count};
    }

    /// Reads what fill() left for the peer, so that there is room again.
    void drain_peer() {
        peer_.non_blocking(true);
        std::string room(1U << 20U, '\0');
        Error error;
        while (!error) peer_.read_some(asio::buffer(room), error);
        EXPECT_EQ(error, asio::error::would_block);
    }

    /// Fills what the kernel buffers, so that the next write would wait.
    void fill() {
        static const std::string text(1U << 20U, 'x');
        Error error;
        while (!error) {
            const iovec part{const_cast<char*>(text.data()), text.size()};
            static_cast<void>(transport_->try_write({&part, 1}, error));
        }
        EXPECT_EQ(error, asio::error::would_block);
    }

    asio::io_context context_;
    DeadlineWheel wheel_{context_};
    tcp::socket peer_{context_};
    std::unique_ptr<Transport> transport_;
};

struct Counter final : Transport::Observer {
    void on_activity() override { ++count; }
    int count = 0;
};

TEST_F(TransportTest, says_when_reading_would_wait) {
    Error error;
    EXPECT_EQ(read_now(error), "");
    EXPECT_EQ(error, asio::error::would_block);
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::open);
    EXPECT_EQ(transport_->peer_address(), "127.0.0.1");
}

TEST_F(TransportTest, wakes_a_reader_when_something_arrives) {
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    EXPECT_FALSE(result);
    asio::write(peer_, asio::buffer("hello", 5));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result);
    Error error;
    EXPECT_EQ(read_now(error), "hello");
    EXPECT_FALSE(error);
}

TEST_F(TransportTest, wakes_a_reader_when_the_peer_leaves) {
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    peer_.shutdown(tcp::socket::shutdown_send);
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    Error error;
    EXPECT_EQ(read_now(error), "");
    EXPECT_EQ(error, asio::error::eof);
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::half_closed);
}

TEST_F(TransportTest, finds_what_arrived_while_nobody_waited) {
    Counter counter;
    transport_->set_observer(&counter);
    transport_->watch();
    asio::write(peer_, asio::buffer("hello", 5));
    ASSERT_TRUE(run_until([&] { return counter.count > 0; }));
    transport_->set_observer(nullptr);
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    ASSERT_TRUE(result);  // at once
    Error error;
    EXPECT_EQ(read_now(error), "hello");
}

TEST_F(TransportTest, waits_for_more_than_was_peeked_at) {
    std::array<char, 10> room{};
    Error error;
    EXPECT_EQ(transport_->try_peek(room, 0, error), 0U);
    EXPECT_EQ(error, asio::error::would_block);
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    asio::write(peer_, asio::buffer("ab", 2));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(transport_->try_peek(room, 0, error), 2U);
    EXPECT_FALSE(error);
    EXPECT_EQ(transport_->try_peek(room, 2, error), 2U);
    EXPECT_EQ(error, asio::error::would_block);
    result.reset();
    start(store_readable(*transport_, result));
    EXPECT_FALSE(result);  // though two bytes are there
    asio::write(peer_, asio::buffer("c", 1));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(transport_->try_peek(room, 2, error), 3U);
    EXPECT_FALSE(error);
    transport_->end_peeking();
    EXPECT_EQ(read_now(error), "abc");
}

TEST_F(TransportTest, sees_the_end_behind_what_was_peeked_at) {
    std::array<char, 10> room{};
    Error error;
    asio::write(peer_, asio::buffer("ab", 2));
    ASSERT_TRUE(run_until([&] { return transport_->try_peek(room, 0, error) == 2; }));
    EXPECT_EQ(transport_->try_peek(room, 2, error), 2U);
    EXPECT_EQ(error, asio::error::would_block);
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    EXPECT_FALSE(result);
    peer_.shutdown(tcp::socket::shutdown_send);
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(transport_->try_peek(room, 2, error), 2U);
    EXPECT_EQ(error, asio::error::eof);
}

TEST_F(TransportTest, wakes_a_reader_at_an_abort_and_keeps_the_first_reason) {
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    transport_->abort(asio::error::connection_aborted);
    EXPECT_FALSE(result);  // not from within: the caller may be the very waiter
    transport_->abort(asio::error::timed_out);
    settle();
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, asio::error::connection_aborted);
    EXPECT_TRUE(transport_->aborted());
    EXPECT_EQ(transport_->failure(), asio::error::connection_aborted);
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::gone);
}

TEST_F(TransportTest, fails_everything_after_an_abort) {
    transport_->abort(asio::error::timed_out);
    Error error;
    EXPECT_EQ(read_now(error), "");
    EXPECT_EQ(error, asio::error::timed_out);
    error.clear();
    std::string text = "x";
    const iovec part{text.data(), text.size()};
    EXPECT_EQ(transport_->try_write({&part, 1}, error), 0U);
    EXPECT_EQ(error, asio::error::timed_out);
    std::optional<Error> reading;
    std::optional<Error> writing;
    start(store_readable(*transport_, reading));
    start(store_writable(*transport_, writing));
    EXPECT_EQ(reading, Error(asio::error::timed_out));
    EXPECT_EQ(writing, Error(asio::error::timed_out));
}

TEST_F(TransportTest, wakes_a_writer_at_an_abort) {
    fill();
    std::optional<Error> result;
    start(store_writable(*transport_, result));
    EXPECT_FALSE(result);
    transport_->abort(asio::error::connection_aborted);
    settle();
    EXPECT_EQ(result, Error(asio::error::connection_aborted));
}

TEST_F(TransportTest, ends_a_wait_for_reading_and_stays_usable) {
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    transport_->end_read(asio::error::operation_aborted);
    settle();
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, asio::error::operation_aborted);
    EXPECT_FALSE(transport_->aborted());
    result.reset();
    start(store_readable(*transport_, result));
    EXPECT_FALSE(result);
    asio::write(peer_, asio::buffer("later", 5));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result);
    Error error;
    EXPECT_EQ(read_now(error), "later");
}

TEST_F(TransportTest, ends_a_wait_for_reading_when_its_time_is_over) {
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    transport_->set_deadline_after(DeadlineWheel::tick);
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(*result, asio::error::timed_out);
    EXPECT_FALSE(transport_->aborted());
}

TEST_F(TransportTest, is_aborted_when_its_time_is_over_and_nobody_reads) {
    transport_->set_deadline_after(DeadlineWheel::tick);
    ASSERT_TRUE(run_until([&] { return transport_->aborted(); }));
    EXPECT_EQ(transport_->failure(), asio::error::timed_out);
}

TEST_F(TransportTest, tells_an_observer_of_bytes_that_nobody_waits_for) {
    Counter counter;
    transport_->set_observer(&counter);
    transport_->watch();
    settle();
    EXPECT_EQ(counter.count, 0);
    asio::write(peer_, asio::buffer("x", 1));
    ASSERT_TRUE(run_until([&] { return counter.count > 0; }));
    settle();
    EXPECT_EQ(counter.count, 1);
    transport_->set_observer(nullptr);
}

TEST_F(TransportTest, tells_an_observer_that_the_peer_left) {
    Counter counter;
    transport_->set_observer(&counter);
    transport_->watch();
    peer_.close();
    EXPECT_TRUE(run_until([&] { return counter.count > 0; }));
    transport_->set_observer(nullptr);
}

TEST_F(TransportTest, tells_the_waiter_and_not_the_observer) {
    Counter counter;
    transport_->set_observer(&counter);
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    asio::write(peer_, asio::buffer("x", 1));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(counter.count, 0);
    transport_->set_observer(nullptr);
}

TEST_F(TransportTest, tells_an_observer_of_an_abort_that_nobody_waits_for) {
    Counter counter;
    transport_->set_observer(&counter);
    transport_->abort(asio::error::timed_out);
    EXPECT_EQ(counter.count, 0);
    settle();
    EXPECT_EQ(counter.count, 1);
    transport_->set_observer(nullptr);
}

TEST_F(TransportTest, may_be_destroyed_while_something_is_pending) {
    transport_->watch();
    settle();
    transport_->abort(asio::error::timed_out);
    transport_.reset();
    settle();
    char byte = 0;
    Error error;
    asio::read(peer_, asio::buffer(&byte, 1), error);
    EXPECT_TRUE(error);
}

TEST_F(TransportTest, writes_all_of_it_to_a_slow_peer) {
    std::string text;
    while (text.size() < 8U << 20U) text += std::to_string(text.size()) + ",";
    std::optional<Error> result;
    start(store_write_all(*transport_, text, result));
    EXPECT_FALSE(result);  // more than the kernel takes at once
    std::string received;
    std::string room(100'000, ' ');
    peer_.non_blocking(true);
    const auto end = Clock::now() + std::chrono::seconds(10);
    while (received.size() < text.size() && Clock::now() < end) {
        Error error;
        const auto count = peer_.read_some(asio::buffer(room), error);
        received.append(room, 0, count);
        context_.poll();
    }
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result);
    EXPECT_EQ(received, text);
}

TEST_F(TransportTest, does_not_take_the_end_of_what_the_peer_sends_for_room) {
    fill();
    peer_.shutdown(tcp::socket::shutdown_send);
    std::optional<Error> result;
    start(store_writable(*transport_, result));
    std::optional<Error> end;
    start(store_readable(*transport_, end));
    ASSERT_TRUE(run_until([&] { return end.has_value(); }));
    settle();
    EXPECT_FALSE(result);
    drain_peer();
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result);
}

TEST_F(TransportTest, wakes_a_writer_whatever_was_read_meanwhile) {
    fill();
    std::optional<Error> result;
    start(store_writable(*transport_, result));
    asio::write(peer_, asio::buffer(std::string(1'000, 'x')));
    std::array<char, 10> room{};
    for (std::size_t received = 0; received < 1'000;) {  // whole rooms, more often than in one turn
        std::optional<Error> arrived;
        start(store_readable(*transport_, arrived));
        ASSERT_TRUE(run_until([&] { return arrived.has_value(); }));
        Error error;
        received += transport_->try_read(room, error);
    }
    EXPECT_FALSE(result);
    drain_peer();
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result);
}

TEST_F(TransportTest, is_not_known_to_be_silent_before_it_was_looked_at) {
    Counter counter;
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    asio::write(peer_, asio::buffer("hello", 5));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    std::array<char, 2> room{};
    Error error;
    ASSERT_EQ(transport_->try_read(room, error), 2U);
    transport_->set_observer(&counter);
    transport_->watch();
    EXPECT_FALSE(transport_->known_silent());
    EXPECT_EQ(read_now(error), "llo");
    transport_->watch();
    EXPECT_FALSE(transport_->known_silent());  // more may be right behind it

    tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
    tcp::socket socket(context_);
    tcp::socket another(context_);
    another.connect(acceptor.local_endpoint());
    acceptor.accept(socket);
    Transport elsewhere(std::move(socket), wheel_);
    std::optional<Error> arrived;
    start(store_readable(elsewhere, arrived));
    asio::write(another, asio::buffer("hello", 5));
    ASSERT_TRUE(run_until([&] { return arrived.has_value(); }));
    EXPECT_TRUE(transport_->known_silent());
}

TEST_F(TransportTest, sends_a_fin_and_still_reads) {
    transport_->shutdown_send();
    char byte = 0;
    Error error;
    asio::read(peer_, asio::buffer(&byte, 1), error);
    EXPECT_EQ(error, asio::error::eof);
    asio::write(peer_, asio::buffer("x", 1));
    std::optional<Error> result;
    start(store_readable(*transport_, result));
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_EQ(read_now(error), "x");
}

TEST_F(TransportTest, resets_the_connection_if_asked_to) {
    transport_->reset_on_close();
    transport_.reset();
    settle();
    char byte = 0;
    Error error;
    asio::read(peer_, asio::buffer(&byte, 1), error);
    EXPECT_EQ(error, asio::error::connection_reset);
}

TEST(Advance, drops_bytes_over_parts_and_skips_empty_ones) {
    std::string text = "abcdef";
    std::array<iovec, 4> parts{
        {{text.data(), 2}, {nullptr, 0}, {text.data() + 2, 3}, {text.data() + 5, 1}}};
    auto rest = net::advance(std::span<iovec>(parts), 0);
    EXPECT_EQ(rest.size(), 4U);
    rest = net::advance(rest, 1);
    ASSERT_EQ(rest.size(), 4U);
    EXPECT_EQ(rest[0].iov_len, 1U);
    rest = net::advance(rest, 3);
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(std::string_view(static_cast<char*>(rest[0].iov_base), rest[0].iov_len), "e");
    rest = net::advance(rest, 2);
    EXPECT_TRUE(rest.empty());
}

TEST(Listen, refuses_an_address_that_somebody_else_has) {
    asio::io_context context;
    tcp::acceptor other(context, {asio::ip::address_v4::loopback(), 0});
    EXPECT_FALSE(listen("127.0.0.1", other.local_endpoint().port(), 1));
    EXPECT_FALSE(listen("no address", 0, 1));
}

TEST(BlockingSocket, gives_up_when_nobody_answers_in_time) {
    asio::io_context context;
    tcp::acceptor silent(context, {asio::ip::address_v4::loopback(), 0});
    auto socket = BlockingSocket::connect(
        "127.0.0.1", silent.local_endpoint().port(), std::chrono::milliseconds(50));
    ASSERT_TRUE(socket);
    EXPECT_FALSE(socket->send("hello"));
    std::array<char, 10> room{};
    const auto received = socket->receive(room);
    ASSERT_FALSE(received);
    EXPECT_EQ(received.error(), asio::error::timed_out);
}

TEST(BlockingSocket, says_that_nobody_listens) {
    asio::io_context context;
    std::uint16_t port = 0;
    {
        const tcp::acceptor gone(context, {asio::ip::address_v4::loopback(), 0});
        port = gone.local_endpoint().port();
    }
    EXPECT_FALSE(BlockingSocket::connect("127.0.0.1", port, std::chrono::milliseconds(500)));
}

}  // namespace
}  // namespace crossfade::net
