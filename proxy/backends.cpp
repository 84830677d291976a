// See backends.hpp.
#include "proxy/backends.hpp"

#include <utility>

namespace crossfade {

Backends::Backends(asio::io_context& context,
                   observe::ResolutionCounts& resolutions,
                   std::function<void()> changed)
    : changed_(std::move(changed)),
      resolution_(context,
                  config::Resolver(),
                  resolutions,
                  [this](const std::string& host, const backend::Addresses& addresses) {
                      if (!states_.resolved(host, addresses)) return;
                      changed_();
                      check_endpoints();
                  }),
      health_checks_(context) {}

void Backends::publish(const config::Config& config,
                       std::shared_ptr<const tls::Contexts> contexts) {
    backends_ = config.backends;
    contexts_ = std::move(contexts);
    states_.publish(config);
    resolution_.configure(config.resolver);
    resolution_.publish(states_.names());
    check_endpoints();
}

void Backends::check_endpoints() {
    std::vector<backend::HealthChecks::Target> targets;
    for (const auto& backend : backends_) {
        const auto members = states_.find(backend.name)->members();
        for (const auto& endpoint : members->endpoints) {
            if (backend.health) {
                targets.push_back(target_of(backend, endpoint));
            } else {
                endpoint->not_checked();
            }
        }
    }
    health_checks_.publish(std::move(targets));
}

backend::HealthChecks::Target Backends::target_of(
    const config::Backend& backend, const std::shared_ptr<backend::EndpointState>& endpoint) const {
    backend::HealthChecks::Target target;
    target.key = backend.name + " " + endpoint->endpoint.host + " " + endpoint->name;
    target.target.address = endpoint->address;
    target.target.name = endpoint->endpoint.host;
    target.target.host = backend::health_host(backend, endpoint->endpoint);
    target.target.tls = contexts_->backend(backend.name);
    target.target.check = *backend.health;
    target.on_result = [endpoint](bool passed, bool healthy, std::string why) {
        endpoint->checked(passed, healthy, std::move(why));
    };
    return target;
}

}  // namespace crossfade
