// TLS over a transport's socket: the attempts of Transport with records in between. Never waits;
// says instead what to wait for.
#pragma once

#include "proxy/net/tls_descriptor.hpp"
#include "proxy/result.hpp"
#include "proxy/tls/handles.hpp"

#include <cstddef>
#include <span>
#include <sys/uio.h>

namespace crossfade::net {

/// Lives on one event loop. Errors of the TLS protocol itself are those of tls::category(); an end
/// that the peer announced (close_notify) is asio::error::eof, one that it did not is
/// tls::Failure::truncated, because somebody else may have caused it (RFC 9112 section 9.8).
class TlsStream {
public:
    /// `ssl` as its context started it; the descriptor must outlive this.
    TlsStream(tls::Ssl ssl, int descriptor) noexcept;
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    enum class Wants { nothing, read, write };

    /// One step of the handshake, or would_block. Done if there is no error.
    [[nodiscard]] Error handshake() noexcept;

    [[nodiscard]] std::size_t read(std::span<char> room, Error& error) noexcept;

    /// Puts the parts into as few records as they fit in. After would_block, or after less than all
    /// was taken, the next call must begin with what was not.
    [[nodiscard]] std::size_t write(std::span<const iovec> parts, Error& error) noexcept;

    /// Takes in whatever the peer sent that is no data: tickets, key updates. Then: no error if
    /// data waits, would_block if nothing does, else how the stream ended.
    [[nodiscard]] Error look() noexcept;

    /// Tells the peer that nothing more comes; true once that is sent, or will never be.
    [[nodiscard]] bool close_notify() noexcept;

    /// True if reading again may give something without a word from the kernel.
    [[nodiscard]] bool pending() const noexcept;
    /// What the last attempt that would block has to wait for: a record may have to be sent before
    /// one can be received.
    [[nodiscard]] Wants reading() const noexcept { return reading_; }
    [[nodiscard]] Wants writing() const noexcept { return writing_; }

    [[nodiscard]] bool resumed() const noexcept { return SSL_session_reused(ssl_.get()) == 1; }

private:
    [[nodiscard]] std::size_t write_some(const void* bytes,
                                         std::size_t size,
                                         Error& error) noexcept;
    [[nodiscard]] Error result_of(int result, Wants& wants) noexcept;
    [[nodiscard]] Error why_failed() noexcept;
    void begin_turn() noexcept;

    TlsDescriptor descriptor_;
    tls::Ssl ssl_;
    Wants reading_ = Wants::nothing;
    Wants writing_ = Wants::nothing;
    Error failure_;  // of the stream; nothing works any more
};

}  // namespace crossfade::net
