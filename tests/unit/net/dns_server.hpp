// A DNS server of a few lines (RFC 1035 section 4) on the test's own event loop, which says
// whatever the test wants it to.
#pragma once

#include "proxy/result.hpp"
#include "tests/unit/net/run_until.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::net {

inline std::string big_endian(std::uint32_t value, int bytes) {
    std::string text;
    while (bytes-- > 0) text += static_cast<char>((value >> (8 * bytes)) & 0xffU);
    return text;
}

struct Question {
    explicit Question(const std::string& message) : id(message.substr(0, 2)) {
        const auto end = message.find('\0', 12) + 1;
        type = static_cast<unsigned char>(message[end + 1]);
        section = message.substr(12, end + 4 - 12);
    }

    static constexpr int a = 1;
    static constexpr int aaaa = 28;

    std::string id;
    int type = 0;
    std::string section;
};

enum Code { no_error = 0, servfail = 2, nxdomain = 3, truncated = 0x200 };

/// Addresses as bytes, 4 or 16 of them; answers of the question's type.
inline std::string answer(const Question& question,
                          const std::vector<std::string>& addresses,
                          std::uint32_t ttl = 60,
                          unsigned code = no_error) {
    const auto count = static_cast<std::uint32_t>(addresses.size());
    auto text = question.id + big_endian(0x8180U | code, 2) + big_endian(1, 2) +
                big_endian(count, 2) + big_endian(0, 4) + question.section;
    for (const auto& address : addresses) {
        text += big_endian(0xc00c, 2) + big_endian(static_cast<std::uint32_t>(question.type), 2) +
                big_endian(1, 2) + big_endian(ttl, 4) +
                big_endian(static_cast<std::uint32_t>(address.size()), 2) + address;
    }
    return text;
}

inline std::string ipv4(int last) {
    return big_endian(0x0a000000U + static_cast<unsigned>(last), 4);
}

class DnsServer {
public:
    /// What to send back; each one a datagram, the last one also by TCP.
    using Answers = std::function<std::vector<std::string>(const Question&, bool tcp)>;

    DnsServer(asio::io_context& context, Answers its_answers)
        : answers(std::move(its_answers)),
          acceptor_(context, {asio::ip::address_v4::loopback(), 0}),
          socket_(context, asio::ip::udp::endpoint(asio::ip::address_v4::loopback(), port())) {
        asio::co_spawn(context, serve_udp(), asio::detached);
        asio::co_spawn(context, serve_tcp(), asio::detached);
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    Answers answers;
    int asked = 0;

private:
    Awaitable<void> serve_udp() {
        std::array<char, 1024> room{};
        asio::ip::udp::endpoint from;
        for (;;) {
            const auto size =
                co_await socket_.async_receive_from(asio::buffer(room), from, asio::use_awaitable);
            ++asked;
            const Question question(std::string(room.data(), size));
            const auto datagrams = answers(question, false);
            for (const auto& each : datagrams) socket_.send_to(asio::buffer(each), from);
        }
    }

    Awaitable<void> serve_tcp() {
        for (;;) {
            auto peer = co_await acceptor_.async_accept(asio::use_awaitable);
            std::array<unsigned char, 2> length{};
            co_await asio::async_read(peer, asio::buffer(length), asio::use_awaitable);
            std::string message(std::size_t{length[0]} * 256 + length[1], '\0');
            co_await asio::async_read(peer, asio::buffer(message), asio::use_awaitable);
            const auto all = answers(Question(message), true);
            const auto text =
                big_endian(static_cast<std::uint32_t>(all.back().size()), 2) + all.back();
            co_await asio::async_write(peer, asio::buffer(text), asio::use_awaitable);
        }
    }

    asio::ip::tcp::acceptor acceptor_;
    asio::ip::udp::socket socket_;
};

}  // namespace crossfade::net
