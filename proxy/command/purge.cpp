// See purge.hpp. The key itself is printed nowhere: it names a person.
#include "proxy/command/purge.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/command/store_directory.hpp"
#include "proxy/store/purge.hpp"

#include <exception>
#include <optional>
#include <string>

namespace crossfade::command {
namespace {

Usage usage() {
    return {"crossfade purge --user KEY (--config FILE | --directory DIR)",
            "Removes all records of requests made with that key from the store and the mismatch "
            "log, also while\na proxy writes them. Counts stay: they are nobody's.",
            {{"--user",
              "KEY",
              "what a route's `key` took from the user's requests, such as the "
              "value of a cookie"},
             config_option,
             directory_option}};
}

int forget(const std::string& directory,
           const std::string& user,
           std::ostream& out,
           std::ostream& error) {
    const auto purged = store::purge(directory, user);
    out << "removed " << purged.exemplars << " from the store and " << purged.lines
        << " from the mismatch log\n";
    if (purged.error.empty()) return 0;
    error << "crossfade: not all of it could be removed: " << purged.error << '\n';
    return 1;
}

}  // namespace

int purge(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit;
    const auto user = options->value("--user");
    if (!user || user->empty() || !options->operands().empty()) {
        error << "crossfade: expected --user KEY\nusage: " << usage().synopsis << '\n';
        return exit_usage;
    }
    std::optional<config::Config> config;
    if (options->has("--config")) {
        config = load_configuration(*options, error);
        if (!config) return 1;
    }
    const auto directory = store_directory(*options, config, error);
    if (!directory) return 1;
    try {
        return forget(*directory, *user, out, error);
    } catch (const std::exception& problem) {
        error << "crossfade: " << problem.what() << '\n';
        return 1;
    }
}

}  // namespace crossfade::command
