// OpenSSL keeps a queue of errors per thread that must be empty before an attempt, or an old entry
// is taken for the attempt's own.
#include "proxy/net/tls_stream.hpp"

#include "proxy/tls/failure.hpp"

#include <boost/asio/error.hpp>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace crossfade::net {
namespace {

constexpr std::size_t record_size = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr int receives_in_turn = 4;

using Record = std::array<char, record_size>;

// Parts of which the first `done` bytes are gone already.
struct Rest {
    std::span<const iovec> parts;
    std::size_t done = 0;  // of the first part

    void skip(std::size_t count) noexcept {
        done += count;
        while (!parts.empty() && done >= parts.front().iov_len) {
            done -= parts.front().iov_len;
            parts = parts.subspan(1);
        }
    }

    // The beginning, at most a record of it; copied only if it is in several parts.
    [[nodiscard]] Bytes next(Record& record) const noexcept {
        const Bytes first(static_cast<const char*>(parts.front().iov_base) + done,
                          parts.front().iov_len - done);
        if (first.size() >= record_size || parts.size() == 1) return first.substr(0, record_size);
        std::memcpy(record.data(), first.data(), first.size());
        std::size_t size = first.size();
        for (const auto& part : parts.subspan(1)) {
            const auto count = std::min(part.iov_len, record_size - size);
            std::memcpy(record.data() + size, part.iov_base, count);
            size += count;
        }
        return {record.data(), size};
    }
};

}  // namespace

TlsStream::TlsStream(tls::Ssl ssl, int descriptor) noexcept : ssl_(std::move(ssl)) {
    descriptor_.descriptor = descriptor;
    auto bio = make_bio(descriptor_);
    if (!ssl_ || !bio) {
        failure_ = asio::error::no_memory;
        return;
    }
    auto* raw = bio.release();
    SSL_set_bio(ssl_.get(), raw, raw);
}

void TlsStream::begin_turn() noexcept {
    ERR_clear_error();
    descriptor_.receives_left = receives_in_turn;
    descriptor_.send_failed = false;
}

Error TlsStream::result_of(int result, Wants& wants) noexcept {
    wants = Wants::nothing;
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_NONE:
            return {};
        case SSL_ERROR_WANT_READ:
            wants = Wants::read;
            descriptor_.starved = descriptor_.drained;
            return asio::error::would_block;
        case SSL_ERROR_WANT_WRITE:
            wants = Wants::write;
            return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN:
            return asio::error::eof;
        default:
            return why_failed();
    }
}

// What cannot be sent any more does not keep from reading what the peer said before it left, above
// all why.
Error TlsStream::why_failed() noexcept {
    if (descriptor_.send_failed && !descriptor_.receive_failed) {
        ERR_clear_error();
        return asio::error::broken_pipe;
    }
    failure_ = descriptor_.receive_failed ? Error(asio::error::connection_reset)
                                          : Error(tls::take_failure());
    ERR_clear_error();
    return failure_;
}

Error TlsStream::handshake() noexcept {
    if (failure_) return failure_;
    begin_turn();
    auto error = result_of(SSL_do_handshake(ssl_.get()), reading_);
    if (error == tls::Failure::truncated || error == asio::error::connection_reset ||
        error == asio::error::broken_pipe) {
        error = failure_ = tls::Failure::disconnected;
    }
    return error;
}

std::size_t TlsStream::read(std::span<char> room, Error& error) noexcept {
    std::size_t received = 0;
    error = failure_;
    if (error) return 0;
    begin_turn();
    do {
        std::size_t count = 0;
        const auto left = room.subspan(received);
        const int result = SSL_read_ex(ssl_.get(), left.data(), left.size(), &count);
        received += count;
        error = result_of(result, reading_);
    } while (!error && received < room.size() && pending());
    // What ended the stream is said when there is nothing else to say.
    if (received > 0) error.clear();
    return received;
}

bool TlsStream::pending() const noexcept {
    if (failure_ || descriptor_.ended) return true;
    if ((SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0) return true;
    if (!descriptor_.drained) return true;
    return !descriptor_.starved && SSL_has_pending(ssl_.get()) == 1;
}

std::size_t TlsStream::write_some(const void* bytes, std::size_t size, Error& error) noexcept {
    std::size_t sent = 0;
    begin_turn();
    error = result_of(SSL_write_ex(ssl_.get(), bytes, size, &sent), writing_);
    return sent;
}

std::size_t TlsStream::write(std::span<const iovec> parts, Error& error) noexcept {
    Record record;
    error = failure_;
    if (error) return 0;
    Rest rest{parts, 0};
    rest.skip(0);
    std::size_t total = 0;
    while (!error && !rest.parts.empty()) {
        const auto bytes = rest.next(record);
        const auto sent = write_some(bytes.data(), bytes.size(), error);
        total += sent;
        rest.skip(sent);
    }
    if (total > 0 && error == asio::error::would_block) error.clear();
    return total;
}

Error TlsStream::look() noexcept {
    if (failure_) return failure_;
    begin_turn();
    char byte = 0;
    std::size_t count = 0;
    return result_of(SSL_peek_ex(ssl_.get(), &byte, 1, &count), reading_);
}

bool TlsStream::close_notify() noexcept {
    if (failure_ || SSL_in_init(ssl_.get()) == 1) return true;
    begin_turn();
    const int result = SSL_shutdown(ssl_.get());
    if (result >= 0) return true;
    return result_of(result, writing_) != asio::error::would_block;
}

}  // namespace crossfade::net
