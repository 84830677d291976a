// A refused reload prints every problem and leaves the proxy as it was.
#include "proxy/command/reload.hpp"

#include "proxy/command/admin_client.hpp"
#include "proxy/command/answer.hpp"
#include "proxy/command/format.hpp"

namespace crossfade::command {

int reload(Arguments arguments, std::ostream& out, std::ostream& error) {
    Usage usage{"crossfade reload [--admin HOST:PORT | --config FILE]",
                "Lets a running proxy load its configuration again: all of it or nothing.",
                admin_options()};
    usage.options.push_back(format_option);
    int exit = 0;
    const auto options = Options::parse(usage, arguments, out, error, exit);
    if (!options) return exit;
    const auto format = format_of(*options, error);
    if (!format) return exit_usage;
    const auto address = admin_address(*options, error, exit);
    if (!address) return exit;
    const auto answer = ask_admin(*address, "POST", "/api/v1/config/reload", {}, error);
    if (!answer) return exit_unreachable;
    const auto result = Answer::parse(answer->body);
    if (!result || (answer->status != 200 && answer->status != 422)) {
        print_refusal(*answer, error);
        return 1;
    }
    const bool successful = answer->status == 200;
    if (*format == Format::json) {
        out << answer->body;
        return successful ? 0 : 1;
    }
    const auto generation = result->number("generation");
    if (successful) {
        out << "generation " << generation << " is in force\n";
        return 0;
    }
    for (const auto& line : result->texts("errors")) error << line << "\n";
    error << "crossfade: refused; generation " << generation << " stays in force\n";
    return 1;
}

}  // namespace crossfade::command
