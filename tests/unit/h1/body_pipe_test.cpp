// Long bodies that go through a pipe instead of memory: counted like any other, and ended like any.
#include "proxy/h1/body.hpp"
#include "tests/unit/net/run_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace crossfade::h1 {
namespace {

using asio::ip::tcp;
using http::Failure;
using Kind = http::Framing::Kind;

constexpr std::uint64_t long_size = 400 * 1024;
constexpr auto patience = std::chrono::hours(1);  // nothing here may be waited for that long

class BodyPipeTest : public testing::Test {
protected:
    BodyPipeTest() : from_(connect(sender_)), to_(connect(taker_)) {
        receiver_.begin({Kind::length, long_size}, patience);
        sender_side_.begin({Kind::length, long_size}, patience);
        auto opened = net::Pipe::open();
        EXPECT_TRUE(opened);
        if (opened) pipe_ = std::move(*opened);
        wheel_.start();
    }

    std::unique_ptr<net::Transport> connect(tcp::socket& peer) {
        tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        tcp::socket socket(context_);
        peer.connect(acceptor.local_endpoint());
        acceptor.accept(socket);
        return std::make_unique<net::Transport>(std::move(socket), wheel_);
    }

    static Awaitable<void> fill(BodyReceiver& receiver,
                                net::Pipe& pipe,
                                std::optional<Error>& end) {
        end = co_await receiver.fill(pipe);
    }
    static Awaitable<void> read(BodyReceiver& receiver, std::optional<Error>& end) {
        const auto chunk = co_await receiver.read();
        end = chunk ? Error() : chunk.error();
    }
    static Awaitable<void> drain(BodySender& sender, net::Pipe& pipe, std::optional<Error>& end) {
        end = co_await sender.drain(pipe);
    }
    Error end_of(Awaitable<void> work, std::optional<Error>& end) {
        asio::co_spawn(context_, std::move(work), asio::detached);
        EXPECT_TRUE(net::run_until(context_, [&end] { return end.has_value(); }));
        return end.value_or(asio::error::timed_out);
    }
    Error fill() {
        std::optional<Error> end;
        return end_of(fill(receiver_, pipe_, end), end);
    }
    Error drain() {
        std::optional<Error> end;
        return end_of(drain(sender_side_, pipe_, end), end);
    }

    asio::io_context context_;
    net::DeadlineWheel wheel_{context_};
    net::BlockPool blocks_;
    net::ReceiveBuffer buffer_{blocks_};
    tcp::socket sender_{context_};
    tcp::socket taker_{context_};
    std::unique_ptr<net::Transport> from_;
    std::unique_ptr<net::Transport> to_;
    BodyReceiver receiver_{*from_, buffer_, response_body_failures};
    BodySender sender_side_{*to_};
    net::Pipe pipe_;
};

TEST_F(BodyPipeTest, passes_on_all_of_it_and_no_byte_more) {
    const std::string body(long_size, 'b');
    const std::string next = "the next message";
    std::string received;
    std::string sent = body + next;
    std::size_t gone = 0;
    while (!receiver_.finished()) {
        gone += asio::write(sender_, asio::buffer(sent.substr(gone, 50'000)));
        ASSERT_FALSE(fill());
        const auto size = pipe_.size();
        ASSERT_FALSE(drain());
        std::string piece(size, '\0');
        asio::read(taker_, asio::buffer(piece));
        received += piece;
    }
    EXPECT_EQ(received, body);
    EXPECT_EQ(sender_side_.bytes_sent(), long_size);
    Error error;
    EXPECT_TRUE(sender_side_.try_finish(nullptr, error) && !error && sender_side_.finished());
    asio::write(sender_, asio::buffer(sent.substr(gone)));
    const auto room = buffer_.room();
    ASSERT_TRUE(net::run_until(context_, [&] {
        buffer_.received(from_->try_read(room, error));
        return !buffer_.empty();
    }));
    EXPECT_EQ(buffer_.data(), next);
}

TEST_F(BodyPipeTest, says_so_if_it_breaks_off) {
    asio::write(sender_, asio::buffer(std::string("too little")));
    sender_.shutdown(tcp::socket::shutdown_send);
    EXPECT_FALSE(fill());
    EXPECT_FALSE(drain());
    EXPECT_TRUE(fill());
    EXPECT_EQ(receiver_.failure(), Failure::response_body_incomplete);
    EXPECT_FALSE(receiver_.finished());
}

TEST_F(BodyPipeTest, is_not_waited_for_once_nobody_wants_it) {
    receiver_.cancel();
    EXPECT_TRUE(fill());
    EXPECT_TRUE(pipe_.empty());
}

// What a refused pipe says leaves the body to be read; said by a connection, it is its end.
TEST_F(BodyPipeTest, ends_with_its_connection_whatever_the_reason) {
    from_->abort(asio::error::operation_not_supported);
    std::optional<Error> end;
    EXPECT_TRUE(end_of(read(receiver_, end), end));
    EXPECT_NE(receiver_.failure(), Failure::none);
}

TEST_F(BodyPipeTest, is_sent_in_no_greater_length_than_was_declared) {
    sender_side_.begin({Kind::length, 4}, patience);
    asio::write(sender_, asio::buffer(std::string("too much")));
    EXPECT_FALSE(fill());
    EXPECT_EQ(drain(), asio::error::message_size);
}

TEST_F(BodyPipeTest, is_for_long_bodies_of_a_known_length) {
    EXPECT_TRUE(receiver_.fills_pipes());
    EXPECT_TRUE(sender_side_.drains_pipes());
    receiver_.begin({Kind::length, 1'000}, patience);
    EXPECT_FALSE(receiver_.fills_pipes());
    receiver_.begin({Kind::chunked, 0}, patience);
    EXPECT_FALSE(receiver_.fills_pipes());
    sender_side_.begin({Kind::chunked, 0}, patience);
    EXPECT_FALSE(sender_side_.drains_pipes());
}

}  // namespace
}  // namespace crossfade::h1
