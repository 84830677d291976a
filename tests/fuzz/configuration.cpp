// The configuration file: any text gives a configuration or problems, each with its place, and no
// problem quotes what a variable held.
#include "config/load.hpp"
#include "config/snapshot.hpp"
#include "tests/fuzz/support.hpp"

#include <string>

namespace crossfade::fuzz {
namespace {

constexpr std::string_view secret = "kept-8c1f2b";

config::Environment environment() {
    config::Environment environment;
    environment.variable = [](const std::string& name) -> std::optional<std::string> {
        if (name == "SECRET") return std::string(secret);
        if (name == "SHARE") return "12.5%";
        if (name == "LINES") return "a\nb: c";
        return std::nullopt;
    };
    environment.file = [](const std::string& path) -> std::optional<std::string> {
        if (path == "/secret") return std::string(secret);
        return std::nullopt;
    };
    return environment;
}

void check_problem(const config::Problem& problem, bool secret_is_in_the_text) {
    check(!problem.message.empty() && one_line(problem.message), "a problem is one line");
    check(problem.position.line >= 0 && problem.position.column >= 0, "and has its place");
    check(secret_is_in_the_text || problem.message.find(secret) == std::string::npos,
          "no problem quotes a secret");
}

void check_snapshot(const config::Config& config) {
    const auto snapshot = config::compile(config, 1);
    check(snapshot != nullptr, "a valid configuration compiles");
    check(snapshot->split_shares.size() == config.routes.size(), "every route has its split");
    check(snapshot->fallback_backends.size() == config.routes.size(), "and perhaps a fallback");
    for (std::size_t index = 0; index < config.routes.size(); ++index) {
        const auto& fallback = config.routes[index].fallback;
        const auto found = snapshot->fallback_backends[index];
        check(found.has_value() == fallback.has_value(), "one that is written is found");
        check(!found || config.backends[*found].name == fallback->to, "by its name");
    }
    for (const auto& route : config.routes) {
        check(snapshot->find_route(route.name).has_value(), "a route is found by its name");
        routing::Request request{};
        request.method = "GET";
        if (!route.match.hosts.empty()) request.host = route.match.hosts.front();
        request.path = route.match.path.value;
        const auto found = snapshot->table.find(request);
        check(!found || *found < config.routes.size(), "what is found is a route");
        for (const auto& entry : route.split) {
            check(snapshot->find_backend(entry.backend).has_value(), "a split names backends");
        }
    }
}

void run(const std::string& text) {
    const auto loaded = config::load_text(text, "fuzz.yaml", environment());
    check(loaded.config.has_value() == loaded.problems.empty(), "a configuration or problems");
    const bool quoted = text.find(secret) != std::string::npos;
    for (const auto& problem : loaded.problems) check_problem(problem, quoted);
    if (loaded.config) check_snapshot(*loaded.config);
}

}  // namespace
}  // namespace crossfade::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    crossfade::fuzz::run(std::string(crossfade::fuzz::text_of(data, size)));
    return 0;
}
