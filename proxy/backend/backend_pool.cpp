// See backend_pool.hpp.
#include "proxy/backend/backend_pool.hpp"

#include "proxy/backend/conditions.hpp"
#include "routing/slow_start.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace crossfade::backend {
namespace {

using http::Failure;
using routing::Share;

std::string text_of(const config::Endpoint& endpoint) {
    const bool ipv6 = endpoint.host.find(':') != std::string::npos;
    const auto host = ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return host + ":" + std::to_string(endpoint.port);
}

}  // namespace

// A request that is here before the endpoints are.
class BackendPool::Arrival final : public net::Deadline {
public:
    Arrival(net::DeadlineWheel& wheel, BackendPool& pool) : Deadline(wheel), pool_(&pool) {
        pool_->arrivals_.insert(this);
    }
    ~Arrival() override { pool_->arrivals_.erase(this); }

    net::Signal changed;
    bool over = false;

private:
    void expired() override {
        over = true;
        changed.notify();
    }

    BackendPool* pool_;
};

BackendPool::BackendPool(EndpointPools& pools,
                         const config::Backend& config,
                         std::shared_ptr<const tls::ClientContext> tls,
                         observe::Role role)
    : pools_(&pools),
      config_(&config),
      tls_(std::move(tls)),
      role_(role),
      authority_(text_of(config.endpoints.front())),
      state_(pools.states_->find(config.name)),
      limits_(&state_->limits(role)) {
    pools_->backends_.insert(this);
    refresh();
}

BackendPool::~BackendPool() { pools_->backends_.erase(this); }

void BackendPool::refresh() {
    auto members = state_->members();
    if (members == members_) return;
    members_ = std::move(members);
    endpoints_.clear();
    std::vector<std::string> names;
    for (const auto& endpoint : members_->endpoints) {
        endpoints_.push_back(pools_->find(*config_, endpoint, state_, tls_, role_));
        names.push_back(endpoint->name);
    }
    candidates_.resize(endpoints_.size());
    if (config_->balance == config::Balance::hash) ring_.emplace(names);
    const auto waiting = arrivals_;
    for (auto* arrival : waiting) arrival->changed.notify();
}

bool BackendPool::available() const noexcept {
    if (endpoints_.empty()) return !members_->complete;
    const auto now = shared_time(net::Clock::now());
    return std::any_of(endpoints_.begin(), endpoints_.end(), [this, now](const auto& endpoint) {
        return endpoint->state().available(role_, now);
    });
}

bool BackendPool::has_other_than(const Tried& tried) const noexcept {
    const auto now = shared_time(net::Clock::now());
    return std::any_of(endpoints_.begin(), endpoints_.end(), [&](const auto& endpoint) {
        return endpoint->state().available(role_, now) && !tried.contains(endpoint.get());
    });
}

Lease BackendPool::take_idle(const Wanted& wanted) {
    if (wanted.fresh || !limits_->requests.take()) return {};
    Slot slot(limits_->requests);
    const auto* endpoint = choose(wanted, nullptr);
    if (!endpoint) return {};
    auto lease = (*endpoint)->take_idle(wanted.once);
    if (lease) {
        if (!wanted.avoid) ++turn_;
        lease.count_request(std::move(slot));
    }
    return lease;
}

Awaitable<EndpointPool::Opened> BackendPool::open(Wanted wanted) {
    Slot slot;
    EndpointPool::Opened opened;
    wanted.now = {};  // opening takes its time
    opened.failure = co_await admit(wanted, slot);
    if (opened.failure == Failure::none) opened = co_await reach(wanted);
    if (opened.lease) opened.lease.count_request(std::move(slot));
    co_return opened;
}

Awaitable<Failure> BackendPool::admit(const Wanted& wanted, Slot& slot) {
    auto failure = Failure::none;
    if (endpoints_.empty()) failure = co_await resolution(wanted.limit);
    if (failure == Failure::none) {
        std::function<void()> nothing;
        failure = co_await wait_for(limits_->requests, wanted.limit, slot, std::move(nothing));
    }
    co_return failure;
}

Awaitable<Failure> BackendPool::resolution(net::Clock::time_point limit) {
    const auto until = std::min(net::Clock::now() + config_->timeouts.connect, limit);
    Arrival arrival(*pools_->loop_.wheel, *this);
    arrival.set(until);
    while (endpoints_.empty() && !members_->complete && !arrival.over) {
        co_await arrival.changed.wait();
    }
    co_return endpoints_.empty() ? Failure::name_not_resolved : Failure::none;
}

Awaitable<Failure> BackendPool::wait_for(Slots& slots,
                                         net::Clock::time_point limit,
                                         Slot& slot,
                                         std::function<void()> in_line) const {
    auto waited = Slots::Waited::taken;
    if (!slots.take()) {
        const auto until = std::min(net::Clock::now() + config_->timeouts.pending, limit);
        waited = co_await slots.wait(
            *pools_->loop_.context, *pools_->loop_.wheel, until, std::move(in_line));
    }
    if (waited != Slots::Waited::taken) co_return Failure::overload;
    slot = Slot(slots);
    co_return Failure::none;
}

Awaitable<EndpointPool::Opened> BackendPool::reach(const Wanted& wanted) {
    const bool in_service = available();
    Tried unreached;
    EndpointPool::Opened opened;
    opened.failure = Failure::no_endpoint;
    for (std::size_t tried = 0; tried < wanted.attempts; ++tried) {
        const auto* chosen = choose(wanted, &unreached);
        if (!chosen) break;
        // One turn a request, or every other one would begin at an endpoint that fails.
        if (tried == 0 && !wanted.avoid) ++turn_;
        auto endpoint = *chosen;
        if (!wanted.fresh) opened.lease = endpoint->take_idle(wanted.once);
        if (opened.lease) {
            opened.failure = Failure::none;
            break;
        }
        opened = co_await connect(endpoint, wanted.limit);
        if (opened.lease || !unreachable(opened.failure, false)) break;
        ended(*endpoint, opened.failure, 0, false);
        unreached.add(endpoint.get());
        if (net::Clock::now() >= wanted.limit) break;
    }
    // That none is in service was known before, and is what there is to say.
    if (!in_service && unreachable(opened.failure, false)) opened.failure = Failure::no_endpoint;
    co_return opened;
}

Awaitable<EndpointPool::Opened> BackendPool::connect(Endpoint endpoint,
                                                     net::Clock::time_point limit) {
    auto& slots = limits_->connections;
    EndpointPool::Opened opened;
    Slot slot;
    if (slots.take()) {
        slot = Slot(slots);
    } else {
        // An idle connection to elsewhere makes room. Asked for once in line: a connection that is
        // still in use when its loop hears of it is closed when it is given back.
        std::function<void()> make_room = [this] {
            if (!close_idle()) pools_->states_->ask_for_connection(config_->name, role_);
        };
        opened.failure = co_await wait_for(slots, limit, slot, std::move(make_room));
        if (opened.failure != Failure::none) co_return opened;
    }
    opened = co_await endpoint->open(std::move(slot), limit);
    co_return opened;
}

bool BackendPool::close_idle() noexcept {
    return std::any_of(endpoints_.begin(), endpoints_.end(), [](const auto& endpoint) {
        return endpoint->close_idle();
    });
}

void BackendPool::ended(EndpointPool& endpoint, Failure failure, int status, bool answered) const {
    if (!config_->outlier || (failure != Failure::none && !backends_fault(failure))) return;
    if (meets(config_->outlier->on, failure, status, answered)) {
        const auto now = shared_time(net::Clock::now());
        state_->failed(endpoint.state(), role_, *config_->outlier, now);
    } else {
        BackendState::succeeded(endpoint.state(), role_);
    }
}

const BackendPool::Endpoint* BackendPool::choose(const Wanted& wanted, const Tried* unreached) {
    if (endpoints_.empty()) return nullptr;
    const bool known = wanted.now != net::Clock::time_point();
    const auto now = shared_time(known ? wanted.now : net::Clock::now());
    if (endpoints_.size() == 1) {
        const auto& only = endpoints_.front();
        if (unreached && unreached->contains(only.get())) return nullptr;
        const bool use = only->state().available(role_, now) || config_->panic_threshold > Share{0};
        return use ? &only : nullptr;
    }
    weigh(wanted.avoid, unreached, now);
    const auto* chosen = balance(wanted.hash);
    if (chosen || !wanted.avoid) return chosen;
    weigh(nullptr, unreached, now);
    return balance(wanted.hash);
}

// With too few endpoints in service they would only fail one after the other: then all of them take
// their share again.
void BackendPool::weigh(const Tried* avoid, const Tried* unreached, std::int64_t now) {
    const auto slow = std::chrono::nanoseconds(config_->slow_start).count();
    std::uint64_t in_service = 0;
    for (std::size_t index = 0; index < endpoints_.size(); ++index) {
        const auto& endpoint = *endpoints_[index];
        auto& candidate = candidates_[index];
        const auto& state = endpoint.state();
        candidate.active = endpoint.active();
        candidate.usable = state.available(role_, now);
        candidate.weight = Share::whole;
        const auto since = slow > 0 ? state.back_since(role_) : never;
        if (since != never) candidate.weight = routing::slow_start_weight(now - since, slow);
        in_service += candidate.usable ? 1 : 0;
    }
    const bool panic =
        in_service * Share::whole <
        std::uint64_t{config_->panic_threshold.parts_per_million} * endpoints_.size();
    for (std::size_t index = 0; index < endpoints_.size(); ++index) {
        const auto* endpoint = endpoints_[index].get();
        auto& usable = candidates_[index].usable;
        usable = (usable || panic) && !(avoid && avoid->contains(endpoint)) &&
                 !(unreached && unreached->contains(endpoint));
    }
}

const BackendPool::Endpoint* BackendPool::balance(std::uint64_t hash) {
    const auto random = [this] { return pools_->random_.next(); };
    std::optional<std::size_t> chosen;
    switch (config_->balance) {
        case config::Balance::round_robin:
            chosen = routing::round_robin(
                candidates_, turn_, static_cast<std::uint32_t>(random() % Share::whole));
            break;
        case config::Balance::least_requests:
            chosen = routing::least_requests(candidates_, turn_);
            break;
        case config::Balance::hash:
            chosen = ring_->choose(hash, candidates_);
            break;
    }
    return chosen ? &endpoints_[*chosen] : nullptr;
}

EndpointPools::EndpointPools(const Loop& loop, observe::LoopMetrics& metrics, BackendStates& states)
    : loop_(loop), metrics_(&metrics), states_(&states) {
    states.add_loop([this](const std::string& backend, observe::Role role) {
        asio::post(*loop_.context, [this, backend, role] {
            for (auto* pool : backends_) {
                if (pool->role() == role && pool->config().name == backend && pool->close_idle()) {
                    return;
                }
            }
        });
    });
}

// A request that waited for a name may end right here, and with it the last use of an old plan and
// its pools.
void EndpointPools::refresh() {
    const auto all = backends_;
    for (auto* backend : all) {
        if (backends_.contains(backend)) backend->refresh();
    }
}

std::shared_ptr<EndpointPool> EndpointPools::find(
    const config::Backend& backend,
    const std::shared_ptr<EndpointState>& endpoint,
    const std::shared_ptr<BackendState>& state,
    const std::shared_ptr<const tls::ClientContext>& tls,
    observe::Role role) {
    std::erase_if(pools_, [](const auto& entry) { return entry.second.expired(); });
    auto& known = pools_[Key(endpoint.get(), role)];
    auto shared = known.lock();
    // Timeouts and TLS belong to the pool: a changed backend gets new ones.
    if (!shared || !shared->serves(backend, tls.get())) {
        shared = std::make_shared<EndpointPool>(
            loop_, backend, endpoint, state, tls, metrics_->pool(backend.name, role), role);
        known = shared;
    }
    return shared;
}

}  // namespace crossfade::backend
