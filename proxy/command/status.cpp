// One screen of a running proxy, out of its status and its routes.
#include "proxy/command/status.hpp"

#include "proxy/command/admin_client.hpp"
#include "proxy/command/format.hpp"
#include "proxy/command/status_backends.hpp"

#include <optional>
#include <string>

namespace crossfade::command {
namespace {

std::string duration(std::int64_t seconds) {
    if (seconds < 60) return std::to_string(seconds) + "s";
    if (seconds < 3600) {
        return std::to_string(seconds / 60) + "m " + std::to_string(seconds % 60) + "s";
    }
    return std::to_string(seconds / 3600) + "h " + std::to_string(seconds / 60 % 60) + "m";
}

void print_process(const Answer& status, std::ostream& out) {
    out << "crossfade " << status.text("version") << ", up "
        << duration(status.number("uptime_seconds")) << ", " << status.number("workers")
        << " workers, " << status.number("connections") << " connections"
        << (status.flag("draining") ? ", draining" : "") << "\n";
    if (const auto before = status.object("taken_over"); !before.names().empty()) {
        out << "took over from process " << before.number("pid") << " (version "
            << before.text("version") << ", generation " << before.number("generation")
            << "); requests and mirrors are counted since\n";
    }
    const auto config = status.object("config");
    out << "generation " << config.number("generation");
    if (config.flag("last_reload_successful")) {
        out << ", last load successful\n";
        return;
    }
    out << ", last reload refused:\n";
    for (const auto& line : config.texts("last_reload_errors")) out << "  " << line << "\n";
}

std::int64_t live_requests(const Answer& status,
                           const std::string& route,
                           const std::string& backend) {
    std::int64_t sum = 0;
    for (const auto& entry : status.objects("requests")) {
        if (entry.text("route") != route || entry.text("backend") != backend) continue;
        if (entry.text("role") != "live") continue;
        const auto by_class = entry.object("status");
        for (const auto& name : by_class.names()) sum += by_class.number(name);
    }
    return sum;
}

}  // namespace

void print_splits(const Answer& status, const Answer& routes, std::ostream& out) {
    for (const auto& route : routes.objects("routes")) {
        const auto name = route.text("name");
        out << "  " << name << ":";
        const auto shares = route.object("split");
        const char* separator = " ";
        for (const auto& backend : shares.names()) {
            out << separator << backend << " " << shares.text(backend) << " ("
                << live_requests(status, name, backend) << " requests)";
            separator = ", ";
        }
        out << (route.text("source") == "live" ? ", set live\n" : "\n");
    }
}

void print_accounting(const Answer& status, std::ostream& out) {
    const auto routes = status.object("mirrors");
    for (const auto& route : routes.names()) {
        const auto mirrors = routes.object(route);
        for (const auto& mirror : mirrors.names()) {
            out << "  " << route << " -> " << mirror << ":";
            const auto counts = mirrors.object(mirror);
            const char* separator = " ";
            for (const auto& outcome : counts.names()) {
                out << separator << outcome << " " << counts.number(outcome);
                separator = ", ";
            }
            out << "\n";
        }
    }
}

void print_status(const Answer& status,
                  const Answer& routes,
                  const Answer& backends,
                  std::ostream& out) {
    print_process(status, out);
    out << "\nroutes\n";
    print_splits(status, routes, out);
    out << "\nbackends\n";
    print_backends(status, backends, out);
    if (status.object("mirrors").names().empty()) return;
    out << "\nmirrors\n";
    print_accounting(status, out);
}

int status(Arguments arguments, std::ostream& out, std::ostream& error) {
    Usage usage{"crossfade status [--admin HOST:PORT | --config FILE]",
                "Shows a running proxy: its configuration, splits, backends, and what became of "
                "mirrored requests.",
                admin_options()};
    usage.options.push_back(format_option);
    int exit = 0;
    const auto options = Options::parse(usage, arguments, out, error, exit);
    if (!options) return exit;
    const auto format = format_of(*options, error);
    if (!format) return exit_usage;
    const auto address = admin_address(*options, error, exit);
    if (!address) return exit;
    std::optional<Answer> parsed[3];
    const char* const resources[3] = {"/api/v1/status", "/api/v1/routes", "/api/v1/backends"};
    for (std::size_t index = 0; index < 3; ++index) {
        const auto answer = ask_admin(*address, "GET", resources[index], {}, error);
        if (!answer) return exit_unreachable;
        parsed[index] = Answer::parse(answer->body);
        if (answer->status != 200 || !parsed[index]) {
            print_refusal(*answer, error);
            return 1;
        }
        if (*format == Format::json) {
            out << answer->body;
            return 0;
        }
    }
    print_status(*parsed[0], *parsed[1], *parsed[2], out);
    return 0;
}

}  // namespace crossfade::command
