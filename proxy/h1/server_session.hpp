// One HTTP/1 client connection: a loop that receives a head, lets the handler answer, and goes on
// for as long as both sides may.
#pragma once

#include "proxy/h1/body.hpp"
#include "proxy/h1/head_scan.hpp"
#include "proxy/h1/head_writer.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/http/time_limit.hpp"
#include "proxy/net/receive_buffer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::h1 {

/// What the sessions of one listener share; outlives them.
struct ServerSettings {
    std::string listener;
    std::vector<routing::Network> trusted_proxies;
    HeadLimits head;
    net::Clock::duration header_timeout = std::chrono::seconds(10);
    net::Clock::duration idle_timeout = std::chrono::seconds(75);
    std::uint64_t request_body = std::uint64_t{1} << 30U;
    net::PaceLimit pace;  // of a client, in each direction
};

/// Lives in the frame of the coroutine that runs serve(). One loop.
class ServerSession final : public http::Exchange {
public:
    /// All references must outlive the session; `draining` may turn true at any time.
    ServerSession(net::Transport& transport,
                  net::BlockPool& pool,
                  const ServerSettings& settings,
                  http::Handler& handler,
                  const bool& draining);

    /// The connection is passed on for that address, as a PROXY header said; before serve().
    void set_peer(const routing::AddressBytes& address) noexcept;

    /// Until the connection ends.
    [[nodiscard]] Awaitable<void> serve();

    /// The limit that ended the connection, once serve() returned.
    [[nodiscard]] http::TimeLimit passed_limit() const noexcept { return passed_limit_; }

    /// Ends a connection that waits for its next request, unless something of that is there
    /// already. Once `draining` every response says that it is the connection's last.
    void close_if_idle();

    [[nodiscard]] const http::RequestHead& request() const noexcept override { return head_; }
    [[nodiscard]] http::BodyReader& request_body() noexcept override { return receiver_; }
    [[nodiscard]] const http::Peer& peer() const noexcept override { return peer_; }
    [[nodiscard]] std::string_view listener() const noexcept override {
        return settings_->listener;
    }
    [[nodiscard]] Awaitable<Error> inform(const http::OutgoingResponse& head) override;
    [[nodiscard]] http::BodyWriter& respond(const http::OutgoingResponse& head) override;
    /// A response of which nothing left yet can still be replaced by another.
    [[nodiscard]] bool responded() const noexcept override {
        return responded_ && sender_.under_way();
    }
    void abort() override;
    [[nodiscard]] http::Tunnel tunnel() override;
    void set_observer(net::Transport::Observer* observer) override;
    [[nodiscard]] net::Transport::PeerState client_state() const noexcept override {
        return transport_->peer_state();
    }
    [[nodiscard]] std::uint64_t bytes_sent() const noexcept override {
        return sender_.bytes_sent() - sent_before_;
    }

private:
    enum class Next { wait, exchange, refuse, close };
    enum class Awaiting { nothing, request, rest_of_head };

    void begin_head() noexcept;
    [[nodiscard]] Next try_head();
    void await_more();
    [[nodiscard]] Next end_head(const Error& error);
    [[nodiscard]] HeadScan::State scan_head();
    [[nodiscard]] http::Failure accept_head(std::size_t size);
    [[nodiscard]] Next refused_as(http::Failure failure);
    [[nodiscard]] Awaitable<void> refuse();
    [[nodiscard]] bool may_continue() const noexcept;
    [[nodiscard]] bool client_ended() const noexcept;
    void note_passed_limit() noexcept;
    void shrink() noexcept;
    [[nodiscard]] Awaitable<void> linger();
    [[nodiscard]] http::Framing response_framing(const http::OutgoingResponse& head) const noexcept;

    net::Transport* transport_;
    const ServerSettings* settings_;
    http::Peer peer_;
    http::Handler* handler_;
    const bool* draining_;
    net::ReceiveBuffer buffer_;
    net::Block head_block_;         // keeps the head's views valid through the exchange
    std::optional<HeadScan> scan_;  // of the head that is awaited, once it began
    http::RequestHead head_;
    BodyReceiver receiver_;
    BodySender sender_;
    std::uint64_t sent_before_ = 0;
    http::TimeLimit passed_limit_ = http::TimeLimit::none;
    http::Failure refusal_ = http::Failure::none;
    Awaiting awaiting_ = Awaiting::nothing;
    bool refused_head_request_ = false;
    bool responded_ = false;
    bool aborted_ = false;
    bool upgraded_ = false;
    bool close_ = false;  // the response said, or will say, that the connection ends
};

}  // namespace crossfade::h1
