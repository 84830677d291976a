// One connection to the target, opened anew when it can no longer be used: a request, then its
// whole answer, within a limit of time and of size.
#pragma once

#include "proxy/backend/endpoint_pool.hpp"
#include "proxy/compare/pair.hpp"
#include "proxy/h1/client_connection.hpp"
#include "proxy/http/failure.hpp"
#include "proxy/replay/request.hpp"
#include "proxy/replay/target.hpp"
#include "proxy/tls/client_context.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace crossfade::replay {

/// Where a target is, and how to speak to it. Outlives its callers.
struct Place {
    Target target;
    std::vector<asio::ip::tcp::endpoint> addresses;  // tried in turn
    std::shared_ptr<const tls::ClientContext> tls;   // null: plain
    std::chrono::milliseconds timeout{10'000};       // of connecting, and of one call
};

struct Answer {
    http::Failure failure = http::Failure::none;  // the response is of use only if none
    compare::RecordedResponse response;
    std::chrono::microseconds time{0};
};

/// One request at a time; lives on one event loop.
class Caller {
public:
    Caller(const backend::Loop& loop, const Place& place);
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    [[nodiscard]] Awaitable<http::Failure> open();
    /// Opens where need be. Of the body it keeps `limit` bytes, and a hash of the whole. Redirects
    /// are answers like any other.
    [[nodiscard]] Awaitable<Answer> ask(const Request& request, std::size_t limit);

private:
    [[nodiscard]] Awaitable<http::Failure> open(const asio::ip::tcp::endpoint& address);
    [[nodiscard]] Awaitable<Answer> ask_once(const Request& request, std::size_t limit);

    backend::Loop loop_;
    const Place* place_;
    tls::LastSession session_;
    std::unique_ptr<h1::ClientConnection> connection_;
};

}  // namespace crossfade::replay
