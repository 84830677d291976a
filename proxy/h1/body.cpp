// Reading takes what is buffered before it waits; writing puts head, chunk and end into one call.
#include "proxy/h1/body.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace crossfade::h1 {

using http::Failure;
using Kind = http::Framing::Kind;

void BodyReceiver::begin(const http::Framing& framing,
                         net::Clock::duration idle,
                         std::uint64_t limit) {
    framing_ = framing;
    idle_ = idle;
    limit_ = limit;
    remaining_ = framing.length;
    received_ = 0;
    if (framing.kind == Kind::chunked) decoder_.reset();
    finished_ = !framing.has_body();
    failure_ = Failure::none;
}

Bytes BodyReceiver::count(Bytes chunk) {
    received_ += chunk.size();
    if (received_ <= limit_) return chunk;
    failure_ = Failure::request_body_too_large;
    finished_ = false;  // its last byte was seen, but not handed out
    return {};
}

Bytes BodyReceiver::take_chunked() {
    const auto step = decoder_.next(buffer_->data());
    buffer_->consume(step.consumed);
    finished_ = step.state == ChunkedDecoder::State::finished;
    if (step.state == ChunkedDecoder::State::malformed) {
        failure_ = failures_.malformed;
        return {};
    }
    if (step.data.empty() || finished_) return count(step.data);
    // The last chunk is often here with its end; seeing that now saves a write of its own.
    const auto end = decoder_.next(buffer_->data());
    if (end.state == ChunkedDecoder::State::malformed) {
        failure_ = failures_.malformed;
        return {};
    }
    if (end.data.empty()) {
        buffer_->consume(end.consumed);
        finished_ = end.state == ChunkedDecoder::State::finished;
        return count(step.data);
    }
    // More body follows at once: it stays in the buffer, and the decoder looks at it again.
    decoder_.put_back(end.data.size());
    buffer_->consume(end.consumed - end.data.size());
    return count(step.data);
}

Bytes BodyReceiver::take() {
    if (finished_ || failure_ != Failure::none || buffer_->empty()) return {};
    if (framing_.kind == Kind::chunked) return take_chunked();
    auto chunk = buffer_->data();
    if (framing_.kind == Kind::length) {
        chunk = chunk.substr(
            0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, chunk.size())));
        remaining_ -= chunk.size();
        finished_ = remaining_ == 0;
    }
    buffer_->consume(chunk.size());
    return count(chunk);
}

Awaitable<Result<Bytes>> BodyReceiver::read() {
    for (;;) {
        const auto chunk = take();
        if (!chunk.empty()) co_return chunk;
        if (failure_ != Failure::none) co_return asio::error::fault;
        if (finished_) co_return Bytes();
        co_await receive();
    }
}

Awaitable<void> BodyReceiver::receive() {
    transport_->set_deadline_after(idle_);
    auto error = co_await transport_->readable();
    if (!error) {
        const bool bulk = framing_.kind != Kind::length || remaining_ > net::BlockPool::small_size;
        const bool large = bulk && received_ >= net::BlockPool::small_size / 2;
        const auto room =
            buffer_->room(large ? net::BlockPool::large_size : net::BlockPool::small_size);
        buffer_->received(transport_->try_read(room, error));
    }
    if (error && error != asio::error::would_block) ended(error);
    transport_->clear_deadline();
}

void BodyReceiver::ended(const Error& error) {
    if (error == asio::error::eof && framing_.kind == Kind::until_close) {
        finished_ = true;
    } else {
        failure_ = error == asio::error::timed_out ? failures_.timeout : failures_.incomplete;
    }
}

void BodySender::begin(const http::Framing& framing, net::Clock::duration idle) {
    framing_ = framing;
    idle_ = idle;
    remaining_ = framing.length;
    chunk_ = {};
    finished_ = false;
    started_ = true;
}

void BodySender::queue(Bytes chunk) { chunk_ = chunk; }

void BodySender::add(Bytes part) {
    if (part.empty()) return;
    parts_[part_count_++] = {const_cast<char*>(part.data()), part.size()};
}

Awaitable<Error> BodySender::flush() {
    part_count_ = 0;
    add(head_);
    if (!chunk_.empty() && framing_.kind == Kind::chunked) {
        chunk_header_.emplace(chunk_.size());
        add(chunk_header_->text());
        add(chunk_);
        add("\r\n");
    } else {
        if (framing_.kind == Kind::length) {
            if (chunk_.size() > remaining_) co_return asio::error::message_size;
            remaining_ -= chunk_.size();
        }
        add(chunk_);
    }
    chunk_ = {};
    co_return part_count_ == 0 ? Error() : co_await send();
}

Awaitable<Error> BodySender::finish(const http::FieldList* trailers) {
    part_count_ = 0;
    add(head_);
    if (framing_.kind == Kind::chunked) {
        if (!chunk_.empty()) {
            chunk_header_.emplace(chunk_.size());
            add(chunk_header_->text());
            add(chunk_);
        }
        trailer_text_.assign(chunk_.empty() ? "0\r\n" : "\r\n0\r\n");
        for (std::size_t index = 0; trailers && index < trailers->size(); ++index) {
            const auto& field = (*trailers)[index];
            trailer_text_.append(field.name).append(": ").append(field.value).append("\r\n");
        }
        trailer_text_.append("\r\n");
        add(trailer_text_);
    } else {
        if (framing_.kind == Kind::length && chunk_.size() != remaining_) {
            co_return asio::error::message_size;
        }
        add(chunk_);
    }
    chunk_ = {};
    const auto error = part_count_ == 0 ? Error() : co_await send();
    if (!error) finished_ = true;
    co_return error;
}

// Nearly every message leaves in the first attempt, without a coroutine more.
Awaitable<Error> BodySender::send() {
    Error error;
    const std::span<iovec> parts(parts_.data(), part_count_);
    std::size_t total = 0;
    for (const auto& part : parts) total += part.iov_len;
    const auto sent = transport_->try_write(parts, error);
    bytes_sent_ += sent;
    if (error && error != asio::error::would_block) co_return error;
    if (sent < total) {
        error = co_await send_rest(net::advance(parts, sent));
        if (error) co_return error;
    }
    head_.clear();
    co_return Error();
}

Awaitable<Error> BodySender::send_rest(std::span<iovec> parts) {
    while (!parts.empty()) {
        auto error = co_await transport_->writable(idle_);
        if (error) co_return error;
        const auto sent = transport_->try_write(parts, error);
        bytes_sent_ += sent;
        if (error && error != asio::error::would_block) co_return error;
        parts = net::advance(parts, sent);
    }
    co_return Error();
}

}  // namespace crossfade::h1
