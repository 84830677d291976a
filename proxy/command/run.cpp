// Loads, complains or serves; check stops before serving.
#include "proxy/command/run.hpp"

#include "proxy/beginning.hpp"
#include "proxy/command/configuration.hpp"
#include "proxy/command/places.hpp"
#include "proxy/command/standard_error.hpp"
#include "proxy/net/descriptors.hpp"
#include "proxy/net/memory_reserve.hpp"
#include "proxy/server.hpp"
#include "proxy/systemd/activation.hpp"
#include "proxy/tls/contexts.hpp"

#include <spdlog/logger.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace crossfade::command {
namespace {

constexpr std::size_t memory_reserve = std::size_t{64} * 1024 * 1024;

// Null if the path cannot be watched; the configuration is then only reloaded when told to.
std::unique_ptr<config::Watch> watch(const std::string& path, std::ostream& error) {
    try {
        return std::make_unique<config::Watch>(path);
    } catch (const std::system_error& failed) {
        error << "crossfade: cannot watch " << path << ": " << failed.what() << "\n";
        return nullptr;
    }
}

bool has_listener(const config::Config& config, const std::string& path, std::ostream& error) {
    if (config.listeners.empty()) error << path << ":1:1: there is no listener\n";
    return !config.listeners.empty();
}

// What a start would refuse, and what it would warn of.
bool has_certificates(const config::Config& config, std::ostream& error) {
    const auto built = tls::ContextStore().build(config, tls::TicketKeys::Clock::now());
    error << config::describe(built.problems);
    for (const auto& warning : built.warnings) error << "warning: " << warning << "\n";
    return built.problems.empty();
}

// Nothing, and a complaint, if this process must not serve.
std::optional<Beginning> find_beginning(const std::string& path,
                                        bool takes_over,
                                        spdlog::logger& log,
                                        std::ostream& error) {
    Beginning beginning;
    beginning.place = takeover::place_of(path);
    beginning.notifier = systemd::Notifier::from_environment();
    if (const auto wrong = systemd::take_activated(beginning.sockets); !wrong.empty()) {
        error << "crossfade: " << wrong << "\n";
        return std::nullopt;
    }
    if (!takes_over) return beginning;
    auto answer = takeover::Predecessor::ask(beginning.place, beginning.sockets);
    if (!answer.refusal.empty()) {
        error << "crossfade: cannot take over: " << answer.refusal << "\n";
        return std::nullopt;
    }
    if (!answer.predecessor) log.info("there is no process to take over from");
    beginning.predecessor = std::move(answer.predecessor);
    return beginning;
}

}  // namespace

int run(Arguments arguments, std::ostream& out, std::ostream& error) {
    const Usage usage{
        "crossfade run --config FILE [--takeover]",
        "Serves until SIGTERM or SIGINT, then drains. SIGHUP, or a changed file, "
        "reloads;\nSIGUSR1 reopens the access log. Listening sockets may come from "
        "systemd.",
        {config_option,
         {"--takeover", "", "take the place of the process that runs with the same file"}}};
    int exit = 0;
    const auto options = Options::parse(usage, arguments, out, error, exit);
    if (!options) return exit;
    const auto path = options->value("--config").value_or("");
    // Before loading, so that no change is missed.
    auto watching = path.empty() ? nullptr : watch(path, error);
    auto config = load_configuration(*options, error);
    if (!config) return 1;
    if (!has_listener(*config, path, error) || !has_usable_places(*config, error)) return 1;
    net::raise_descriptor_limit();
    net::keep_memory_reserve(memory_reserve);
    const auto log = standard_error_log();
    auto beginning = find_beginning(path, options->has("--takeover"), *log, error);
    if (!beginning) return 1;
    try {
        Server server(path, std::move(*config), log, std::move(watching), std::move(*beginning));
        server.run();
    } catch (const std::runtime_error& failed) {
        error << "crossfade: " << failed.what() << "\n";
        return 1;
    }
    return 0;
}

int check(Arguments arguments, std::ostream& out, std::ostream& error) {
    const Usage usage{"crossfade check --config FILE",
                      "Validates a configuration and prints every problem as "
                      "file:line:column: message.",
                      {config_option}};
    int exit = 0;
    const auto options = Options::parse(usage, arguments, out, error, exit);
    if (!options) return exit;
    const auto config = load_configuration(*options, error);
    if (!config || !has_listener(*config, *options->value("--config"), error)) return 1;
    if (!has_certificates(*config, error) || !has_usable_places(*config, error)) return 1;
    out << "ok: " << config->listeners.size() << " listeners, " << config->backends.size()
        << " backends, " << config->routes.size() << " routes\n";
    return 0;
}

}  // namespace crossfade::command
