// The states of all backends by name, and which event loops to tell when endpoints change.
#pragma once

#include "proxy/backend/backend_state.hpp"
#include "proxy/observe/backend_status.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace crossfade::backend {

class BackendStates {
public:
    /// The control loop's: exactly these backends are in force.
    void publish(const config::Config& config);
    /// The control loop's: a host of endpoints was resolved, to no address if that failed and it
    /// never was before. True if any backend's members changed.
    [[nodiscard]] bool resolved(const std::string& host, const Addresses& addresses);
    /// The control loop's: the hosts of endpoints that are names and not addresses.
    [[nodiscard]] const std::set<std::string>& names() const noexcept { return names_; }

    /// Any thread; not per request. Null for a backend that is not in force.
    [[nodiscard]] std::shared_ptr<BackendState> find(const std::string& backend) const;

    /// Any thread. An idle connection to that backend is to be closed somewhere, because a loop
    /// needs one and has none that it could close itself.
    void ask_for_connection(const std::string& backend, observe::Role role) const;
    /// What ask_for_connection() asks; before any thread starts.
    using CloseIdle = std::function<void(const std::string& backend, observe::Role role)>;
    void add_loop(CloseIdle close_idle) { loops_.push_back(std::move(close_idle)); }

    /// Any thread.
    [[nodiscard]] std::vector<observe::BackendStatus> status() const;

private:
    std::set<std::string> names_;
    Answers answers_;
    std::vector<CloseIdle> loops_;
    mutable std::mutex mutex_;  // of the map
    std::map<std::string, std::shared_ptr<BackendState>> states_;
};

}  // namespace crossfade::backend
