// The control loop: signals, file changes and the admin API all end up in reload() or drain.
#include "proxy/server.hpp"

#include "proxy/admin/admin_server.hpp"
#include "proxy/backends.hpp"
#include "proxy/certificates.hpp"
#include "proxy/evidence.hpp"
#include "proxy/listeners.hpp"
#include "proxy/mirror_watch.hpp"
#include "proxy/net/memory_reserve.hpp"
#include "proxy/problem_lines.hpp"
#include "proxy/store/sink.hpp"
#include "proxy/restart_needed.hpp"
#include "proxy/succession.hpp"
#include "proxy/usable_cpus.hpp"
#include "proxy/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/logger.h>

#include <atomic>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace crossfade {
namespace {

constexpr auto count_interval = std::chrono::seconds(1);
// After the last sign of a change, so that a file is not read while it is being written.
constexpr auto settle_time = std::chrono::milliseconds(50);

}  // namespace

struct Server::Parts {
    Parts(std::string file,
          const config::Config& config,
          std::shared_ptr<spdlog::logger> its_log,
          Beginning beginning)
        : path(std::move(file)),
          log(std::move(its_log)),
          worker_count(config.workers == 0 ? usable_cpus() : config.workers),
          metrics(CROSSFADE_VERSION),
          mirrors(log, metrics.process()),
          backends(context, metrics.process().resolutions, [this] { refresh_endpoints(); }),
          listeners(worker_count),
          certificates(log, metrics.process()),
          succession(std::move(beginning), {&listeners, &certificates, &splits, &generation}, log),
          signals(context, SIGTERM, SIGINT),
          reload_signals(context, SIGHUP, SIGUSR1),
          changes(context),
          settle_timer(context),
          count_timer(context) {
        if (config.reports) sink = std::make_unique<store::Sink>(*config.reports);
        if (config.access_log) {
            access_log = std::make_unique<observe::AccessLog>(*config.access_log, worker_count);
        }
        judge = std::make_unique<mirror::Judge>(
            config.comparison, worker_count, metrics.process(), sink.get());
    }

    void start_workers();
    [[nodiscard]] std::vector<std::string> apply(config::Config config);
    void publish(OpenedListeners opened);
    void watch_certificates();
    void refresh_endpoints();
    [[nodiscard]] admin::ReloadResult reload();
    void log_result(const admin::ReloadResult& result) const;
    void watch_stop_signals();
    void watch_reload_signals();
    void watch_file();
    void on_change();
    void count_every_second();
    void begin_drain(Drain how = Drain::stop);
    void stop();

    std::string path;
    std::shared_ptr<spdlog::logger> log;
    std::size_t worker_count;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::chrono::system_clock::time_point started_at = std::chrono::system_clock::now();
    std::uint64_t generation = 0;
    std::vector<std::string> last_errors;
    std::atomic<bool> is_ready{false};
    bool draining = false;
    bool stopping = false;  // a signal said so, not only another process that serves

    asio::io_context context{1};

    // Destroyed from the last to the first: the workers' rings end in the judge, the judge in the
    // sink.
    observe::Metrics metrics;
    std::unique_ptr<store::Sink> sink;
    std::unique_ptr<observe::AccessLog> access_log;
    forward::LiveSplits splits;
    MirrorWatch mirrors;
    Backends backends;
    std::vector<std::unique_ptr<Worker>> workers;
    std::unique_ptr<mirror::Judge> judge;
    std::shared_ptr<const config::Snapshot> snapshot;
    Listeners listeners;
    Certificates certificates;
    Succession succession;

    asio::signal_set signals;
    asio::signal_set reload_signals;
    std::unique_ptr<config::Watch> watch;
    asio::posix::stream_descriptor changes;
    asio::steady_timer settle_timer;
    asio::steady_timer count_timer;
    std::unique_ptr<admin::AdminServer> admin_server;
    std::thread drainer;  // waits for the workers, which the control loop must not
};

void Server::Parts::start_workers() {
    const Shared shared{&splits,
                        &mirrors.states(),
                        judge.get(),
                        &backends.states(),
                        &metrics,
                        access_log ? access_log.get() : nullptr};
    for (std::size_t index = 0; index < worker_count; ++index) {
        workers.push_back(std::make_unique<Worker>(index, shared));
    }
    for (auto& worker : workers) worker->start();
}

// All or nothing: sockets and certificates first, because they are all that can fail.
std::vector<std::string> Server::Parts::apply(config::Config config) {
    auto opened = listeners.open(config.listeners, &succession.inherited());
    for (auto& line : lines_of(certificates.load(config))) {
        opened.errors.push_back(std::move(line));
    }
    if (!opened.errors.empty()) return opened.errors;
    certificates.adopt();
    if (snapshot) {
        for (const auto key : restart_needed(snapshot->config, config)) {
            log->warn("a change of '{}' takes effect at the next start", key);
        }
    }
    snapshot = config::compile(std::move(config), ++generation);
    splits.publish(*snapshot);
    if (sink) sink->describe(snapshot->config);
    backends.publish(snapshot->config, certificates.contexts());
    publish(std::move(opened));
    auto& process = metrics.process();
    process.config_generation.set(static_cast<std::int64_t>(generation));
    process.config_last_reload_successful.set(1);
    return {};
}

void Server::Parts::publish(OpenedListeners opened) {
    auto given = listeners.adopt(snapshot->config.listeners, std::move(opened));
    const auto tls = certificates.contexts();
    for (auto& of_worker : given) {
        for (auto& listener : of_worker) listener.tls = tls->listener(listener.name);
    }
    const auto rules =
        std::make_shared<const forward::SharedRules>(forward::compile_rules(*snapshot));
    std::vector<std::future<void>> published;
    for (std::size_t index = 0; index < workers.size(); ++index) {
        published.push_back(workers[index]->publish(snapshot, rules, tls, std::move(given[index])));
    }
    for (auto& done : published) done.wait();
}

void Server::Parts::watch_certificates() {
    if (!draining && certificates.refresh()) publish(listeners.open(snapshot->config.listeners));
}

void Server::Parts::refresh_endpoints() {
    for (auto& worker : workers) worker->refresh_endpoints();
}

admin::ReloadResult Server::Parts::reload() {
    admin::ReloadResult result;
    if (draining) {
        result.generation = generation;
        result.errors = {"the proxy is draining"};
        log_result(result);
        return result;
    }
    succession.notifier().reloading();
    auto loaded = config::load(path, config::process_environment());
    result.errors = lines_of(loaded.problems);
    if (loaded.config && loaded.config->listeners.empty()) {
        result.errors.push_back(path + ":1:1: there is no listener");
    }
    if (result.errors.empty()) result.errors = apply(std::move(*loaded.config));
    result.successful = result.errors.empty();
    result.generation = generation;
    last_errors = result.errors;
    auto& process = metrics.process();
    process.config_last_reload_successful.set(result.successful ? 1 : 0);
    (result.successful ? process.reloads_succeeded : process.reloads_failed).add();
    log_result(result);
    succession.notifier().ready();
    return result;
}

void Server::Parts::log_result(const admin::ReloadResult& result) const {
    if (result.successful) {
        log->info("configuration {} in force", result.generation);
        return;
    }
    log->error("reload refused, configuration {} stays in force", result.generation);
    for (const auto& error : result.errors) log->error("{}", error);
}

// The second signal to stop cuts off what the first one let finish.
void Server::Parts::stop() {
    const auto left = stopping ? std::chrono::milliseconds(0) : snapshot->config.drain_timeout;
    stopping = true;
    if (!draining) return begin_drain();
    for (auto& worker : workers) worker->drain(left);
}

void Server::Parts::watch_stop_signals() {
    signals.async_wait([this](Error error, int /*signal*/) {
        if (error) return;
        stop();
        watch_stop_signals();
    });
}

void Server::Parts::watch_reload_signals() {
    reload_signals.async_wait([this](Error error, int signal) {
        if (error) return;
        if (signal == SIGHUP) {
            static_cast<void>(reload());
        } else if (access_log) {
            access_log->reopen();
        }
        watch_reload_signals();
    });
}

void Server::Parts::watch_file() {
    changes.async_wait(asio::posix::stream_descriptor::wait_read, [this](Error error) {
        if (error) return;
        settle_timer.expires_after(settle_time);
        settle_timer.async_wait([this](Error cancelled) {
            if (!cancelled) on_change();
        });
    });
}

void Server::Parts::on_change() {
    if (draining) return;
    if (watch->changed()) static_cast<void>(reload());
    watch_file();
}

void Server::Parts::count_every_second() {
    count_timer.expires_after(count_interval);
    count_timer.async_wait([this](Error error) {
        if (error) return;
        if (sink) report_counts(metrics, *sink);
        mirrors.look();
        watch_certificates();
        net::refill_memory_reserve();
        count_every_second();
    });
}

void Server::Parts::begin_drain(Drain how) {
    if (draining) return;
    draining = true;
    is_ready.store(false);
    succession.close();
    if (how == Drain::stop) succession.notifier().stopping();
    log->info("draining");
    for (auto& worker : workers) worker->drain(snapshot->config.drain_timeout, how);
    const auto wait = [this] {
        for (auto& worker : workers) worker->join();
        asio::post(context, [this] { context.stop(); });
    };
    try {
        drainer = std::thread(wait);
    } catch (const std::system_error&) {
        wait();  // there is no room for a thread: nothing else is answered meanwhile
    }
}

Server::Server(std::string path,
               config::Config config,
               std::shared_ptr<spdlog::logger> log,
               std::unique_ptr<config::Watch> watch,
               Beginning beginning)
    : parts_(
          std::make_unique<Parts>(std::move(path), config, std::move(log), std::move(beginning))) {
    auto& parts = *parts_;
    parts.watch = std::move(watch);
    parts.metrics.process().start_time.set(std::chrono::system_clock::to_time_t(parts.started_at));
    const auto admin = config.admin;
    if (admin) {
        parts.admin_server = std::make_unique<admin::AdminServer>(
            parts.context, *admin, *this, parts.succession.inherited());
    }
    parts.succession.inherit();
    parts.start_workers();
    auto errors = parts.apply(std::move(config));
    const auto left = parts.succession.settle();
    if (!left.empty()) errors.push_back(left);
    if (errors.empty()) return;
    for (auto& worker : parts.workers) worker->drain(std::chrono::milliseconds(0));
    for (auto& worker : parts.workers) worker->join();
    throw std::runtime_error(text_of(errors));
}

Server::~Server() = default;

void Server::run() {
    auto& parts = *parts_;
    parts.watch_stop_signals();
    parts.watch_reload_signals();
    parts.count_every_second();
    if (parts.watch) {
        parts.changes.assign(parts.watch->descriptor());
        parts.watch_file();
    }
    if (parts.admin_server) parts.admin_server->start();
    const bool complete = parts.succession.complete();
    if (complete) {
        parts.is_ready.store(true);
        parts.log->info("serving");
        parts.succession.offer(parts.context, parts.admin_server.get(), [&parts] {
            parts.begin_drain(Drain::hand_on);
        });
        parts.succession.notifier().ready();
    } else {
        parts.begin_drain();
    }
    parts.context.run();
    if (parts.drainer.joinable()) parts.drainer.join();
    if (parts.admin_server) parts.admin_server->stop();
    if (parts.watch) parts.changes.release();
    parts.judge.reset();
    if (parts.sink) report_counts(parts.metrics, *parts.sink);
    parts.log->info("stopped");
    if (!complete) throw std::runtime_error("the running process stays");
}

void Server::stop() {
    asio::post(parts_->context, [this] { parts_->begin_drain(); });
}

admin::Status Server::status() const {
    const auto& parts = *parts_;
    admin::Status status;
    status.started = parts.started;
    status.started_at = parts.started_at;
    status.taken_over = parts.succession.predecessor();
    status.generation = parts.generation;
    status.last_reload_successful = parts.last_errors.empty();
    status.last_reload_errors = parts.last_errors;
    status.workers = parts.workers.size();
    for (const auto& worker : parts.workers) status.connections += worker->connections();
    status.draining = parts.draining;
    status.mirrors = parts.metrics.mirror_counts();
    status.repeats = parts.metrics.repeat_counts();
    status.mirror_health = parts.mirrors.health();
    status.requests = parts.metrics.request_counts();
    status.backends = backends();
    return status;
}

admin::ReloadResult Server::reload() { return parts_->reload(); }

std::shared_ptr<const config::Snapshot> Server::snapshot() const { return parts_->snapshot; }

std::shared_ptr<forward::LiveSplit> Server::split(const std::string& route) const {
    return parts_->splits.find(route);
}

std::vector<observe::BackendStatus> Server::backends() const {
    return parts_->backends.states().status();
}

forward::Explanation Server::explain(const forward::ExplainedRequest& request) const {
    return forward::explain(*parts_->snapshot, &parts_->splits, request);
}

std::string Server::metrics() {
    parts_->mirrors.look();
    parts_->metrics.process().backends = backends();
    export_counts(parts_->metrics.process(), parts_->access_log.get(), parts_->sink.get());
    return parts_->metrics.exposition();
}

bool Server::ready() const noexcept { return parts_->is_ready.load(); }

}  // namespace crossfade
