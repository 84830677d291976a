// An acceptor and HTTP/1 sessions like those of the workers, but few, and without a mirror in
// sight.
#include "proxy/admin/admin_server.hpp"

#include "proxy/admin/admin_api.hpp"
#include "proxy/h1/server_session.hpp"
#include "proxy/net/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>
#include <string>
#include <unordered_set>

namespace crossfade::admin {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr auto accept_pause = std::chrono::milliseconds(50);
constexpr std::size_t max_connections = 64;
constexpr std::uint64_t max_body = std::uint64_t{4} << 20U;

asio::ip::tcp::acceptor open(asio::io_context& context,
                             const config::Admin& settings,
                             net::InheritedSockets& inherited) {
    // There is one at most: the process before this one had one.
    auto known = inherited.take(settings.host, settings.port);
    if (!known.empty()) return std::move(known.front()).adopt(context);
    auto sockets = net::listen(settings.host, settings.port, 1);
    if (!sockets) {
        throw std::runtime_error("cannot listen on " + settings.host + ":" +
                                 std::to_string(settings.port) + ": " + sockets.error().message());
    }
    return std::move(sockets->front()).adopt(context);
}

}  // namespace

struct AdminServer::Parts {
    Parts(asio::io_context& its_context,
          const config::Admin& admin,
          Control& control,
          net::InheritedSockets& inherited)
        : context(&its_context),
          wheel(its_context),
          api(admin, control),
          acceptor(open(its_context, admin, inherited)) {
        asio::use_service<net::ReadySet>(
            its_context);  // takes a descriptor, which may be short later
        settings.listener = "admin";
        settings.request_body = max_body;
    }

    Awaitable<void> accept() {
        while (acceptor.is_open()) {
            auto [error, socket] = co_await acceptor.async_accept(awaited);
            if (error == asio::error::operation_aborted) co_return;
            if (error) {
                // Without descriptors the connection stays queued, and would fail again at once.
                asio::steady_timer pause(*context, accept_pause);
                static_cast<void>(co_await pause.async_wait(awaited));
                continue;
            }
            if (connections.size() >= max_connections) continue;
            asio::co_spawn(*context, serve(std::move(socket)), asio::detached);
        }
    }

    Awaitable<void> serve(asio::ip::tcp::socket socket) {
        net::Transport transport(std::move(socket), wheel);
        connections.insert(&transport);
        h1::ServerSession session(transport, blocks, settings, api, draining);
        co_await session.serve();
        connections.erase(&transport);
    }

    asio::io_context* context;
    net::DeadlineWheel wheel;
    net::BlockPool blocks;
    h1::ServerSettings settings;
    AdminApi api;
    asio::ip::tcp::acceptor acceptor;
    std::unordered_set<net::Transport*> connections;
    bool draining = false;
};

AdminServer::AdminServer(asio::io_context& context,
                         const config::Admin& settings,
                         Control& control,
                         net::InheritedSockets& inherited)
    : parts_(std::make_unique<Parts>(context, settings, control, inherited)) {}

AdminServer::~AdminServer() = default;

void AdminServer::start() {
    parts_->wheel.start();
    asio::co_spawn(*parts_->context, parts_->accept(), asio::detached);
}

int AdminServer::descriptor() { return parts_->acceptor.native_handle(); }

void AdminServer::hand_over() {
    Error ignored;
    parts_->acceptor.close(ignored);
    parts_->draining = true;
}

void AdminServer::stop() {
    Error ignored;
    parts_->acceptor.close(ignored);
    parts_->draining = true;
    for (auto* transport : parts_->connections) transport->abort(asio::error::operation_aborted);
    parts_->context->restart();
    while (!parts_->connections.empty()) parts_->context->run_one();
    parts_->wheel.stop();
}

}  // namespace crossfade::admin
