// The table of commands; the first argument picks one.
#include "proxy/command/commands.hpp"

#include "proxy/command/compare.hpp"
#include "proxy/command/demo.hpp"
#include "proxy/command/explain.hpp"
#include "proxy/command/planned.hpp"
#include "proxy/command/purge.hpp"
#include "proxy/command/reload.hpp"
#include "proxy/command/replay.hpp"
#include "proxy/command/report.hpp"
#include "proxy/command/run.hpp"
#include "proxy/command/split.hpp"
#include "proxy/command/status.hpp"

#include <array>

namespace crossfade::command {
namespace {

struct Command {
    std::string_view name;
    std::string_view summary;
    int (*run)(Arguments arguments, std::ostream& out, std::ostream& error);
};

int version(Arguments arguments, std::ostream& out, std::ostream& error) {
    const Usage usage{"crossfade version", "Prints the version.", {}};
    int exit = 0;
    if (!Options::parse(usage, arguments, out, error, exit)) return exit;
    out << "crossfade " << CROSSFADE_VERSION << "\n";
    return 0;
}

constexpr std::array commands{
    Command{"run", "serve", run},
    Command{"check", "validate a configuration", check},
    Command{"explain", "what would happen to a request, and why", explain},
    Command{"status", "what a running proxy does", status},
    Command{"reload", "let a running proxy load its configuration again", reload},
    Command{"split", "show or change the split of a route of a running proxy", split},
    Command{"report", "what differs, how often, and whether it can be believed", report},
    Command{"replay", "send recorded requests again: which mismatches are gone", replay},
    Command{"compare", "compare recorded pairs, offline", compare},
    Command{"purge", "forget what was recorded of one user", purge},
    Command{"demo", "a whole migration in one process, and its report", demo},
    Command{"rollout", "not supported yet", rollout},
    Command{"kill", "not supported yet", kill},
    Command{"version", "print the version", version},
};

void print_commands(std::ostream& out) {
    out << "usage: crossfade COMMAND [OPTIONS]\n\ncommands:\n";
    for (const auto& command : commands) {
        out << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary
            << "\n";
    }
    out << "\ncrossfade COMMAND --help tells more\n";
}

}  // namespace

int dispatch(Arguments arguments, std::ostream& out, std::ostream& error) {
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
        print_commands(arguments.empty() ? error : out);
        return arguments.empty() ? exit_usage : 0;
    }
    for (const auto& command : commands) {
        if (command.name == arguments[0]) return command.run(arguments.subspan(1), out, error);
    }
    error << "crossfade: unknown command '" << arguments[0] << "'\n";
    print_commands(error);
    return exit_usage;
}

}  // namespace crossfade::command
