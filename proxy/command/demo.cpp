// The demo's story in order: serve, send traffic, wait for the comparisons, print the report.
#include "proxy/command/demo.hpp"

#include "proxy/command/admin_client.hpp"
#include "proxy/command/status.hpp"
#include "proxy/demo/api_servers.hpp"
#include "proxy/demo/configuration.hpp"
#include "proxy/demo/running_proxy.hpp"
#include "proxy/demo/shops.hpp"
#include "proxy/demo/traffic.hpp"
#include "proxy/report/report.hpp"
#include "proxy/store/store_reader.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>

namespace crossfade::command {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// For a machine that is busy with something else: comparing has the lowest priority.
constexpr auto patience = milliseconds(20'000);
constexpr auto poll_interval = milliseconds(20);
constexpr std::uint64_t max_requests = 1'000'000;

struct Settings {
    bool serve = false;
    std::uint64_t requests = 3'000;
    std::uint64_t seed = 1;
};

bool read_number(const Options& options,
                 std::string_view name,
                 std::uint64_t limit,
                 std::uint64_t& number,
                 std::ostream& error) {
    const auto text = options.value(name);
    if (!text) return true;
    std::uint64_t read = 0;
    const auto* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, read);
    if (parsed.ec == std::errc() && parsed.ptr == end && read <= limit) {
        number = read;
        return true;
    }
    error << "crossfade: " << name << " takes a number from 0 to " << limit << "\n";
    return false;
}

std::shared_ptr<spdlog::logger> quiet_log() {
    auto log = std::make_shared<spdlog::logger>("crossfade",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    log->set_level(spdlog::level::warn);
    return log;
}

// What runs, from the start of the APIs to the removal of all that was written.
struct Stage {
    explicit Stage(bool serve)
        : apis(
              {{"legacy", demo::legacy_shop}, {"new", demo::new_shop}, {"sandbox", demo::sandbox}}),
          file(directory.path() + "/crossfade.yaml") {
        ports = {apis.ports()[0],
                 apis.ports()[1],
                 apis.ports()[2],
                 demo::free_port(serve ? 8080 : 0),
                 demo::free_port(serve ? 9900 : 0)};
        std::ofstream(file) << demo::configuration(ports, reports());
        proxy.emplace(file, quiet_log());
    }

    [[nodiscard]] std::optional<Answer> ask(const std::string& path) const {
        std::ofstream nowhere;
        const auto answer = ask_admin({"127.0.0.1", ports.admin, {}}, "GET", path, {}, nowhere);
        return answer ? Answer::parse(answer->body) : std::nullopt;
    }

    [[nodiscard]] std::string reports() const { return directory.path() + "/reports"; }

    demo::TemporaryDirectory directory;
    demo::ApiServers apis;
    std::string file;
    demo::Ports ports;
    std::optional<demo::RunningProxy> proxy;
};

void print_story(std::ostream& out) {
    out << "A shop moves from its legacy API to a new one, with Crossfade in front of both.\n"
           "1 to 5 % of its users are served by the new API already: always the same ones.\n"
           "What legacy answers is asked of the new API as well, and payments of a sandbox, with\n"
           "its own credentials and account. The clients see the live answers only; Crossfade\n"
           "compares each with its shadow, and the report says what is not ready yet, and why.\n"
           "Some requests are asked again, and some of a second legacy: what differs there as "
           "well\n"
           "is noise or a race, and no fault of the new API.\n\n";
}

void print_addresses(const Stage& stage, std::ostream& out) {
    const auto url = "http://127.0.0.1:" + std::to_string(stage.ports.proxy);
    const auto admin = "127.0.0.1:" + std::to_string(stage.ports.admin);
    out << "proxy " << url << ", admin API http://" << admin
        << "\nlegacy http://127.0.0.1:" << stage.ports.legacy
        << ", new http://127.0.0.1:" << stage.ports.renewed
        << ", sandbox http://127.0.0.1:" << stage.ports.sandbox << "\nconfiguration " << stage.file
        << "\n\nTry:\n"
        << "  curl -i " << url << "/users/17\n"
        << "  curl -i -H 'x-crossfade-backend: new' " << url << "/users/17\n"
        << "  curl -i '" << url << "/orders?user=17'\n"
        << "  curl -s http://" << admin << "/metrics | grep crossfade_mirror\n"
        << "  crossfade split users new=50% --admin " << admin << "\n"
        << "  crossfade status --admin " << admin << "\n"
        << "  crossfade report --config " << stage.file << "\n\n"
        << std::flush;
}

std::int64_t sum_of(const Answer& status, std::string_view outcome) {
    std::int64_t sum = 0;
    const auto routes = status.object("mirrors");
    for (const auto& route : routes.names()) {
        const auto mirrors = routes.object(route);
        for (const auto& mirror : mirrors.names()) {
            // Of a control mirror no pairs are kept.
            if (outcome == "mismatch" && mirror == demo::control_mirror) continue;
            sum += mirrors.object(mirror).number(outcome);
        }
    }
    return sum;
}

// False if it did not come true in time, or the proxy stopped.
bool await(const Stage& stage, const std::function<bool()>& condition) {
    const auto end = steady_clock::now() + patience;
    while (!condition()) {
        if (steady_clock::now() >= end || stage.proxy->ended()) return false;
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

bool settled(const Stage& stage) {
    const auto status = stage.ask("/api/v1/status");
    return status && sum_of(*status, "pending") == 0;
}

void print_splits_of(const Stage& stage, std::ostream& out) {
    const auto status = stage.ask("/api/v1/status");
    const auto routes = stage.ask("/api/v1/routes");
    if (!status || !routes) return;
    out << "Who served them:\n";
    print_splits(*status, *routes, out);
    out << "\n";
}

// True once the store of a proxy that goes on has all that the proxy counted.
bool stored(const Stage& stage) {
    const auto status = stage.ask("/api/v1/status");
    store::StoreReader store;
    if (!status || !store.open(stage.reports()).empty()) return false;
    std::uint64_t eligible = 0;
    for (const auto& entry : store.counts({})) {
        if (entry.outcome == "eligible") eligible += entry.count;
    }
    return eligible == static_cast<std::uint64_t>(sum_of(*status, "eligible")) &&
           store.totals({}).pairs == static_cast<std::uint64_t>(sum_of(*status, "mismatch"));
}

bool print_report(const std::string& directory, std::ostream& out) {
    report::ReportQuery query;
    query.now = std::chrono::system_clock::now();
    const auto made = report::read_report(directory, {}, query);
    report::TextStyle style;
    style.colours = &out == &std::cout && ::isatty(STDOUT_FILENO) == 1;
    out << (made.error.empty() ? report::report_text(made.report, style) : made.error + "\n");
    return made.error.empty();
}

// Until a signal ends the proxy.
void keep_serving(const Stage& stage, std::uint64_t seed, std::ostream& out) {
    out << "\nServing, with a little traffic, until Ctrl-C.\n" << std::flush;
    demo::TrafficPlan trickle;
    trickle.port = stage.ports.proxy;
    trickle.requests = 1'000'000'000;
    trickle.seed = seed + 1;
    trickle.connections = 1;
    trickle.time_limit = std::chrono::hours(24 * 365);
    trickle.pause = milliseconds(200);
    while (!stage.proxy->ended()) {
        static_cast<void>(send_traffic(trickle, stage.proxy->ended()));
        std::this_thread::sleep_for(poll_interval);
    }
}

int play(const Settings& settings, std::ostream& out) {
    Stage stage(settings.serve);
    print_story(out);
    if (settings.serve) print_addresses(stage, out);
    demo::TrafficPlan plan;
    plan.port = stage.ports.proxy;
    plan.requests = settings.requests;
    plan.seed = settings.seed;
    const auto traffic = send_traffic(plan, stage.proxy->ended());
    out << traffic.answered << " requests answered in " << traffic.time.count() << " ms";
    if (traffic.failed > 0) out << ", " << traffic.failed << " failed";
    out << "\n\n";
    bool complete = await(stage, [&stage] { return settled(stage); });
    print_splits_of(stage, out);
    if (settings.serve) {
        complete = complete && await(stage, [&stage] { return stored(stage); });
    } else {
        stage.proxy.reset();  // writes all that it counted
    }
    complete = print_report(stage.reports(), out) && complete;
    if (!complete) out << "\nNot everything was compared and stored in time.\n";
    if (settings.serve && !stage.proxy->ended()) keep_serving(stage, settings.seed, out);
    return complete && traffic.failed == 0 ? 0 : 1;
}

}  // namespace

int demo(Arguments arguments, std::ostream& out, std::ostream& error) {
    const Usage usage{"crossfade demo [--serve] [--requests N] [--seed S]",
                      "Runs a legacy, a new and a sandbox API with the proxy in front, sends some "
                      "traffic, and\nprints the mismatch report. Everything is on 127.0.0.1 and "
                      "gone afterwards.",
                      {{"--serve", "", "print addresses to try, and go on until Ctrl-C"},
                       {"--requests", "N", "how many requests are sent (3000)"},
                       {"--seed", "S", "other users and requests (1)"}}};
    int exit = 0;
    const auto options = Options::parse(usage, arguments, out, error, exit);
    if (!options) return exit;
    Settings settings;
    settings.serve = options->has("--serve");
    if (!read_number(*options, "--requests", max_requests, settings.requests, error) ||
        !read_number(*options, "--seed", max_requests, settings.seed, error)) {
        return exit_usage;
    }
    try {
        return play(settings, out);
    } catch (const std::runtime_error& failed) {
        error << "crossfade: " << failed.what() << "\n";
        return 1;
    }
}

}  // namespace crossfade::command
