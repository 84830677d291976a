// Loops between a reader and a writer; back-pressure is that it does not read while it writes.
#include "proxy/http/pump.hpp"

#include "proxy/http/forwarding.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace crossfade::http {
namespace {

// Two fast peers could keep one exchange running for ever; others get a turn this often.
constexpr int chunks_before_yield = 32;

Awaitable<void> yield() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

}  // namespace

Awaitable<PumpResult> pump(BodyReader& from, BodyWriter& to, ChunkObserver* observer) {
    PumpResult result;
    for (int chunks = 1;; ++chunks) {
        auto chunk = from.take();
        if (chunk.empty() && !from.finished() && from.failure() == Failure::none) {
            // What is queued, the head above all, must not wait for a body that is slow.
            result.writing = co_await to.flush();
            if (result.writing) co_return result;
            const auto read = co_await from.read();
            if (read) chunk = *read;
        }
        result.reading = from.failure();
        if (result.reading != Failure::none) co_return result;
        result.bytes += chunk.size();
        if (!chunk.empty()) {
            if (observer) observer->on_chunk(chunk, from.share());
            to.queue(chunk);
        }
        if (from.finished()) break;
        result.writing = co_await to.flush();
        if (result.writing) co_return result;
        if (chunks % chunks_before_yield == 0) co_await yield();
    }
    FieldList trailers;
    copy_trailers(from.trailers(), trailers);
    if (observer && trailers.size() > 0) observer->on_trailers(trailers);
    result.writing = co_await to.finish(&trailers);
    co_return result;
}

}  // namespace crossfade::http
