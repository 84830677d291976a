// HTTP/1 bodies behind the waist: sized, chunked and until-close, for requests and responses alike.
// Reading hands out views of the receive buffer; writing gathers head, chunk and end in one call.
#pragma once

#include "proxy/h1/chunked.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/net/pace.hpp"
#include "proxy/net/receive_buffer.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace crossfade::h1 {

/// The failures that a body's sender causes have other names on the two sides.
struct BodyFailures {
    http::Failure malformed;
    http::Failure incomplete;
    http::Failure timeout;
};

inline constexpr BodyFailures request_body_failures{http::Failure::request_body_malformed,
                                                    http::Failure::client_disconnected,
                                                    http::Failure::request_body_timeout};
inline constexpr BodyFailures response_body_failures{http::Failure::response_malformed,
                                                     http::Failure::response_body_incomplete,
                                                     http::Failure::response_body_timeout};

class BodyReceiver final : public http::BodyReader {
public:
    BodyReceiver(net::Transport& transport, net::ReceiveBuffer& buffer, BodyFailures failures)
        : transport_(&transport), buffer_(&buffer), failures_(failures) {}

    /// A new body. `idle` limits the wait for each read; over `limit` bytes it fails with
    /// request_body_too_large.
    void begin(const http::Framing& framing,
               net::Clock::duration idle,
               std::uint64_t limit = UINT64_MAX);
    /// How fast the sender has to be from now on; nothing said: any speed will do.
    void set_pace(const net::PaceLimit& limit) noexcept { pace_.set_limit(limit); }
    /// The sender waits for a 100 (Continue) before it sends; until that went out its pace is ours.
    void hold_pace(bool held) noexcept { held_ = held; }
    /// The body failed because its sender was too slow, not because it was silent.
    [[nodiscard]] bool too_slow() const noexcept { return pace_.too_slow(); }

    [[nodiscard]] Bytes take() override;
    [[nodiscard]] Awaitable<Result<Bytes>> read() override;
    [[nodiscard]] bool fills_pipes() const noexcept override;
    [[nodiscard]] Awaitable<Error> fill(net::Pipe& pipe) override;
    [[nodiscard]] bool finished() const noexcept override { return finished_; }
    [[nodiscard]] const http::FieldList& trailers() const noexcept override {
        return decoder_.trailers();
    }
    [[nodiscard]] net::Block share() const noexcept override { return buffer_->share(); }
    [[nodiscard]] http::Failure failure() const noexcept override { return failure_; }
    void cancel() override {
        if (!finished_ && failure_ == http::Failure::none) failure_ = failures_.incomplete;
        transport_->end_read(asio::error::operation_aborted);
    }

private:
    [[nodiscard]] Bytes take_chunked();
    [[nodiscard]] Bytes take_what_follows(Bytes taken);
    [[nodiscard]] Bytes count(Bytes chunk);
    [[nodiscard]] Awaitable<Error> receive();
    void receive_some(Error& error);
    void fill_some(Error& error);
    void ended(const Error& error);

    net::Transport* transport_;
    net::ReceiveBuffer* buffer_;
    net::Pipe* pipe_ = nullptr;  // that is received into instead
    BodyFailures failures_;
    http::Framing framing_;
    net::Clock::duration idle_{};
    std::uint64_t limit_ = UINT64_MAX;
    std::uint64_t remaining_ = 0;  // of a sized body
    std::uint64_t received_ = 0;
    ChunkedDecoder decoder_;
    net::Pace pace_;
    bool held_ = false;
    bool finished_ = true;
    http::Failure failure_ = http::Failure::none;
};

class BodySender final : public http::BodyWriter {
public:
    explicit BodySender(net::Transport& transport) noexcept : transport_(&transport) {}

    /// A new message, whose head was written to head(). `idle` limits each wait for the peer.
    void begin(const http::Framing& framing, net::Clock::duration idle);
    /// How fast the peer has to take what is sent; nothing said: any speed will do.
    void set_pace(const net::PaceLimit& limit) noexcept { pace_.set_limit(limit); }
    /// The connection ends right after this message: its end may leave with the last bytes, in one
    /// segment instead of two. After begin().
    void set_last() noexcept { end_ = net::Transport::End::follows; }
    /// Sending timed out because the peer was too slow, not because it took nothing.
    [[nodiscard]] bool too_slow() const noexcept { return pace_.too_slow(); }
    /// False until a byte of the message left.
    [[nodiscard]] bool under_way() const noexcept { return bytes_sent_ != sent_before_; }
    /// The staged head; cleared when sent.
    [[nodiscard]] std::string& head() noexcept { return head_; }

    void queue(Bytes chunk) override;
    [[nodiscard]] bool try_flush(Error& error) override;
    [[nodiscard]] bool try_finish(const http::FieldList* trailers, Error& error) override;
    [[nodiscard]] Awaitable<Error> rest() override;
    [[nodiscard]] bool drains_pipes() const noexcept override;
    [[nodiscard]] Awaitable<Error> drain(net::Pipe& pipe) override;

    [[nodiscard]] bool finished() const noexcept { return finished_; }
    [[nodiscard]] bool started() const noexcept { return started_; }
    /// Bytes of heads and bodies that the kernel took, since the connection began.
    [[nodiscard]] std::uint64_t bytes_sent() const noexcept { return bytes_sent_; }

private:
    static constexpr std::size_t max_parts = 5;

    void add(Bytes part);
    void write_end(const http::FieldList* trailers);
    [[nodiscard]] bool try_send(Error& error, net::Transport::End end);
    void sent_all() noexcept;
    [[nodiscard]] Awaitable<Error> await_room();
    void count(std::size_t sent) noexcept;

    net::Transport* transport_;
    http::Framing framing_;
    net::Clock::duration idle_{};
    std::string head_;
    std::string trailer_text_;
    Bytes chunk_;
    std::optional<ChunkHeader> chunk_header_;
    std::array<iovec, max_parts> parts_{};
    std::size_t part_count_ = 0;
    std::span<iovec> unsent_;  // of the parts
    bool ending_ = false;      // they end the message
    net::Transport::End end_ = net::Transport::End::later;
    std::uint64_t remaining_ = 0;  // of a sized body
    std::uint64_t bytes_sent_ = 0;
    std::uint64_t sent_before_ = 0;  // the same, before this message
    net::Pace pace_;
    bool finished_ = true;
    bool started_ = false;
};

}  // namespace crossfade::h1
