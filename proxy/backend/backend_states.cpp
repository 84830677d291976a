// See backend_states.hpp.
#include "proxy/backend/backend_states.hpp"

#include <boost/asio/ip/address.hpp>

namespace crossfade::backend {
namespace {

observe::RoleStatus status_of(RoleLimits& limits) {
    observe::RoleStatus status;
    status.requests = limits.requests.used();
    status.requests_limit = limits.requests.limit();
    status.connections = limits.connections.used();
    status.connections_limit = limits.connections.limit();
    status.pending = limits.pending.waiting.load();
    status.pending_limit = limits.pending.limit.load();
    status.waited = limits.pending.waited.value();
    status.refused = limits.pending.refused.value();
    status.timed_out = limits.pending.timed_out.value();
    return status;
}

observe::EndpointStatus status_of(const EndpointState& endpoint, std::int64_t now) {
    observe::EndpointStatus status;
    status.name = endpoint.name;
    status.host = endpoint.endpoint.host;
    status.checked = endpoint.was_checked.load();
    status.healthy = endpoint.healthy.load();
    status.last_check_failure = endpoint.last_check_failure();
    status.checks_passed = endpoint.checks_passed.value();
    status.checks_failed = endpoint.checks_failed.value();
    for (const auto role : {observe::Role::live, observe::Role::mirror}) {
        const auto& ejection = endpoint.of(role);
        auto& entry = status.ejections[static_cast<std::size_t>(role)];
        const auto until = ejection.until.load();
        entry.remaining = std::chrono::nanoseconds(until > now ? until - now : 0);
        entry.failures_in_a_row = ejection.failures.load();
        entry.ejections = ejection.ejections.value();
        entry.spared = ejection.spared.value();
    }
    return status;
}

}  // namespace

void BackendStates::publish(const config::Config& config) {
    std::map<std::string, std::shared_ptr<BackendState>> next;
    names_.clear();
    for (const auto& backend : config.backends) {
        auto state = find(backend.name);
        if (!state) state = std::make_shared<BackendState>(backend.name);
        state->configure(backend, answers_);
        next[backend.name] = std::move(state);
        for (const auto& endpoint : backend.endpoints) {
            Error error;
            static_cast<void>(asio::ip::make_address(endpoint.host, error));
            if (error) names_.insert(endpoint.host);
        }
    }
    std::erase_if(answers_, [this](const auto& answer) { return !names_.contains(answer.first); });
    const std::scoped_lock lock(mutex_);
    states_ = std::move(next);
}

bool BackendStates::resolved(const std::string& host, const Addresses& addresses) {
    const std::scoped_lock lock(mutex_);
    answers_[host] = addresses;
    bool changed = false;
    for (const auto& [name, state] : states_) changed = state->resolved(answers_) || changed;
    return changed;
}

std::shared_ptr<BackendState> BackendStates::find(const std::string& backend) const {
    const std::scoped_lock lock(mutex_);
    const auto found = states_.find(backend);
    return found == states_.end() ? nullptr : found->second;
}

void BackendStates::ask_for_connection(const std::string& backend, observe::Role role) const {
    for (const auto& close_idle : loops_) close_idle(backend, role);
}

std::vector<observe::BackendStatus> BackendStates::status() const {
    const auto now = shared_time(net::Clock::now());
    const std::scoped_lock lock(mutex_);
    std::vector<observe::BackendStatus> result;
    for (const auto& [name, state] : states_) {
        auto& status = result.emplace_back();
        status.name = name;
        for (const auto& endpoint : state->members()->endpoints) {
            status.endpoints.push_back(status_of(*endpoint, now));
        }
        status.live = status_of(state->limits(observe::Role::live));
        status.mirror = status_of(state->limits(observe::Role::mirror));
    }
    return result;
}

}  // namespace crossfade::backend
