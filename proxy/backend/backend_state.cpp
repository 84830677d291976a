// See backend_state.hpp.
#include "proxy/backend/backend_state.hpp"

#include "routing/ejection.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace crossfade::backend {
namespace {

using Endpoints = std::vector<std::shared_ptr<EndpointState>>;

std::shared_ptr<EndpointState> find(const Endpoints& endpoints,
                                    const config::Endpoint& endpoint,
                                    const asio::ip::address& address) {
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const auto& known) {
        return known->endpoint == endpoint && known->address.address() == address;
    });
    return found == endpoints.end() ? nullptr : *found;
}

}  // namespace

void BackendState::configure(const config::Backend& backend, const Answers& answers) {
    for (auto& limits : limits_) {
        limits.pending.limit.store(backend.limits.pending);
        limits.connections.set_limit(backend.limits.connections);
        limits.requests.set_limit(std::min(backend.limits.requests, backend.limits.connections));
    }
    configured_ = backend.endpoints;
    static_cast<void>(resolved(answers));
}

// An endpoint that stays keeps its state; one that a name newly stands for starts slowly.
bool BackendState::resolved(const Answers& answers) {
    const auto before = members();
    auto next = std::make_shared<Members>();
    next->complete = true;
    for (const auto& endpoint : configured_) {
        Error error;
        Addresses addresses{asio::ip::make_address(endpoint.host, error)};
        if (error) {
            const auto answer = answers.find(endpoint.host);
            addresses = answer == answers.end() ? Addresses() : answer->second;
            next->complete = next->complete && answer != answers.end();
        }
        for (const auto& address : addresses) {
            if (find(next->endpoints, endpoint, address)) continue;
            auto state = find(before->endpoints, endpoint, address);
            if (!state) {
                state = std::make_shared<EndpointState>(
                    endpoint, asio::ip::tcp::endpoint(address, endpoint.port));
                if (!before->endpoints.empty()) {
                    state->healthy_since.store(shared_time(net::Clock::now()));
                }
            }
            next->endpoints.push_back(std::move(state));
        }
    }
    if (next->endpoints == before->endpoints && next->complete == before->complete) return false;
    const std::scoped_lock lock(mutex_);
    members_ = std::move(next);
    return true;
}

std::shared_ptr<const Members> BackendState::members() const {
    const std::scoped_lock lock(mutex_);
    return members_;
}

void BackendState::failed(EndpointState& endpoint,
                          observe::Role role,
                          const config::Outlier& outlier,
                          std::int64_t now) {
    auto& ejection = endpoint.of(role);
    const auto failures = ejection.failures.fetch_add(1, std::memory_order_relaxed) + 1;
    if (failures < outlier.consecutive || endpoint.ejected(role, now)) return;
    const std::scoped_lock lock(mutex_);
    if (endpoint.ejected(role, now)) return;
    ejection.failures.store(0);
    const auto& endpoints = members_->endpoints;
    const auto out = std::count_if(endpoints.begin(), endpoints.end(), [&](const auto& other) {
        return other->ejected(role, now);
    });
    const auto most = routing::most_ejected(outlier.max_ejected, endpoints.size());
    if (static_cast<std::size_t>(out) >= most) {
        ejection.spared.add();
        return;
    }
    const auto base = std::chrono::nanoseconds(outlier.ejection).count();
    const auto longest = std::chrono::nanoseconds(outlier.max_ejection).count();
    const auto ended = ejection.until.load();
    const auto quiet = ended == never ? 0 : now - ended;
    ejection.times = routing::ejections_in_a_row(ejection.times, quiet, base) + 1;
    ejection.until.store(now + routing::ejection_time(base, ejection.times, longest));
    ejection.ejections.add();
}

}  // namespace crossfade::backend
