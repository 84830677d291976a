// Runs on the worker's own thread except for what posts a message to it.
#include "proxy/worker.hpp"

#include "proxy/mirror/repeat.hpp"
#include "proxy/mirror/shadow_call.hpp"
#include "proxy/net/descriptors.hpp"
#include "proxy/net/memory_reserve.hpp"
#include "proxy/net/read_proxy_header.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <optional>

namespace crossfade {
namespace {

using asio::ip::tcp;

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr auto descriptor_pause = std::chrono::milliseconds(50);
constexpr auto refused_time = std::chrono::seconds(1);
constexpr std::size_t refused_bytes = std::size_t{64} * 1024;
constexpr int longest_queue = 4'096;
constexpr int accepts_in_turn = 16;
constexpr auto drain_poll = std::chrono::milliseconds(20);

// A client that was told nothing else may have its next request under way; what was idle for this
// long since the drain began is closed.
constexpr auto drain_grace = std::chrono::milliseconds(1'000);

backend::Loop loop_of(asio::io_context& context,
                      net::DeadlineWheel& wheel,
                      net::BlockPool& blocks) {
    return {&context, &wheel, &blocks};
}

bool out_of_descriptors(const Error& error) noexcept {
    return error.value() == EMFILE || error.value() == ENFILE || error.value() == ENOBUFS ||
           error.value() == ENOMEM;
}

Error no_descriptor() noexcept { return {EMFILE, boost::system::system_category()}; }

}  // namespace

struct Worker::Listener {
    Listener(asio::io_context& context, WorkerListener& written, observe::ListenerMetrics& counts)
        : settings(written.settings),
          tls(written.tls),
          connection_limit(written.connection_limit),
          connections(written.connections),
          address_limit(written.address_limit),
          addresses(written.addresses),
          proxy_protocol(written.proxy_protocol),
          metrics(&counts) {
        for (auto& socket : written.sockets) {
            acceptors.push_back(std::move(socket).adopt(context));
        }
    }

    void close() {
        for (auto& acceptor : acceptors) acceptor.close();
    }

    std::vector<tcp::acceptor> acceptors;  // several if a process before this one had more workers
    std::shared_ptr<const h1::ServerSettings> settings;
    std::shared_ptr<const tls::ServerContext> tls;
    std::size_t connection_limit;
    std::shared_ptr<ConnectionCount> connections;
    std::size_t address_limit;
    std::shared_ptr<net::AddressCounts> addresses;
    config::ProxyProtocol proxy_protocol;
    observe::ListenerMetrics* metrics;
};

// On the heap, because a coroutine frame of this size would not be recycled. Counts for as long as
// it lives, however its coroutine ends.
struct Worker::Connection : net::Link {
    Connection(net::Socket socket, Worker& its_worker, const Listener& listener)
        : worker(&its_worker),
          settings(listener.settings),
          count(listener.connections),
          metrics(listener.metrics),
          transport(std::move(socket), its_worker.context_, its_worker.wheel_),
          session(transport,
                  its_worker.blocks_,
                  *settings,
                  its_worker.forwarder_,
                  its_worker.draining_) {
        count->fetch_add(1, std::memory_order_relaxed);
        metrics->connections.add(1);
        insert_before(worker->connections_);
        worker->count_connection(1);
    }
    ~Connection() {
        remove();
        worker->count_connection(-1);
        metrics->connections.add(-1);
        count->fetch_sub(1, std::memory_order_relaxed);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// False if the client has too many connections already. To be asked again once a PROXY header
    /// said who it is.
    [[nodiscard]] bool take_place(const Listener& listener) {
        const auto& peer = session.peer();
        // A trusted proxy may connect for many, whether or not it said for whom.
        if (place || peer.trusted || peer.text.view().empty()) return true;
        addresses = listener.addresses;
        place = addresses->take(peer.address, listener.address_limit);
        return place.has_value();
    }

    void close_if_idle() {
        if (!identifying) {
            session.close_if_idle();
        } else if (transport.silent()) {
            transport.abort(asio::error::operation_aborted);
        }
    }

    Worker* worker;
    std::shared_ptr<const h1::ServerSettings> settings;
    std::shared_ptr<ConnectionCount> count;
    std::shared_ptr<net::AddressCounts> addresses;
    std::optional<net::AddressCounts::Place> place;
    observe::ListenerMetrics* metrics;
    net::Transport transport;
    h1::ServerSession session;
    bool identifying = false;  // its PROXY header is awaited
};

// Written by this thread alone.
void Worker::count_connection(std::ptrdiff_t change) noexcept {
    const auto count = connection_count_.load(std::memory_order_relaxed);
    connection_count_.store(count + static_cast<std::size_t>(change), std::memory_order_relaxed);
}

// To be gone through while some of them end.
std::vector<Worker::Connection*> Worker::all_connections() {
    std::vector<Connection*> all;
    for (auto* link = connections_.next; link != &connections_; link = link->next) {
        all.push_back(static_cast<Connection*>(link));
    }
    return all;
}

Worker::Worker(std::size_t index, const Shared& shared)
    : index_(index),
      shared_(shared),
      work_(context_.get_executor()),
      wheel_(context_),
      metrics_(&shared.metrics->add_loop()),
      pools_(loop_of(context_, wheel_, blocks_), *metrics_, *shared.backends),
      forwarder_(
          mirrors_, *metrics_, shared.access_log ? &shared.access_log->ring(index) : nullptr),
      drain_timer_(context_) {
    asio::use_service<net::ReadySet>(context_);  // takes a descriptor, which may be short later
    mirrors_.loop = loop_of(context_, wheel_, blocks_);
    mirrors_.random = &random_;
    mirrors_.judge = shared.judge;
    mirrors_.loop_index = index;
}

// Plans that other threads let go of late are still to be destroyed here.
Worker::~Worker() {
    context_.restart();
    context_.poll();
}

void Worker::start() {
    thread_ = std::thread([this] {
        wheel_.start();
        context_.run();
    });
}

void Worker::join() { thread_.join(); }

std::future<void> Worker::publish(std::shared_ptr<const config::Snapshot> snapshot,
                                  std::shared_ptr<const forward::SharedRules> rules,
                                  std::shared_ptr<const tls::Contexts> contexts,
                                  std::vector<WorkerListener> listeners) {
    auto done = std::make_shared<std::promise<void>>();
    auto published = done->get_future();
    auto shared = std::make_shared<std::vector<WorkerListener>>(std::move(listeners));
    asio::post(context_,
               [this,
                done,
                snapshot = std::move(snapshot),
                rules = std::move(rules),
                contexts = std::move(contexts),
                shared] {
                   apply(snapshot, *rules, *contexts, *shared);
                   done->set_value();
               });
    return published;
}

void Worker::apply(const std::shared_ptr<const config::Snapshot>& snapshot,
                   const forward::SharedRules& rules,
                   const tls::Contexts& contexts,
                   std::vector<WorkerListener>& listeners) {
    const forward::PlanSources sources{
        shared_.splits, shared_.mirrors, &pools_, &budgets_, metrics_, &context_, &contexts};
    forwarder_.publish(forward::make_plan(snapshot, rules, sources));
    std::map<std::string, std::shared_ptr<Listener>> next;
    for (auto& written : listeners) {
        auto& listener = next[written.name];
        if (written.sockets.empty()) {
            listener = listeners_.at(written.name);
            listener->settings = written.settings;
            listener->tls = written.tls;
            listener->connection_limit = written.connection_limit;
            listener->address_limit = written.address_limit;
            listener->proxy_protocol = written.proxy_protocol;
            continue;
        }
        listener = std::make_shared<Listener>(context_, written, metrics_->listener(written.name));
        for (std::size_t index = 0; index < listener->acceptors.size(); ++index) {
            asio::co_spawn(context_, accept(listener, index), asio::detached);
        }
    }
    for (const auto& [name, listener] : listeners_) {
        const auto kept = next.find(name);
        if (kept != next.end() && kept->second == listener) continue;
        take_queued(listener);
        listener->close();
    }
    listeners_ = std::move(next);
}

// As many as there are, up to a number after which others have their turn.
Awaitable<void> Worker::accept(std::shared_ptr<Listener> listener, std::size_t index) {
    auto& acceptor = listener->acceptors[index];
    while (acceptor.is_open()) {
        auto [error] = co_await acceptor.async_wait(tcp::acceptor::wait_read, awaited);
        const int kept = net::first_kept_descriptor();
        for (int accepted = 0; accepted < accepts_in_turn && !error; ++accepted) {
            auto socket = net::accept(acceptor.native_handle());
            if (socket && socket->descriptor() >= kept) socket = no_descriptor();
            error = socket.error();
            if (socket) take_connection(listener, std::move(*socket));
        }
        if (!out_of_descriptors(error)) continue;
        listener->metrics->count_refused(observe::Refusal::descriptors);
        asio::steady_timer pause(context_, descriptor_pause);
        static_cast<void>(co_await pause.async_wait(awaited));
    }
}

void Worker::take_connection(const std::shared_ptr<Listener>& listener, net::Socket socket) {
    if (listener->connections->load(std::memory_order_relaxed) >= listener->connection_limit) {
        listener->metrics->count_refused(observe::Refusal::connection_limit);
        return;
    }
    if (net::short_of_memory()) {
        listener->metrics->count_refused(observe::Refusal::memory);
        return;
    }
    listener->metrics->accepted.add();
    asio::co_spawn(context_, serve(listener, std::move(socket)), asio::detached);
}

Awaitable<void> Worker::serve(std::shared_ptr<Listener> listener, net::Socket socket) {
    const auto connection = std::make_unique<Connection>(std::move(socket), *this, *listener);
    const auto protocol = listener->proxy_protocol;
    // Whoever's header would not be believed is known already, and counts while it sends one.
    bool placed = connection->take_place(*listener);
    if (placed && protocol != config::ProxyProtocol::off) {
        if (!co_await identify(*connection, protocol)) co_return;
        placed = connection->take_place(*listener);
    }
    if (!placed) {
        listener->metrics->count_refused(observe::Refusal::address_limit);
        co_return;
    }
    const auto tls = listener->tls;
    listener.reset();
    if (tls && !co_await secure(*connection, tls)) co_return;
    co_await connection->session.serve();
    connection->metrics->count_timed_out(connection->session.passed_limit());
}

// Whose connection it is, as the proxy in front says.
Awaitable<bool> Worker::identify(Connection& connection, config::ProxyProtocol protocol) {
    net::ProxyHeaderRules rules;
    rules.required = protocol == config::ProxyProtocol::require;
    rules.believed = connection.session.peer().trusted;
    rules.header_timeout = connection.settings->header_timeout;
    rules.idle_timeout = connection.settings->idle_timeout;
    connection.identifying = true;
    const auto received = co_await net::read_proxy_header(connection.transport, rules);
    connection.identifying = false;
    using Result = net::ReceivedProxyHeader::Result;
    auto& metrics = *connection.metrics;
    if (received.result == Result::refused) {
        metrics.count_refused(observe::Refusal::proxy_header);
    }
    if (received.result == Result::silent) metrics.count_timed_out(http::TimeLimit::idle_timeout);
    if (received.source) connection.session.set_peer(received.source->address);
    co_return received.result == Result::served;
}

// The context outlives the handshake, whatever a reload does to the listener meanwhile.
Awaitable<bool> Worker::secure(Connection& connection,
                               std::shared_ptr<const tls::ServerContext> context) {
    auto& transport = connection.transport;
    auto& metrics = *connection.metrics;
    transport.set_deadline_after(connection.settings->header_timeout);
    const auto error = co_await transport.handshake(context->start());
    transport.clear_deadline();
    if (error) {
        metrics.count_failed_handshake(tls::failure_of(error));
        // The alert that says why is under way, and perhaps the client's first request.
        if (error.category() == tls::category()) {
            co_await transport.discard(refused_bytes, refused_time);
        }
    } else {
        (transport.tls()->resumed() ? metrics.handshakes_resumed : metrics.handshakes_full).add();
    }
    co_return !error;
}

void Worker::refresh_endpoints() {
    asio::post(context_, [this] { pools_.refresh(); });
}

void Worker::drain(std::chrono::milliseconds timeout, Drain how) {
    asio::post(context_, [this, timeout, how] { begin_drain(timeout, how); });
}

void Worker::begin_drain(std::chrono::milliseconds timeout, Drain how) {
    const bool was_draining = draining_;
    draining_ = true;
    mirror::end_repeats(mirrors_);
    for (const auto& [name, listener] : listeners_) {
        if (how == Drain::stop) take_queued(listener);
        listener->close();
    }
    listeners_.clear();
    const auto grace = how == Drain::stop ? std::min<net::Clock::duration>(drain_grace, timeout)
                                          : net::Clock::duration(timeout);
    close_idle_at_ = net::Clock::now() + grace;
    drain_timer_.expires_after(timeout);
    drain_timer_.async_wait([this](Error error) {
        if (!error) cut_off();
    });
    if (!was_draining) finish_if_drained();
}

// What the kernel has accepted meanwhile would be reset.
void Worker::take_queued(const std::shared_ptr<Listener>& listener) {
    for (auto& acceptor : listener->acceptors) {
        // Bounded, since another process may be listening on the same socket.
        for (int taken = 0; taken < longest_queue; ++taken) {
            auto socket = net::accept(acceptor.native_handle());
            if (!socket) break;
            take_connection(listener, std::move(*socket));
        }
    }
}

void Worker::close_idle() {
    for (auto* connection : all_connections()) connection->close_if_idle();
}

void Worker::cut_off() {
    close_idle();
    for (auto* connection : all_connections())
        connection->transport.abort(asio::error::operation_aborted);
    mirror::abort_shadow_calls(mirrors_);
}

void Worker::finish_if_drained() {
    if (connections_.alone() && mirrors_.calls.alone() && mirrors_.repeats.alone()) {
        forwarder_.publish(nullptr);
        drain_timer_.cancel();
        wheel_.stop();
        work_.reset();
        context_.stop();
        return;
    }
    if (net::Clock::now() >= close_idle_at_) close_idle();
    auto poll = std::make_shared<asio::steady_timer>(context_, drain_poll);
    poll->async_wait([this, poll](Error /*error*/) { finish_if_drained(); });
}

}  // namespace crossfade
