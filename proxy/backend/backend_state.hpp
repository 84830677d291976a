// What the whole process knows of a backend: its endpoints, who of them is ejected, and what is in
// use of its limits. Shared by all event loops and kept over reloads.
#pragma once

#include "config/config.hpp"
#include "proxy/backend/endpoint_state.hpp"
#include "proxy/backend/slots.hpp"
#include "proxy/observe/loop_metrics.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::backend {

/// The endpoints at one moment, in the order of the configuration.
struct Members {
    std::vector<std::shared_ptr<EndpointState>> endpoints;
    bool complete = false;  // every name was answered for at least once, if only with a failure
};

/// The limits in one role: mirrored requests never take what live ones need.
struct RoleLimits {
    Pending pending;
    /// A request needs a connection of its own, so this is bounded by both limits; who waits, waits
    /// here, and takes over the connection of who leaves.
    Slots requests{pending};
    Slots connections{pending};  // open ones, idle ones too
};

using Addresses = std::vector<asio::ip::address>;
/// What names stand for, by host; none for a name that could not be resolved yet.
using Answers = std::map<std::string, Addresses>;

class BackendState {
public:
    explicit BackendState(std::string name) : name_(std::move(name)) {}

    /// The control loop's: what the configuration says from now on.
    void configure(const config::Backend& backend, const Answers& answers);
    /// The control loop's: what the names among the endpoints stand for now. True if the members
    /// changed.
    bool resolved(const Answers& answers);

    /// Any thread; not per request.
    [[nodiscard]] std::shared_ptr<const Members> members() const;
    [[nodiscard]] RoleLimits& limits(observe::Role role) noexcept {
        return limits_[static_cast<std::size_t>(role)];
    }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Any thread: another failure of that endpoint, `now` a shared_time(). Ejects it after enough
    /// of them in a row, unless too many others are ejected.
    void failed(EndpointState& endpoint,
                observe::Role role,
                const config::Outlier& outlier,
                std::int64_t now);
    static void succeeded(EndpointState& endpoint, observe::Role role) noexcept {
        auto& failures = endpoint.of(role).failures;
        if (failures.load(std::memory_order_relaxed) != 0) failures.store(0);
    }

private:
    const std::string name_;
    std::vector<config::Endpoint> configured_;
    std::array<RoleLimits, 2> limits_;
    mutable std::mutex mutex_;  // of the members, and of ejecting one of them
    std::shared_ptr<const Members> members_ = std::make_shared<const Members>();
};

}  // namespace crossfade::backend
