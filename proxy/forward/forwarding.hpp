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

/// What comes after an attempt.
enum class Next {
    done,
    reconnect,  // the same again on a new connection: the pooled one had been closed
    retry,
    fall_back
};

/// Where one request was tried so far, and what speaks against another attempt.
struct Attempts {
    void begin() noexcept {
        ++made;
        status = 0;
        answered = false;
        reused = false;
        next = Next::done;
    }

    std::size_t made = 0;
    backend::Tried failed;         // endpoints
    bool request_sent = false;     // a byte of it, ever
    bool body_consumed = false;    // part of the body is gone, so it cannot be sent again
    Bytes body;                    // the whole of one that came at once, to be sent again
    net::Block body_memory;        // that it lies in
    bool interim_relayed = false;  // the client got a 1xx
    bool relayed = false;          // a final response was taken for the client
    bool reconnected = false;      // once, after a pooled connection turned out to be closed
    bool fallen_back = false;
    // Of the last one:
    int status = 0;          // of its response; 0: none came
    bool answered = false;   // a byte of it came
    bool reused = false;     // on a pooled connection
    Next next = Next::done;  // its response was set aside for this
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
    net::Clock::time_point now;         // about: nothing was waited for since
    net::Clock::time_point first_byte;  // of the response head; unset: none came
    std::string endpoint;               // that was tried last
    Attempts attempts;
    http::Failure failure = http::Failure::none;
    int status = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
};

}  // namespace crossfade::forward
