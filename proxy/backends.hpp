// The backends in force: what is known of their endpoints, what their names stand for, and who
// checks their health. Lives on the control loop; event loops share the states.
#pragma once

#include "proxy/backend/backend_states.hpp"
#include "proxy/backend/health_checks.hpp"
#include "proxy/backend/resolution.hpp"
#include "proxy/tls/contexts.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace crossfade {

class Backends {
public:
    /// `changed` is called on the control loop when an endpoint came or went.
    Backends(asio::io_context& context,
             observe::ResolutionCounts& resolutions,
             std::function<void()> changed);

    /// These are in force from now on.
    void publish(const config::Config& config, std::shared_ptr<const tls::Contexts> contexts);

    [[nodiscard]] backend::BackendStates& states() noexcept { return states_; }
    [[nodiscard]] const backend::BackendStates& states() const noexcept { return states_; }

private:
    void check_endpoints();
    [[nodiscard]] backend::HealthChecks::Target target_of(
        const config::Backend& backend,
        const std::shared_ptr<backend::EndpointState>& endpoint) const;

    std::function<void()> changed_;
    backend::BackendStates states_;
    backend::Resolution resolution_;
    backend::HealthChecks health_checks_;
    std::vector<config::Backend> backends_;
    std::shared_ptr<const tls::Contexts> contexts_;
};

}  // namespace crossfade
