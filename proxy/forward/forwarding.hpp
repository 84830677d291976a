// The state of one request on its way through the forwarder. Reused from request to request, so
// that nothing here is allocated twice.
#pragma once

#include "proxy/forward/decision.hpp"
#include "proxy/forward/plan.hpp"
#include "proxy/http/pump.hpp"
#include "proxy/mirror/tee.hpp"
#include "proxy/net/signal.hpp"
#include "proxy/observe/trace.hpp"
#include "routing/request.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace crossfade::forward {

/// Ends the call when the client is gone for good. A half-closed client still waits for its answer.
struct ClientWatch final : net::Transport::Observer {
    void on_activity() override;

    http::Exchange* exchange = nullptr;
    http::Call* call = nullptr;
    bool left = false;
};

/// Limits the whole exchange.
class ExchangeLimit final : public net::Deadline {
public:
    using Deadline::Deadline;

    void watch(http::Call* call) noexcept { call_ = call; }
    void reset() noexcept;
    [[nodiscard]] bool passed() const noexcept { return passed_; }

private:
    void expired() override;

    http::Call* call_ = nullptr;
    bool passed_ = false;
};

/// A request body that is still arriving while the response is awaited.
struct Upload {
    bool running = false;
    http::PumpResult result;
    net::Signal ended;
};

struct Forwarding {
    explicit Forwarding(net::DeadlineWheel& wheel) : limit(wheel) {}

    /// Ready for the next exchange; keeps memory.
    void begin(http::Exchange& its_exchange, std::shared_ptr<const Plan> its_plan);
    /// Lets go of everything that belongs to the exchange.
    void end();

    http::Exchange* exchange = nullptr;
    std::shared_ptr<const Plan> plan;
    const RoutePlan* route = nullptr;  // null until one matched
    backend::BackendPool* backend = nullptr;
    http::Origin origin;
    routing::Request facts;
    Decision decision;
    std::shared_ptr<mirror::Tee> tee;  // null if nothing is mirrored

    std::string_view request_id;
    observe::RequestIdText request_id_text{};
    observe::TraceParentText traceparent{};
    std::string via;
    std::string max_forwards;
    std::string path;
    http::FieldList fields;  // of the outgoing request, then of the outgoing response
    http::OutgoingRequest head;

    ClientWatch watch;
    ExchangeLimit limit;
    Upload upload;

    net::Clock::time_point started;
    net::Clock::time_point first_byte;  // of the response head; unset: none came
    const std::string* endpoint = nullptr;
    http::Failure failure = http::Failure::none;
    int status = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
};

}  // namespace crossfade::forward
