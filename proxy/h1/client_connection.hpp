// One HTTP/1 connection to a backend, one request at a time: the calling side of the waist.
#pragma once

#include "proxy/h1/body.hpp"
#include "proxy/h1/head_scan.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/net/receive_buffer.hpp"

#include <chrono>
#include <string>

namespace crossfade::h1 {

/// Owned by a pool while idle, by a lease of it while in use. One loop.
class ClientConnection final : public http::Call, private net::Transport::Observer {
public:
    static constexpr HeadLimits response_head_limits{std::size_t{80} * 1024, 200};
    static constexpr int max_interim_responses = 32;  // to one request

    ClientConnection(asio::ip::tcp::socket socket,
                     net::DeadlineWheel& wheel,
                     net::BlockPool& pool,
                     net::Clock::duration idle_timeout);

    /// Speaks TLS from here on, if that is agreed on in time.
    [[nodiscard]] Awaitable<http::Failure> secure(tls::Ssl ssl, net::Clock::time_point until);

    /// The connection is not used again after that many requests, nor after that time.
    void set_life(std::uint64_t requests, net::Clock::time_point until) noexcept {
        most_requests_ = requests;
        until_ = until;
    }

    /// Told when a parked connection can no longer be used.
    struct Owner {
        virtual void on_lost(ClientConnection& connection) = 0;

    protected:
        ~Owner() = default;
    };

    /// Between requests, from `now` on: watches for the peer's close. Not before reusable().
    void park(Owner& owner, net::Clock::time_point now);
    void unpark() noexcept;

    /// True if another request may be sent: this one is complete in both directions, both sides
    /// keep the connection, and its life is not over.
    [[nodiscard]] bool reusable() const noexcept;
    /// The last look before the next request: what the peer said or did meanwhile may not have been
    /// told yet, and would be taken for the answer (RFC 9112 section 6.3). `to_be_sure` asks the
    /// kernel in any case.
    [[nodiscard]] bool silent(bool to_be_sure) const noexcept {
        return (!to_be_sure && known_silent()) || transport_.silent();
    }
    /// The same, as far as that is known without asking the kernel.
    [[nodiscard]] bool known_silent() const noexcept { return transport_.known_silent(); }

    [[nodiscard]] http::BodyWriter& send(const http::OutgoingRequest& head) override;
    [[nodiscard]] Result<const http::ResponseHead*> try_response() override;
    [[nodiscard]] net::Signal::Wait arrival() noexcept override { return transport_.arrival(); }
    [[nodiscard]] http::BodyReader& response_body() noexcept override { return receiver_; }
    [[nodiscard]] http::Failure failure() const noexcept override { return failure_; }
    void abort(Error why) override { transport_.abort(why); }
    void set_deadline(net::Clock::time_point at) override {
        if (!final_head_received_) response_deadline_.set(at);
    }
    void clear_deadline() override { response_deadline_.clear(); }
    [[nodiscard]] http::Tunnel tunnel() override;
    [[nodiscard]] bool reused() const noexcept override { return requests_ > 1; }
    [[nodiscard]] bool received_any() const noexcept override { return received_any_; }

private:
    // Apart from the transport's own deadline, which bodies set and clear for each wait.
    struct ResponseDeadline final : net::Deadline {
        ResponseDeadline(net::DeadlineWheel& wheel, net::Transport& transport) noexcept
            : Deadline(wheel), transport_(&transport) {}
        void expired() override;

    private:
        net::Transport* transport_;
    };

    void on_activity() override;
    [[nodiscard]] bool worn_out() const noexcept;
    void receive_head();
    [[nodiscard]] bool take_head();
    void accept_head();
    [[nodiscard]] std::size_t usual_size() const noexcept;
    [[nodiscard]] http::Failure failure_of(const Error& error) const noexcept;

    net::Transport transport_;
    net::Clock::duration idle_timeout_;
    net::ReceiveBuffer buffer_;
    net::Block head_block_;
    HeadScan scan_{HeadKind::response, response_head_limits};
    http::ResponseHead head_;
    BodyReceiver receiver_;
    BodySender sender_;
    ResponseDeadline response_deadline_;
    Owner* owner_ = nullptr;
    std::string method_;  // of the request under way; decides how its response is framed
    std::uint64_t requests_ = 0;
    std::uint64_t most_requests_ = UINT64_MAX;
    net::Clock::time_point until_ = net::Clock::time_point::max();
    int interim_responses_ = 0;
    http::Failure failure_ = http::Failure::none;
    bool final_head_received_ = false;
    bool received_any_ = false;
};

}  // namespace crossfade::h1
