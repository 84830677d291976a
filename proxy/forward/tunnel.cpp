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

Awaitable<Error> send(net::Transport& to, Bytes bytes) {
    std::array<iovec, 1> part{{{const_cast<char*>(bytes.data()), bytes.size()}}};
    co_return co_await net::write_all(to, part);
}

// Ends at the sender's FIN, which is passed on, or at a failure, which ends both directions.
Awaitable<void> copy(Direction& direction) {
    auto error = co_await send(*direction.to, direction.from.early);
    direction.bytes += direction.from.early.size();
    while (!error) {
        direction.from.transport->set_deadline_after(direction.idle);
        error = co_await direction.from.transport->readable();
        if (error) break;
        const std::span<char> room(direction.block.data(), direction.block.size());
        const auto count = direction.from.transport->try_read(room, error);
        if (error == asio::error::would_block) error.clear();
        if (error || count == 0) continue;
        direction.bytes += count;
        error = co_await send(*direction.to, {room.data(), count});
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
    asio::co_spawn(client.transport->executor(), std::move(upward), [&finished](auto failed) {
        finished.done = true;
        if (failed) std::rethrow_exception(failed);
        finished.signal.notify();
    });
    co_await copy(down);
    // Half-closed tunnels are silent in one direction for good; the other one keeps its own limit.
    backend.transport->clear_deadline();
    while (!finished.done) co_await finished.signal.wait();
    client.transport->clear_deadline();
    TunnelBytes bytes;
    bytes.from_client = up.bytes;
    bytes.to_client = down.bytes;
    co_return bytes;
}

}  // namespace crossfade::forward
