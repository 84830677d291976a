// Loops between a reader and a writer; back-pressure is that it does not read while it writes.
#include "proxy/http/pump.hpp"

#include "proxy/http/forwarding.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace crossfade::http {
namespace {

// Two fast peers could keep one exchange running for ever; others get a turn this often.
constexpr int chunks_before_yield = 32;
constexpr int pieces_before_yield = 8;

Awaitable<void> yield() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

// A long body that nobody looks at goes from socket to socket. False if it has to be read.
Awaitable<bool> pass_through(BodyReader& from, BodyWriter& to, PumpResult& result) {
    auto pipe = net::Pipe::open();
    if (!pipe) co_return false;
    for (int pieces = 1; !from.finished(); ++pieces) {
        const auto error = co_await from.fill(*pipe);
        if (error == asio::error::operation_not_supported) co_return false;
        result.reading = from.failure();
        if (result.reading != Failure::none) break;
        result.bytes += pipe->size();
        result.writing = co_await to.drain(*pipe);
        if (result.writing) break;
        if (!from.finished() && pieces % pieces_before_yield == 0) co_await yield();
    }
    co_return true;
}

// Notes a chunk to be sent. False if that was the last, because the body failed or ended.
bool pass_on(
    Bytes chunk, BodyReader& from, BodyWriter& to, ChunkObserver* observer, PumpResult& result) {
    result.reading = from.failure();
    if (result.reading != Failure::none) return false;
    result.bytes += chunk.size();
    if (!chunk.empty()) {
        if (observer) observer->on_chunk(chunk, from.share());
        to.queue(chunk);
    }
    return !from.finished();
}

// After a body that failed there is nothing to be said; its cut end has to show.
bool try_end(BodyReader& from, BodyWriter& to, ChunkObserver* observer, PumpResult& result) {
    if (result.reading != Failure::none) return true;
    if (from.trailers().size() == 0) return to.try_finish(nullptr, result.writing);
    FieldList trailers;
    copy_trailers(from.trailers(), trailers);
    if (observer && trailers.size() > 0) observer->on_trailers(trailers);
    return to.try_finish(&trailers, result.writing);
}

}  // namespace

bool try_pump(BodyReader& from, BodyWriter& to, ChunkObserver* observer, PumpResult& result) {
    if (pass_on(from.take(), from, to, observer, result)) return false;
    return try_end(from, to, observer, result);
}

Awaitable<void> pump_rest(BodyReader& from,
                          BodyWriter& to,
                          ChunkObserver* observer,
                          PumpResult& result) {
    bool more = !from.finished();
    bool passes = observer == nullptr && to.drains_pipes();
    for (int chunks = 1; more; ++chunks) {
        // What is queued, the head above all, must not wait for a body that is slow.
        if (!to.try_flush(result.writing)) result.writing = co_await to.rest();
        if (result.writing) co_return;
        if (chunks % chunks_before_yield == 0) co_await yield();
        if (passes && from.fills_pipes()) {
            passes = co_await pass_through(from, to, result);
            if (passes) {
                if (result.writing || try_end(from, to, observer, result)) co_return;
                break;
            }
        }
        auto chunk = from.take();
        if (chunk.empty() && !from.finished() && from.failure() == Failure::none) {
            const auto read = co_await from.read();
            if (read) chunk = *read;
        }
        more = pass_on(chunk, from, to, observer, result);
        if (!more && try_end(from, to, observer, result)) co_return;
    }
    result.writing = co_await to.rest();
}

Awaitable<PumpResult> pump(BodyReader& from, BodyWriter& to, ChunkObserver* observer) {
    PumpResult result;
    if (!try_pump(from, to, observer, result)) co_await pump_rest(from, to, observer, result);
    co_return result;
}

}  // namespace crossfade::http
