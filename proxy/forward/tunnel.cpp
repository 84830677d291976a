// Two coroutines, one per direction; either's activity keeps both alive.
#include "proxy/forward/tunnel.hpp"

#include "proxy/net/signal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

#include <array>

namespace crossfade::forward {
namespace {

struct Direction {
    http::Tunnel from;
    net::Transport* to;
    net::Block block;
    net::Clock::duration idle;
    std::uint64_t bytes = 0;
};

Awaitable<Error> send(const Direction& direction, Bytes bytes) {
    std::array<iovec, 1> part{{{const_cast<char*>(bytes.data()), bytes.size()}}};
    co_return co_await net::write_all(*direction.to, part, direction.idle);
}

// Many protocols speak in one direction only for long, so what moves here counts for both.
void note_activity(const Direction& direction) {
    direction.from.transport->set_deadline_after(direction.idle);
    direction.to->set_deadline_after(direction.idle);
}

// Ends at the sender's FIN, which is passed on, or at a failure, which ends both directions.
Awaitable<void> copy(Direction& direction) {
    note_activity(direction);
    auto error = co_await send(direction, direction.from.early);
    direction.bytes += direction.from.early.size();
    while (!error) {
        error = co_await direction.from.transport->readable();
        if (error) break;
        const std::span<char> room(direction.block.data(), direction.block.size());
        const auto count = direction.from.transport->try_read(room, error);
        if (error == asio::error::would_block) error.clear();
        if (error || count == 0) continue;
        direction.bytes += count;
        note_activity(direction);
        const Bytes received(room.data(), count);
        error = co_await send(direction, received);
    }
    if (error == asio::error::eof) {
        direction.to->shutdown_send();
    } else {
        direction.from.transport->abort(error);
        direction.to->abort(error);
    }
}

struct Finished {
    bool done = false;
    net::Signal signal;
};

}  // namespace

Awaitable<TunnelBytes> run_tunnel(http::Tunnel client,
                                  http::Tunnel backend,
                                  net::BlockPool& pool,
                                  net::Clock::duration idle) {
    Direction up{client, backend.transport, pool.take(), idle};
    Direction down{backend, client.transport, pool.take(), idle};
    Finished finished;
    auto upward = copy(up);
    asio::co_spawn(client.transport->context(), std::move(upward), [&finished](auto failed) {
        finished.done = true;
        if (failed) std::rethrow_exception(failed);
        finished.signal.notify();
    });
    co_await copy(down);
    while (!finished.done) co_await finished.signal.wait();
    backend.transport->clear_deadline();
    client.transport->clear_deadline();
    TunnelBytes bytes;
    bytes.from_client = up.bytes;
    bytes.to_client = down.bytes;
    co_return bytes;
}

}  // namespace crossfade::forward
