// See store_directory.hpp.
#include "proxy/command/store_directory.hpp"

#include <filesystem>

namespace crossfade::command {

std::optional<std::string> store_directory(const Options& options,
                                           const std::optional<config::Config>& config,
                                           std::ostream& error) {
    auto directory = options.value("--directory");
    if (!directory && !config) {
        error << "crossfade: --config FILE or --directory DIR is missing\n";
        return std::nullopt;
    }
    if (!directory && !config->reports) {
        error << "crossfade: the configuration has no `reports`, so nothing is kept\n";
        return std::nullopt;
    }
    if (!directory) directory = config->reports->directory;
    std::error_code ignored;
    if (!std::filesystem::is_directory(*directory, ignored)) {
        error << "crossfade: " << *directory << " is no directory\n";
        return std::nullopt;
    }
    return directory;
}

}  // namespace crossfade::command
