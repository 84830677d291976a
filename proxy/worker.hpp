// One event loop on one thread: its listeners, connections, pools and counters. Shares nothing that
// changes with the other workers; everything reaches it as a posted message.
#pragma once

#include "config/snapshot.hpp"
#include "proxy/forward/forwarder.hpp"
#include "proxy/forward/plan.hpp"
#include "proxy/h1/server_session.hpp"
#include "proxy/mirror/judge.hpp"
#include "proxy/net/address_counts.hpp"
#include "proxy/net/listener.hpp"
#include "proxy/observe/access_log.hpp"
#include "proxy/observe/metrics.hpp"
#include "proxy/tls/contexts.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace crossfade {

/// What all workers share: thread-safe, and alive until the last of them is gone.
struct Shared {
    forward::LiveSplits* splits = nullptr;
    mirror::MirrorStates* mirrors = nullptr;
    mirror::Judge* judge = nullptr;
    backend::BackendStates* backends = nullptr;
    observe::Metrics* metrics = nullptr;
    observe::AccessLog* access_log = nullptr;  // null: off
};

/// Connections of one listener over all workers, for its limit.
using ConnectionCount = std::atomic<std::size_t>;

/// A listener as it is handed to one worker.
struct WorkerListener {
    std::string name;
    std::shared_ptr<const h1::ServerSettings> settings;
    std::size_t connection_limit = 0;
    std::shared_ptr<ConnectionCount> connections;
    std::size_t address_limit = 0;
    std::shared_ptr<net::AddressCounts> addresses;
    config::ProxyProtocol proxy_protocol = config::ProxyProtocol::off;
    std::shared_ptr<const tls::ServerContext> tls;  // null: plain
    std::vector<net::ListeningSocket> sockets;      // none if it is open already
};

/// hand_on: another process accepts from the same sockets.
enum class Drain { stop, hand_on };

class Worker {
public:
    Worker(std::size_t index, const Shared& shared);
    /// After join().
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void start();

    /// Any thread. New requests use the snapshot, and the listeners are exactly these, once the
    /// future is ready.
    [[nodiscard]] std::future<void> publish(std::shared_ptr<const config::Snapshot> snapshot,
                                            std::shared_ptr<const forward::SharedRules> rules,
                                            std::shared_ptr<const tls::Contexts> contexts,
                                            std::vector<WorkerListener> listeners);

    /// Any thread. Names stand for other endpoints than before.
    void refresh_endpoints();

    /// Any thread. Accepts nothing more, lets requests finish, cuts off what lasts longer. Clients
    /// that ask nothing are waited for as long only if another process serves from now on.
    void drain(std::chrono::milliseconds timeout, Drain how = Drain::stop);
    void join();

    [[nodiscard]] std::size_t connections() const noexcept {
        return connection_count_.load(std::memory_order_relaxed);
    }

private:
    struct Connection;
    struct Listener;

    void apply(const std::shared_ptr<const config::Snapshot>& snapshot,
               const forward::SharedRules& rules,
               const tls::Contexts& contexts,
               std::vector<WorkerListener>& listeners);
    [[nodiscard]] Awaitable<void> accept(std::shared_ptr<Listener> listener, std::size_t index);
    [[nodiscard]] Awaitable<void> serve(std::shared_ptr<Listener> listener, net::Socket socket);
    [[nodiscard]] Awaitable<bool> identify(Connection& connection, config::ProxyProtocol protocol);
    [[nodiscard]] Awaitable<bool> secure(Connection& connection,
                                         std::shared_ptr<const tls::ServerContext> context);
    void take_connection(const std::shared_ptr<Listener>& listener, net::Socket socket);
    void begin_drain(std::chrono::milliseconds timeout, Drain how);
    void take_queued(const std::shared_ptr<Listener>& listener);
    void close_idle();
    void cut_off();
    void finish_if_drained();
    void count_connection(std::ptrdiff_t change) noexcept;
    [[nodiscard]] std::vector<Connection*> all_connections();

    std::size_t index_;
    Shared shared_;
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    net::DeadlineWheel wheel_;
    net::BlockPool blocks_;
    observe::Random random_;
    observe::LoopMetrics* metrics_;
    mirror::Mirrors mirrors_;
    backend::EndpointPools pools_;
    forward::RetryBudgets budgets_;
    forward::Forwarder forwarder_;
    asio::steady_timer drain_timer_;
    bool draining_ = false;
    net::Clock::time_point close_idle_at_;  // once it drains
    std::map<std::string, std::shared_ptr<Listener>> listeners_;
    net::Link connections_;
    std::atomic<std::size_t> connection_count_{0};
    std::thread thread_;
};

}  // namespace crossfade
