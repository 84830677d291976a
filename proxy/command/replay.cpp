// See replay.hpp. Options here; what happens to a record is in proxy/replay.
#include "proxy/command/replay.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/command/format.hpp"
#include "proxy/command/replay_options.hpp"
#include "proxy/command/store_directory.hpp"
#include "proxy/replay/records.hpp"
#include "proxy/replay/run.hpp"
#include "proxy/replay/summary.hpp"
#include "proxy/store/redaction_key.hpp"
#include "proxy/store/store_reader.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::command {
namespace {

constexpr int exit_remains = 1;
constexpr int exit_error = 3;

Usage usage() {
    return {
        "crossfade replay (--signature S-... | --all) --against URL (--config FILE | --directory "
        "DIR)\n                        [--header 'name: value']... [--limit N] [--format "
        "text|json]",
        "Sends recorded requests of safe methods again, as the mirror would (its rewrites applied),"
        "\ncompares the answers with the recorded live ones under today's rules, and says which "
        "mismatches\nare gone. Exit code 0: all of them; 1: some remain; 3: error.\nWithout "
        "--config only the built-in knowledge judges, and nothing is rewritten.",
        {{"--signature", "S|F", "of this signature (S-...) or fault (F-...); may be repeated"},
         {"--all", "", "of all signatures, the most frequent first"},
         {"--against", "URL", "the build to try: http://localhost:9000, https://host/base"},
         config_option,
         directory_option,
         {"--route", "ROUTE", "whose rules and rewrites (those of the record's route)"},
         {"--mirror", "NAME", "which of its mirrors, by the backend it goes to"},
         {"--header",
          "'NAME: VALUE'",
          "in place of what was redacted; without a value: leave out",
          "-H"},
         {"--limit", "N", "requests at most (200)"},
         {"--timeout", "TIME", "of connecting and of each request, as 10s or 500ms (10s)"},
         {"--concurrency", "N", "requests at a time (4)"},
         {"--ca", "FILE", "who may have signed the target's certificate (the system's)"},
         {"--insecure", "", "any certificate will do"},
         format_option}};
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "all" : text;
}

/// Empty where nothing was ever redacted.
std::string key_of(const std::string& directory) {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::path(directory) / "redaction.key", ignored)) {
        return {};
    }
    return store::redaction_key(directory);
}

/// Why there is nothing to say about the mismatches; empty if there is.
std::string why_nothing(const replay::Summary& summary) {
    if (summary.exemplars.empty()) return "no record of a safe method is kept";
    if (summary.sent() == 0) return "none of the requests could be sent";
    if (summary.answered() > 0) return {};
    const auto first = std::find_if(summary.exemplars.begin(),
                                    summary.exemplars.end(),
                                    [](const auto& each) { return !each.why.empty(); });
    return "no usable answer: " + first->why;
}

int run(const Options& options,
        ReplayOptions& chosen,
        std::optional<config::Config> config,
        const std::string& directory,
        std::ostream& out,
        std::ostream& error) {
    const auto fail = [&error](const std::string& what) {
        error << "crossfade: " << what << '\n';
        return exit_error;
    };
    store::StoreReader reader;
    if (const auto wrong = reader.open(directory); !wrong.empty()) return fail(wrong);
    const auto names = options.values("--signature");
    const auto wanted = replay::find_wanted(reader, names);
    if (!wanted.error.empty()) return fail(wanted.error);
    chosen.settings.key = key_of(directory);
    chosen.settings.focus = wanted.focus;
    replay::Policies policies(std::move(config));
    policies.insist(options.value("--route").value_or(""), options.value("--mirror").value_or(""));
    replay::Records records(reader, wanted.sources, chosen.limit);
    auto run = replay::replay(chosen.settings, policies, [&records] { return records.next(); });
    if (!run.error.empty()) return fail("cannot replay against " + run.error);
    if (!reader.error().empty()) return fail(reader.error());
    auto summary = replay::summary_of(std::move(run.exemplars), records.left_out());
    summary.what = joined(names);
    summary.against = *options.value("--against");
    out << (chosen.format == Format::json ? summary_json(summary) : summary_text(summary));
    if (const auto why = why_nothing(summary); !why.empty()) return fail(why);
    return summary.all_gone() ? 0 : exit_remains;
}

}  // namespace

int replay(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit == 0 ? 0 : exit_error;
    auto chosen = replay_options(*options, error);
    if (!chosen) return exit_error;
    std::optional<config::Config> config;
    if (options->has("--config")) {
        config = load_configuration(*options, error);
        if (!config) return exit_error;
    }
    const auto directory = store_directory(*options, config, error);
    if (!directory) return exit_error;
    try {
        return run(*options, *chosen, std::move(config), *directory, out, error);
    } catch (const std::exception& problem) {
        error << "crossfade: " << problem.what() << '\n';
        return exit_error;
    }
}

}  // namespace crossfade::command
