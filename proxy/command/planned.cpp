#include "proxy/command/planned.hpp"

namespace crossfade::command {
namespace {

int refuse(std::string_view name, std::ostream& error) {
    error << "crossfade: " << name << " is not supported yet\n";
    return exit_usage;
}

}  // namespace

int rollout(Arguments /*arguments*/, std::ostream& /*out*/, std::ostream& error) {
    return refuse("rollout", error);
}

int kill(Arguments /*arguments*/, std::ostream& /*out*/, std::ostream& error) {
    return refuse("kill", error);
}

}  // namespace crossfade::command
