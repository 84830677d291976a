// The servers speak through the same HTTP/1 sessions as the proxy does.
#include "proxy/demo/api_servers.hpp"

#include "proxy/h1/server_session.hpp"
#include "proxy/http/local_reply.hpp"
#include "proxy/net/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <thread>

namespace crossfade::demo {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t max_body = 64 * 1024;
constexpr auto stop_poll = std::chrono::milliseconds(5);

ApiRequest request_of(const http::RequestHead& head) {
    ApiRequest request;
    request.method = head.method;
    request.path = head.path;
    request.query = head.query;
    request.authorization = routing::find_field(head.fields.view(), "authorization").value_or("");
    request.has_cookie = routing::find_field(head.fields.view(), "cookie").has_value();
    return request;
}

// Answers with what the API says, after the time that it takes to say it.
class ApiHandler final : public http::Handler {
public:
    explicit ApiHandler(const NamedApi& api) : name_(api.name), api_(api.api) {}

    [[nodiscard]] Awaitable<void> handle(http::Exchange& exchange) override {
        auto request = request_of(exchange.request());
        auto& body = exchange.request_body();
        while (!body.finished()) {
            const auto chunk = co_await body.read();
            if (!chunk) {
                exchange.abort();
                co_return;
            }
            request.body.append(*chunk);
        }
        const auto answer = api_(request);
        asio::steady_timer timer(co_await asio::this_coro::executor, answer.delay);
        co_await timer.async_wait(awaited);
        std::vector<routing::Field> fields{{"X-Served-By", name_}};
        for (const auto& [name, value] : answer.fields) fields.push_back({name, value});
        co_await http::reply(exchange, answer.status, "application/json", answer.body, fields);
    }

    void refused(http::Failure /*failure*/, std::string_view /*client_address*/) override {}

private:
    std::string name_;
    Api api_;
};

// One API with its acceptor and connections; lives on one event loop.
class ApiListener {
public:
    ApiListener(asio::io_context& context, net::DeadlineWheel& wheel, const NamedApi& api)
        : context_(&context), wheel_(&wheel), handler_(api), acceptor_(open(context)) {
        settings_.listener = api.name;
        settings_.request_body = max_body;
        asio::co_spawn(context, accept(), asio::detached);
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void stop() {
        draining_ = true;
        Error ignored;
        acceptor_.close(ignored);
        // Copied, because a session that ends takes itself out.
        const auto open = transports_;
        for (auto* transport : open) transport->abort(asio::error::operation_aborted);
    }

    [[nodiscard]] bool stopped() const noexcept { return draining_ && transports_.empty(); }

private:
    static asio::ip::tcp::acceptor open(asio::io_context& context) {
        auto sockets = net::listen("127.0.0.1", 0, 1);
        if (!sockets) throw std::runtime_error("cannot listen: " + sockets.error().message());
        return std::move(sockets->front()).adopt(context);
    }

    Awaitable<void> accept() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(awaited);
            if (!acceptor_.is_open()) co_return;
            if (!error) asio::co_spawn(*context_, serve(std::move(socket)), asio::detached);
        }
    }

    Awaitable<void> serve(asio::ip::tcp::socket socket) {
        if (draining_) co_return;
        net::Transport transport(std::move(socket), *wheel_);
        transports_.insert(&transport);
        h1::ServerSession session(transport, blocks_, settings_, handler_, draining_);
        co_await session.serve();
        transports_.erase(&transport);
    }

    asio::io_context* context_;
    net::DeadlineWheel* wheel_;
    net::BlockPool blocks_;
    h1::ServerSettings settings_;
    ApiHandler handler_;
    asio::ip::tcp::acceptor acceptor_;
    std::set<net::Transport*> transports_;
    bool draining_ = false;
};

}  // namespace

struct ApiServers::Parts {
    // No coroutine may outlive the wheel and the listeners: the loop stops once all have ended.
    void finish_if_stopped() {
        if (std::all_of(listeners.begin(), listeners.end(), [](const auto& listener) {
                return listener->stopped();
            })) {
            context.stop();
            return;
        }
        poll.expires_after(stop_poll);
        poll.async_wait([this](Error /*error*/) { finish_if_stopped(); });
    }

    asio::io_context context{1};
    net::DeadlineWheel wheel{context};
    asio::steady_timer poll{context};
    std::vector<std::unique_ptr<ApiListener>> listeners;
    std::thread thread;
};

ApiServers::ApiServers(const std::vector<NamedApi>& apis) : parts_(std::make_unique<Parts>()) {
    for (const auto& api : apis) {
        parts_->listeners.push_back(
            std::make_unique<ApiListener>(parts_->context, parts_->wheel, api));
        ports_.push_back(parts_->listeners.back()->port());
    }
    parts_->wheel.start();
    parts_->thread = std::thread([this] { parts_->context.run(); });
}

ApiServers::~ApiServers() {
    asio::post(parts_->context, [this] {
        for (auto& listener : parts_->listeners) listener->stop();
        parts_->finish_if_stopped();
    });
    parts_->thread.join();
}

}  // namespace crossfade::demo
