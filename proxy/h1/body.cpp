// Reading takes what is buffered before it waits; writing puts head, chunk and end into one call.
#include "proxy/h1/body.hpp"

#include "proxy/net/memory_reserve.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cstring>

namespace crossfade::h1 {

using http::Failure;
using End = net::Transport::End;
using Kind = http::Framing::Kind;

namespace {

// Larger runs are worth a write of their own, and too much to move.
constexpr std::size_t largest_join = std::size_t{4} * 1024;

// Less is not worth a pipe, nor the calls that fill and drain it.
constexpr std::uint64_t least_for_pipe = std::uint64_t{256} * 1024;
constexpr std::size_t most_in_pipe = std::size_t{256} * 1024;

}  // namespace

void BodyReceiver::begin(const http::Framing& framing,
                         net::Clock::duration idle,
                         std::uint64_t limit) {
    framing_ = framing;
    idle_ = idle;
    limit_ = limit;
    remaining_ = framing.length;
    received_ = 0;
    decoder_.reset();  // of an earlier body's trailers too
    pace_.begin();
    held_ = false;
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
    return count(take_what_follows(step.data));
}

// Small chunks that are here together go on as one: a write for each would make a few bytes cost a
// peer next to nothing and us a system call. And the last chunk is often here with its end; seeing
// that now saves a write as well. What is moved was not handed out before.
Bytes BodyReceiver::take_what_follows(Bytes taken) {
    for (;;) {
        const auto next = decoder_.next(buffer_->data());
        if (next.state == ChunkedDecoder::State::malformed) {
            failure_ = failures_.malformed;
            return {};
        }
        if (next.data.empty()) {
            buffer_->consume(next.consumed);
            finished_ = next.state == ChunkedDecoder::State::finished;
            return taken;
        }
        if (taken.size() + next.data.size() > largest_join) {
            // It stays in the buffer, and the decoder looks at it again.
            decoder_.put_back(next.data.size());
            buffer_->consume(next.consumed - next.data.size());
            return taken;
        }
        std::memmove(
            const_cast<char*>(taken.data()) + taken.size(), next.data.data(), next.data.size());
        taken = {taken.data(), taken.size() + next.data.size()};
        buffer_->consume(next.consumed);
    }
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
        static_cast<void>(co_await receive());
    }
}

bool BodyReceiver::fills_pipes() const noexcept {
    return framing_.kind == Kind::length && remaining_ >= least_for_pipe && buffer_->empty() &&
           transport_->tls() == nullptr;
}

Awaitable<Error> BodyReceiver::fill(net::Pipe& pipe) {
    if (failure_ != Failure::none) co_return asio::error::fault;
    pipe_ = &pipe;
    const auto error = co_await receive();
    pipe_ = nullptr;
    co_return error;
}

void BodyReceiver::fill_some(Error& error) {
    const auto most = std::min<std::uint64_t>(remaining_, most_in_pipe);
    transport_->fill(*pipe_, static_cast<std::size_t>(most), error);
    const auto count = pipe_->size();
    remaining_ -= count;
    received_ += count;
    finished_ = remaining_ == 0;
    pace_.moved(count);
}

// All of this wait is the sender's: nothing is read while what was read is passed on.
Awaitable<Error> BodyReceiver::receive() {
    const bool paced = pace_.limited() && !(held_ && received_ == 0);
    const auto patience = paced ? pace_.patience(idle_) : idle_;
    const auto began = net::Clock::now();
    transport_->set_deadline(began + patience);
    Error error;
    // A TLS record without data, such as a key update, gives no more time.
    do {
        if (transport_->must_wait()) co_await transport_->arrival();
        error = transport_->read_error();
        if (!error) pipe_ ? fill_some(error) : receive_some(error);
    } while (error == asio::error::would_block);
    if (paced) pace_.waited(net::Clock::now() - began);
    if (error == asio::error::timed_out) pace_.gave_up(patience, idle_);
    const bool only_no_pipe = pipe_ && error == asio::error::operation_not_supported;
    if (error && !only_no_pipe) ended(error);
    transport_->clear_deadline();
    co_return error;
}

void BodyReceiver::receive_some(Error& error) {
    const bool bulk = framing_.kind != Kind::length || remaining_ > net::BlockPool::small_size;
    const bool large =
        bulk && received_ >= net::BlockPool::small_size / 2 && !net::short_of_memory();
    const auto room =
        buffer_->room(large ? net::BlockPool::large_size : net::BlockPool::small_size);
    const auto count = transport_->try_read(room, error);
    buffer_->received(count);
    pace_.moved(count);
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
    pace_.begin();
    head_.clear();
    sent_before_ = bytes_sent_;
    end_ = End::later;
    finished_ = false;
    started_ = true;
}

void BodySender::queue(Bytes chunk) { chunk_ = chunk; }

void BodySender::add(Bytes part) {
    if (part.empty()) return;
    parts_[part_count_++] = {const_cast<char*>(part.data()), part.size()};
}

bool BodySender::try_flush(Error& error) {
    part_count_ = 0;
    ending_ = false;
    add(head_);
    if (!chunk_.empty() && framing_.kind == Kind::chunked) {
        chunk_header_.emplace(chunk_.size());
        add(chunk_header_->text());
        add(chunk_);
        add("\r\n");
    } else {
        if (framing_.kind == Kind::length) {
            if (chunk_.size() > remaining_) {
                error = asio::error::message_size;
                return true;
            }
            remaining_ -= chunk_.size();
        }
        add(chunk_);
    }
    return try_send(error, End::later);
}

bool BodySender::try_finish(const http::FieldList* trailers, Error& error) {
    part_count_ = 0;
    ending_ = true;
    add(head_);
    if (framing_.kind == Kind::chunked) {
        if (!chunk_.empty()) {
            chunk_header_.emplace(chunk_.size());
            add(chunk_header_->text());
            add(chunk_);
        }
        write_end(trailers);
        add(trailer_text_);
    } else {
        if (framing_.kind == Kind::length && chunk_.size() != remaining_) {
            error = asio::error::message_size;
            return true;
        }
        add(chunk_);
    }
    return try_send(error, end_);
}

// Of a chunked body: the last chunk, and the end of the one before it.
void BodySender::write_end(const http::FieldList* trailers) {
    trailer_text_.assign(chunk_.empty() ? "0\r\n" : "\r\n0\r\n");
    for (std::size_t index = 0; trailers && index < trailers->size(); ++index) {
        const auto& field = (*trailers)[index];
        trailer_text_.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    trailer_text_.append("\r\n");
}

bool BodySender::try_send(Error& error, End end) {
    chunk_ = {};
    error.clear();
    unsent_ = {parts_.data(), part_count_};
    if (!unsent_.empty()) {
        const auto sent = transport_->try_write(unsent_, error, end);
        count(sent);
        if (error && error != asio::error::would_block) return true;
        error.clear();
        unsent_ = net::advance(unsent_, sent);
        if (!unsent_.empty()) return false;
    }
    sent_all();
    return true;
}

void BodySender::sent_all() noexcept {
    head_.clear();
    finished_ = finished_ || ending_;
}

void BodySender::count(std::size_t sent) noexcept {
    bytes_sent_ += sent;
    pace_.moved(sent);
}

// What the kernel took counts as taken by the peer: that flatters a slow one by a socket's buffer,
// and never blames one that is fast enough.
Awaitable<Error> BodySender::await_room() {
    if (!pace_.limited()) co_return co_await transport_->writable(idle_);
    const auto began = net::Clock::now();
    const auto patience = pace_.patience(idle_);
    const auto error = co_await transport_->writable(patience);
    pace_.waited(net::Clock::now() - began);
    if (error == asio::error::timed_out) pace_.gave_up(patience, idle_);
    co_return error;
}

Awaitable<Error> BodySender::rest() {
    while (!unsent_.empty()) {
        auto error = co_await await_room();
        if (error) co_return error;
        const auto sent = transport_->try_write(unsent_, error);
        count(sent);
        if (error && error != asio::error::would_block) co_return error;
        unsent_ = net::advance(unsent_, sent);
    }
    sent_all();
    co_return Error();
}

bool BodySender::drains_pipes() const noexcept {
    return framing_.kind == Kind::length && transport_->tls() == nullptr;
}

Awaitable<Error> BodySender::drain(net::Pipe& pipe) {
    if (pipe.size() > remaining_) co_return asio::error::message_size;
    while (!pipe.empty()) {
        Error error;
        const auto sent = transport_->drain(pipe, error);
        remaining_ -= sent;
        count(sent);
        if (error == asio::error::would_block) error = co_await await_room();
        if (error) co_return error;
    }
    co_return Error();
}

}  // namespace crossfade::h1
