#include "proxy/command/configuration.hpp"

#include "config/load.hpp"

namespace crossfade::command {

std::optional<config::Config> load_configuration(const Options& options, std::ostream& error) {
    const auto path = options.value("--config");
    if (!path) {
        error << "crossfade: --config FILE is missing\n";
        return std::nullopt;
    }
    auto loaded = config::load(*path, config::process_environment());
    error << config::describe(loaded.problems);
    return std::move(loaded.config);
}

}  // namespace crossfade::command
