// An idle transport under TLS: what wakes its observer, and what does not.
#include "proxy/net/transport.hpp"
#include "proxy/tls/policy.hpp"
#include "tests/unit/net/run_until.hpp"
#include "tests/unit/net/tls_identity.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace crossfade::net {
namespace {

using asio::ip::tcp;

struct Observer final : Transport::Observer {
    void on_activity() override { ++told; }
    int told = 0;
};

// The peer is a server, which blocks, as OpenSSL's own examples do.
class TlsTransportTest : public testing::Test {
protected:
    TlsTransportTest() {
        tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        tcp::socket socket(context_);
        socket.connect(acceptor.local_endpoint());
        acceptor.accept(peer_socket_);
        transport_ = std::make_unique<Transport>(std::move(socket), wheel_);
        wheel_.start();
        show_an_identity(*server_);
        peer_.reset(SSL_new(server_.get()));
        SSL_set_accept_state(peer_.get());
        SSL_set_fd(peer_.get(), peer_socket_.native_handle());
        shake_hands();
        transport_->set_observer(&observer_);
        transport_->watch();
    }

    static Awaitable<void> handshake(Transport& transport,
                                     tls::Ssl ssl,
                                     std::optional<Error>& result) {
        result = co_await transport.handshake(std::move(ssl));
    }

    void shake_hands() {
        tls::Ssl ssl(SSL_new(client_.get()));
        SSL_set_connect_state(ssl.get());
        std::optional<Error> result;
        asio::co_spawn(context_, handshake(*transport_, std::move(ssl), result), asio::detached);
        std::thread peer([this] { EXPECT_EQ(SSL_do_handshake(peer_.get()), 1); });
        EXPECT_TRUE(run_until([&result] { return result.has_value(); }));
        peer.join();
        EXPECT_FALSE(result.value_or(asio::error::fault));
    }

    bool run_until(const std::function<bool()>& condition) {
        return net::run_until(context_, condition);
    }

    /// All that is here already is handled, more than once: what was sent over loopback is here.
    void settle() {
        for (int turn = 0; turn < 10; ++turn) {
            context_.run_one_for(std::chrono::milliseconds(10));
            context_.poll();
        }
    }

    void say(std::string_view text) {
        ASSERT_EQ(SSL_write(peer_.get(), text.data(), static_cast<int>(text.size())),
                  static_cast<int>(text.size()));
    }

    asio::io_context context_{1};
    DeadlineWheel wheel_{context_};
    tcp::socket peer_socket_{context_};
    tls::Context server_ = tls::make_server_context(config::TlsVersion::tls13);
    tls::Context client_ = tls::make_client_context(config::TlsVersion::tls13);
    Observer observer_;
    std::unique_ptr<Transport> transport_;
    tls::Ssl peer_;
};

TEST_F(TlsTransportTest, TicketsAndKeyUpdatesAreNoActivity) {
    for (int count = 0; count < 3; ++count) {
        ASSERT_EQ(SSL_key_update(peer_.get(), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ASSERT_EQ(SSL_do_handshake(peer_.get()), 1);
        settle();
        EXPECT_EQ(observer_.told, 0);
        EXPECT_TRUE(transport_->silent());
    }
    say("data");
    EXPECT_TRUE(run_until([this] { return observer_.told > 0; }));
    EXPECT_EQ(observer_.told, 1);
    EXPECT_FALSE(transport_->silent());
}

TEST_F(TlsTransportTest, DataThatIsLeftInARecordIsToldOf) {
    say("0123456789");
    ASSERT_TRUE(run_until([this] { return observer_.told == 1; }));
    std::array<char, 4> room{};
    Error error;
    EXPECT_EQ(transport_->try_read(room, error), 4U);
    transport_->watch();
    EXPECT_TRUE(run_until([this] { return observer_.told == 2; }));
}

// epoll drops what it was about to tell of a socket that is empty when it looks again.
TEST_F(TlsTransportTest, WhatALookTookFromTheKernelNeedsNoWait) {
    say("data");
    ASSERT_TRUE(run_until([this] { return !transport_->silent(); }));
    EXPECT_FALSE(transport_->must_wait());
    std::array<char, 10> room{};
    Error error;
    EXPECT_EQ(transport_->try_read(room, error), 4U);
    EXPECT_TRUE(transport_->must_wait());
}

TEST_F(TlsTransportTest, AGoodbyeIsAHalfClose) {
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::open);
    SSL_shutdown(peer_.get());
    ASSERT_TRUE(run_until([this] { return observer_.told == 1; }));
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::half_closed);
}

TEST_F(TlsTransportTest, ACutIsTheEnd) {
    peer_socket_.close();
    ASSERT_TRUE(run_until([this] { return observer_.told == 1; }));
    EXPECT_EQ(transport_->peer_state(), Transport::PeerState::gone);
}

}  // namespace
}  // namespace crossfade::net
