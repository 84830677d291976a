// A backend as one event loop sees it: its endpoints that are available, whose turn it is, and a
// connection to one of them within the backend's limits.
#pragma once

#include "proxy/backend/backend_states.hpp"
#include "proxy/backend/endpoint_pool.hpp"
#include "proxy/backend/tried.hpp"
#include "proxy/net/signal.hpp"
#include "proxy/tls/contexts.hpp"
#include "routing/balance.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace crossfade::backend {

class EndpointPools;

/// What a request wants of a backend.
struct Wanted {
    std::uint64_t hash = 0;        // of its key, for balance: hash
    const Tried* avoid = nullptr;  // endpoints to come back to last; may be null
    std::size_t attempts = 1;      // endpoints that may be tried, until one can be reached
    bool once = false;             // must not be sent twice
    bool fresh = false;            // a new connection
    net::Clock::time_point now{};  // about; not set: asked for
    net::Clock::time_point limit = net::Clock::time_point::max();
};

/// Part of a plan, which keeps the configuration alive. One loop.
class BackendPool {
public:
    BackendPool(EndpointPools& pools,
                const config::Backend& config,
                std::shared_ptr<const tls::ClientContext> tls,
                observe::Role role);
    ~BackendPool();
    BackendPool(const BackendPool&) = delete;
    BackendPool& operator=(const BackendPool&) = delete;

    [[nodiscard]] const config::Backend& config() const noexcept { return *config_; }
    /// "host:port" as configured, for requests that name no host.
    [[nodiscard]] const std::string& authority() const noexcept { return authority_; }
    /// False if every endpoint is known to be out of service, so that a request is better served
    /// elsewhere.
    [[nodiscard]] bool available() const noexcept;

    /// True if an endpoint in service is not among those.
    [[nodiscard]] bool has_other_than(const Tried& tried) const noexcept;

    /// What most requests need: room, and an idle connection where the request is to go. An empty
    /// lease says that it takes open().
    [[nodiscard]] Lease take_idle(const Wanted& wanted);

    /// A connection, idle or new; may wait for its turn. An endpoint that cannot be reached is
    /// passed over, which is safe because nothing was sent to it.
    [[nodiscard]] Awaitable<EndpointPool::Opened> open(Wanted wanted);

    /// What became of a request at one of the endpoints: `status` is that of the response if there
    /// was one, `answered` tells of a first byte.
    void ended(EndpointPool& endpoint, http::Failure failure, int status, bool answered) const;

    /// The endpoints are those that the process knows now.
    void refresh();
    /// Closes an idle connection. False if there is none.
    bool close_idle() noexcept;
    [[nodiscard]] observe::Role role() const noexcept { return role_; }

private:
    using Endpoint = std::shared_ptr<EndpointPool>;
    class Arrival;

    [[nodiscard]] const Endpoint* choose(const Wanted& wanted, const Tried* unreached);
    [[nodiscard]] const Endpoint* balance(std::uint64_t hash);
    void weigh(const Tried* avoid, const Tried* unreached, std::int64_t now);
    [[nodiscard]] Awaitable<http::Failure> admit(const Wanted& wanted, Slot& slot);
    [[nodiscard]] Awaitable<http::Failure> resolution(net::Clock::time_point limit);
    [[nodiscard]] Awaitable<EndpointPool::Opened> reach(const Wanted& wanted);
    [[nodiscard]] Awaitable<EndpointPool::Opened> connect(Endpoint endpoint,
                                                          net::Clock::time_point limit);
    [[nodiscard]] Awaitable<http::Failure> wait_for(Slots& slots,
                                                    net::Clock::time_point limit,
                                                    Slot& slot,
                                                    std::function<void()> in_line) const;

    EndpointPools* pools_;
    const config::Backend* config_;
    std::shared_ptr<const tls::ClientContext> tls_;
    observe::Role role_;
    std::string authority_;
    std::shared_ptr<BackendState> state_;
    RoleLimits* limits_;
    std::shared_ptr<const Members> members_;
    std::vector<Endpoint> endpoints_;  // parallel to the members
    std::vector<routing::Candidate> candidates_;
    std::optional<routing::HashRing> ring_;  // for balance: hash
    std::size_t turn_ = 0;
    std::unordered_set<Arrival*> arrivals_;  // requests that wait for a name to be resolved
};

/// The endpoint pools of one loop, kept over reloads for as long as some plan uses them.
class EndpointPools {
public:
    EndpointPools(const Loop& loop, observe::LoopMetrics& metrics, BackendStates& states);

    /// Endpoints changed: every plan's pools follow.
    void refresh();

private:
    friend class BackendPool;

    using Key = std::tuple<const EndpointState*, observe::Role>;

    [[nodiscard]] std::shared_ptr<EndpointPool> find(
        const config::Backend& backend,
        const std::shared_ptr<EndpointState>& endpoint,
        const std::shared_ptr<BackendState>& state,
        const std::shared_ptr<const tls::ClientContext>& tls,
        observe::Role role);

    Loop loop_;
    observe::LoopMetrics* metrics_;
    BackendStates* states_;
    observe::Random random_;
    std::map<Key, std::weak_ptr<EndpointPool>> pools_;
    std::unordered_set<BackendPool*> backends_;
};

}  // namespace crossfade::backend
