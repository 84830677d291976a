// Two streams over a socket pair, and what is left of each other's records.
#include "proxy/net/tls_stream.hpp"

#include "proxy/tls/failure.hpp"
#include "proxy/tls/policy.hpp"
#include "tests/unit/net/tls_identity.hpp"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace crossfade::net {
namespace {

class TlsStreamTest : public testing::Test {
protected:
    TlsStreamTest() {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets_.data()), 0);
        show_an_identity(*server_context_);
        tls::Ssl server(SSL_new(server_context_.get()));
        SSL_set_accept_state(server.get());
        tls::Ssl client(SSL_new(client_context_.get()));
        SSL_set_connect_state(client.get());
        raw_client_ = client.get();
        server_.emplace(std::move(server), sockets_[0]);
        client_.emplace(std::move(client), sockets_[1]);
    }
    ~TlsStreamTest() override {
        for (const int socket : sockets_) ::close(socket);
    }

    void shake_hands() {
        Error ours = asio::error::would_block;
        Error theirs = asio::error::would_block;
        for (int steps = 0; (ours || theirs) && steps < 10; ++steps) {
            if (theirs) theirs = client_->handshake();
            if (ours) ours = server_->handshake();
        }
        ASSERT_FALSE(ours) << ours.message();
        ASSERT_FALSE(theirs) << theirs.message();
    }

    static std::size_t write(TlsStream& stream, std::vector<std::string> texts, Error& error) {
        std::vector<iovec> parts;
        for (auto& text : texts) parts.push_back({text.data(), text.size()});
        return stream.write(parts, error);
    }

    static std::string read(TlsStream& stream, std::size_t size, Error& error) {
        std::string room(size, '\0');
        room.resize(stream.read({room.data(), room.size()}, error));
        return room;
    }

    std::size_t bytes_under_way(int socket) {
        std::array<char, 1 << 16> room{};
        const auto count = ::recv(socket, room.data(), room.size(), MSG_PEEK);
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }

    tls::Context server_context_ = tls::make_server_context(config::TlsVersion::tls12);
    tls::Context client_context_ = tls::make_client_context(config::TlsVersion::tls12);
    std::array<int, 2> sockets_{-1, -1};
    SSL* raw_client_ = nullptr;
    std::optional<TlsStream> server_;
    std::optional<TlsStream> client_;
    Error error_;
};

TEST_F(TlsStreamTest, PutsPartsIntoOneRecord) {
    shake_hands();
    ASSERT_EQ(read(*client_, 10, error_), "");  // the tickets
    EXPECT_EQ(write(*server_, {"HTTP/1.1 200 OK\r\n\r\n", "", "a body"}, error_), 25U);
    EXPECT_LT(bytes_under_way(sockets_[1]), 25U + 5 + 1 + 16 + 1);
    EXPECT_EQ(read(*client_, 100, error_), "HTTP/1.1 200 OK\r\n\r\na body");
    EXPECT_FALSE(error_);
    EXPECT_FALSE(client_->pending());
}

TEST_F(TlsStreamTest, TellsOfWhatARecordStillHolds) {
    shake_hands();
    static_cast<void>(write(*server_, {"0123456789"}, error_));
    EXPECT_EQ(read(*client_, 4, error_), "0123");
    EXPECT_TRUE(client_->pending());
    EXPECT_FALSE(client_->look());
    EXPECT_EQ(read(*client_, 100, error_), "456789");
    EXPECT_FALSE(client_->pending());
    EXPECT_EQ(client_->look(), asio::error::would_block);
}

TEST_F(TlsStreamTest, GoesOnWhereAFullSocketStoppedIt) {
    shake_hands();
    std::string text(3'000'000, 'x');
    for (std::size_t at = 0; at < text.size(); ++at) text[at] = static_cast<char>('a' + at % 23);
    std::string received;
    std::size_t sent = 0;
    while (received.size() < text.size()) {
        const auto middle = sent + (text.size() - sent) / 3;
        Error error;
        sent += write(*server_, {text.substr(sent, middle - sent), text.substr(middle)}, error);
        ASSERT_TRUE(!error || error == asio::error::would_block) << error.message();
        while (true) {
            const auto piece = read(*client_, 70'000, error_);
            received += piece;
            if (piece.empty()) break;
        }
    }
    EXPECT_EQ(received, text);
}

TEST_F(TlsStreamTest, DoesNotTakeTicketsForData) {
    shake_hands();
    EXPECT_GT(bytes_under_way(sockets_[1]), 0U);
    EXPECT_EQ(client_->look(), asio::error::would_block);
    EXPECT_EQ(client_->reading(), TlsStream::Wants::read);
}

TEST_F(TlsStreamTest, DoesNotTakeKeyUpdatesForDataAndAnswersThem) {
    shake_hands();
    ASSERT_EQ(SSL_key_update(raw_client_, SSL_KEY_UPDATE_REQUESTED), 1);
    ASSERT_EQ(SSL_do_handshake(raw_client_), 1);
    EXPECT_EQ(server_->look(), asio::error::would_block);
    static_cast<void>(write(*server_, {"after"}, error_));
    EXPECT_EQ(read(*client_, 100, error_), "after");
}

TEST_F(TlsStreamTest, GivesOthersATurnWhileNothingButKeyUpdatesArrives) {
    shake_hands();
    BIO* const collected = BIO_new(BIO_s_mem());
    SSL_set0_wbio(raw_client_, collected);
    for (int count = 0; count < 6'000; ++count) {
        ASSERT_EQ(SSL_key_update(raw_client_, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ASSERT_EQ(SSL_do_handshake(raw_client_), 1);
    }
    char* bytes = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(collected, &bytes));
    ASSERT_GT(::send(sockets_[1], bytes, size, 0), 100'000);
    EXPECT_EQ(server_->look(), asio::error::would_block);
    EXPECT_TRUE(server_->pending()) << "more is there, but not now";
}

TEST_F(TlsStreamTest, SurvivesAKeyUpdateWhileItsOwnRecordIsHalfSent) {
    shake_hands();
    ASSERT_EQ(read(*client_, 10, error_), "");  // the tickets
    const std::string text(3'000'000, 'x');
    const auto sent = write(*server_, {text}, error_);
    ASSERT_LT(sent, text.size());
    ASSERT_EQ(SSL_key_update(raw_client_, SSL_KEY_UPDATE_REQUESTED), 1);
    ASSERT_EQ(SSL_do_handshake(raw_client_), 1);
    EXPECT_EQ(server_->look(), asio::error::would_block) << server_->look().message();
    std::size_t received = 0;
    for (std::size_t done = sent; received < text.size();) {
        const auto piece = read(*client_, 70'000, error_).size();
        received += piece;
        ASSERT_TRUE(!error_ || error_ == asio::error::would_block) << error_.message();
        if (piece > 0 || done == text.size()) continue;
        done += write(*server_, {text.substr(done)}, error_);
        ASSERT_TRUE(!error_ || error_ == asio::error::would_block) << error_.message();
    }
}

TEST_F(TlsStreamTest, KnowsAnEndFromACut) {
    shake_hands();
    static_cast<void>(write(*client_, {"last words"}, error_));
    EXPECT_TRUE(client_->close_notify());
    EXPECT_EQ(read(*server_, 100, error_), "last words");
    EXPECT_FALSE(error_);
    EXPECT_TRUE(server_->pending()) << "the end is known";
    EXPECT_EQ(read(*server_, 100, error_), "");
    EXPECT_EQ(error_, asio::error::eof);

    static_cast<void>(write(*server_, {"more"}, error_));
    ::shutdown(sockets_[0], SHUT_RDWR);
    EXPECT_EQ(read(*client_, 100, error_), "more");
    EXPECT_EQ(read(*client_, 100, error_), "");
    EXPECT_EQ(error_, tls::Failure::truncated);
}

TEST_F(TlsStreamTest, KnowsPlainHttpAndSilence) {
    EXPECT_EQ(server_->handshake(), asio::error::would_block);
    EXPECT_EQ(server_->reading(), TlsStream::Wants::read);
    ASSERT_EQ(::send(sockets_[1], "GET / HTTP/1.1\r\n", 16, 0), 16);
    EXPECT_EQ(server_->handshake(), tls::Failure::plain_http);
    EXPECT_EQ(server_->handshake(), tls::Failure::plain_http) << "for good";
}

TEST_F(TlsStreamTest, ReadsWhyThePeerLeftAfterItCouldNotSend) {
    shake_hands();
    static_cast<void>(write(*server_, {"the reason"}, error_));
    ::shutdown(sockets_[1], SHUT_WR);
    static_cast<void>(write(*client_, {"unheard"}, error_));
    EXPECT_EQ(error_, asio::error::broken_pipe);
    EXPECT_EQ(read(*client_, 100, error_), "the reason");
}

}  // namespace
}  // namespace crossfade::net
