#include "proxy/command/commands.hpp"

#include <array>

#include "proxy/command/run.hpp"

namespace crossfade::command {
namespace {

struct Command {
    std::string_view name;
    std::string_view summary;
    int (*run)(Arguments arguments, std::ostream& out, std::ostream& error);
};

int version(Arguments /*arguments*/, std::ostream& out, std::ostream& /*error*/) {
    out << "crossfade " << CROSSFADE_VERSION << "\n";
    return 0;
}

constexpr std::array commands{
    Command{"run", "serve", run},
    Command{"check", "validate a configuration", check},
    Command{"version", "print the version", version},
};

void print_commands(std::ostream& out) {
    out << "usage: crossfade COMMAND [OPTIONS]\n\ncommands:\n";
    for (const auto& command : commands) {
        out << "  " << command.name << std::string(10 - command.name.size(), ' ')
            << command.summary << "\n";
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
