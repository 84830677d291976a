// The life of one live request, in numbered steps:
//
//   (1) pin the plan            the snapshot that this request keeps until its end
//   (2) match                   host, path, method, fields -> route, or 404
//   (3) decide                  override or split -> backend
//   (4) tee                     which mirrors copy it; they run apart from here on
//   (5) connect                 a pooled connection, or a new one
//   (6) send                    the head anew, the body streamed
//   (7) await the response      interim responses pass through, an upgrade becomes a tunnel
//   (8) relay                   the head anew, the body streamed
//       again from (5)          another attempt, or the fallback, while nothing was relayed
//   (9) or fail                 a status of the contract, or a visible cut
//  (10) record                  counters, access log, the live side of the pair
//
// It knows neither HTTP version nor socket; see http/exchange.hpp for what it speaks to.
#pragma once

#include "proxy/forward/forwarding.hpp"
#include "proxy/http/exchange.hpp"
#include "proxy/observe/access_ring.hpp"
#include "proxy/observe/loop_metrics.hpp"

#include <memory>
#include <vector>

namespace crossfade::forward {

/// One per event loop.
class Forwarder final : public http::Handler {
public:
    /// `log` may be null. All must outlive the forwarder.
    Forwarder(mirror::Mirrors& mirrors, observe::LoopMetrics& metrics, observe::AccessRing* log);

    /// Requests that begin from now on use this plan.
    void publish(std::shared_ptr<const Plan> plan) { plan_ = std::move(plan); }

    [[nodiscard]] Awaitable<void> handle(http::Exchange& exchange) override;
    void refused(http::Failure failure, std::string_view client_address) override;

private:
    void describe(Forwarding& forwarding);
    [[nodiscard]] static bool match(Forwarding& forwarding);
    void decide(Forwarding& forwarding);
    [[nodiscard]] static Next begin_attempts(Forwarding& forwarding);
    [[nodiscard]] Awaitable<void> attempt(Forwarding& forwarding, Next why);
    [[nodiscard]] Awaitable<backend::Lease> open(Forwarding& forwarding,
                                                 const backend::Wanted& wanted);
    static void begin_call(Forwarding& forwarding, const backend::Lease& lease);
    [[nodiscard]] http::BodyWriter* send(Forwarding& forwarding, http::Call& call);
    void request_sent(Forwarding& forwarding, http::Call& call);
    void start_upload(Forwarding& forwarding, http::Call& call, http::BodyWriter& writer);
    [[nodiscard]] Awaitable<void> upload(Forwarding& forwarding,
                                         http::Call& call,
                                         http::BodyWriter& writer);
    [[nodiscard]] Awaitable<void> end_upload(Forwarding& forwarding, http::Call& call);
    /// What is to be awaited next.
    enum class Step { response, inform, tunnel, relay, none };
    struct Relay {
        const http::ResponseHead* head = nullptr;
        http::BodyWriter* writer = nullptr;
        http::ChunkObserver* observer = nullptr;
        http::PumpResult result;
    };
    [[nodiscard]] Step take_response(Forwarding& forwarding, http::Call& call, Relay& relay);
    [[nodiscard]] Step begin_relay(Forwarding& forwarding, http::Call& call, Relay& relay);
    static void end_relay(Forwarding& forwarding, const http::PumpResult& result);
    [[nodiscard]] static Awaitable<void> inform(Forwarding& forwarding,
                                                http::Call& call,
                                                const http::ResponseHead& head);
    [[nodiscard]] Awaitable<void> tunnel(Forwarding& forwarding,
                                         http::Call& call,
                                         const http::ResponseHead& head);
    void end_copies(Forwarding& forwarding);
    [[nodiscard]] Awaitable<void> fail(Forwarding& forwarding);
    void record(Forwarding& forwarding);

    mirror::Mirrors* mirrors_;
    observe::LoopMetrics* metrics_;
    observe::AccessRing* log_;
    std::shared_ptr<const Plan> plan_;
    std::vector<std::unique_ptr<Forwarding>> unused_;
};

}  // namespace crossfade::forward
