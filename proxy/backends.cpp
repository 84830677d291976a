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
                      if (states_.resolved(host, addresses)) changed_();
                  }) {}

void Backends::publish(const config::Config& config) {
    states_.publish(config);
    resolution_.configure(config.resolver);
    resolution_.publish(states_.names());
}

}  // namespace crossfade
