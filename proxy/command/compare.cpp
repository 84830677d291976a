// See compare.hpp. One Knowledge over the whole file, as over the run that recorded it.
#include "proxy/command/compare.hpp"

#include "config/load.hpp"
#include "proxy/command/configuration.hpp"
#include "proxy/command/format.hpp"
#include "proxy/command/impact.hpp"
#include "proxy/command/pair_lines.hpp"
#include "proxy/command/suggest.hpp"
#include "proxy/compare/built_in.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/json/string.hpp"
#include "proxy/record/findings_json.hpp"
#include "proxy/record/record.hpp"
#include "proxy/report/text_format.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::command {
namespace {

Usage usage() {
    return {
        "crossfade compare --config FILE --route ROUTE [--mirror NAME] [--impact [--was FILE] | "
        "--suggest] "
        "PAIRS.jsonl\n       crossfade compare --defaults",
        "Judges recorded pairs, such as those of mismatches.jsonl, by the rules that a route's "
        "mirror has\nin the configuration. Prints one line of JSON for each: verdict, findings, "
        "signature, and what\nwas hidden. PAIRS.jsonl may be - for the standard input.",
        {config_option,
         {"--route", "ROUTE", "whose rules to use"},
         {"--mirror", "NAME", "which of its mirrors, by the backend it goes to (the first)"},
         {"--impact", "", "only what the rules do: what flips, what each one hides"},
         {"--was", "FILE", "the impact against this configuration, not against the records"},
         {"--format", "text|json", "of --impact and --defaults (text)"},
         {"--suggest",
          "",
          "rules for what differs in one harmless way: lines to look at and paste"},
         {"--defaults", "", "lists what is known without any rule, and what it does"}}};
}

struct Mirrored {
    const config::Route* route = nullptr;
    const config::Mirror* mirror = nullptr;
};

/// Nothing if there is no such route or mirror, or its comparison is off; `error` is told.
std::optional<Mirrored> find_mirror(const config::Config& config,
                                    const Options& options,
                                    std::ostream& error) {
    const auto route_name = *options.value("--route");
    const auto mirror_name = options.value("--mirror");
    const auto route = std::find_if(config.routes.begin(),
                                    config.routes.end(),
                                    [&](const auto& each) { return each.name == route_name; });
    if (route == config.routes.end()) {
        error << "crossfade: there is no route '" << route_name << "'\n";
        return std::nullopt;
    }
    const auto mirror =
        std::find_if(route->mirrors.begin(), route->mirrors.end(), [&](const config::Mirror& each) {
            return !mirror_name || each.to == *mirror_name;
        });
    if (mirror == route->mirrors.end()) {
        error << "crossfade: route '" << route_name << "' has no mirror"
              << (mirror_name ? " to '" + *mirror_name + "'" : std::string()) << '\n';
        return std::nullopt;
    }
    if (!mirror->compare.on) {
        error << "crossfade: the mirror to '" << mirror->to << "' has compare: off\n";
        return std::nullopt;
    }
    return Mirrored{&*route, &*mirror};
}

std::string result_line(const std::string& id, const compare::Result& result) {
    std::string out = R"({"id":)" + json::string(id);
    out += R"(,"verdict":)" + json::string(name_of(result.verdict));
    out += R"(,"reason":)" + json::string(result.reason);
    out += R"(,"findings":)";
    record::append_findings(out, result.findings);
    out += R"(,"signature":)" + json::string(result.signature);
    if (!result.hidden.empty()) {
        out += R"(,"hidden":)";
        record::append_hidden(out, result.hidden);
    }
    return out + "}\n";
}

std::string error_line(std::uint64_t number, const std::string& what) {
    return R"({"line":)" + std::to_string(number) + R"(,"error":)" + json::string(what) + "}\n";
}

/// The rules to judge by, and what they teach along the way.
struct Judge {
    compare::Rules rules;
    compare::Knowledge knowledge;

    explicit Judge(const Mirrored& mirrored)
        : rules(mirrored.mirror->compare, mirrored.route->name) {}
    compare::Result operator()(const compare::Pair& pair) {
        return compare::compare(pair, rules, knowledge);
    }
};

/// Calls `judged(line's number, read)` for each line; true if all of them could be read. Rules
/// expire: a pair of unknown age is judged by those of today.
template <class Judged>
bool for_each_pair(PairLines& lines, Judged judged) {
    const auto now = std::chrono::system_clock::now();
    bool all = true;
    while (auto line = lines.next()) {
        auto& record = line->read.record;
        all = all && record;
        if (record && record->pair.time == decltype(record->pair.time){}) record->pair.time = now;
        judged(line->number, line->read);
    }
    return all;
}

bool print_results(PairLines& lines, const Mirrored& mirrored, std::ostream& out) {
    Judge judge(mirrored);
    return for_each_pair(lines, [&](std::uint64_t number, const record::ReadRecord& read) {
        if (read.record) {
            out << result_line(read.record->pair.id, judge(read.record->pair));
        } else {
            out << error_line(number, read.error);
        }
    });
}

/// Against the verdicts of the rules that `was` has, or else those that the records have.
bool print_impact(PairLines& lines,
                  const Mirrored& mirrored,
                  const std::optional<Mirrored>& was,
                  Format format,
                  std::ostream& out) {
    Judge judge(mirrored);
    std::optional<Judge> judge_before;
    if (was) judge_before.emplace(*was);
    Impact impact(mirrored.mirror->compare, was ? &was->mirror->compare : nullptr);
    const bool all = for_each_pair(lines, [&](std::uint64_t, const record::ReadRecord& read) {
        if (!read.record) return impact.add_unreadable();
        const auto now = judge(read.record->pair);
        if (judge_before) {
            const auto before = (*judge_before)(read.record->pair);
            return impact.add(&before, now);
        }
        impact.add(read.judged ? &read.record->result : nullptr, now);
    });
    out << (format == Format::json ? impact.json() : impact.text());
    return all;
}

bool print_suggestions(PairLines& lines, const Mirrored& mirrored, std::ostream& out) {
    Judge judge(mirrored);
    Suggestions suggestions;
    const bool all = for_each_pair(lines, [&](std::uint64_t, const record::ReadRecord& read) {
        if (read.record) suggestions.add(judge(read.record->pair));
    });
    out << suggestions.yaml();
    return all;
}

/// In lines that a terminal has room for.
std::string folded(std::string_view text) {
    constexpr std::size_t indent = 4;
    constexpr std::size_t width = 96;
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return report::wrapped(words, " ", indent, width);
}

int list_defaults(const Options& options, std::ostream& out, std::ostream& error) {
    const auto format = format_of(options, error);
    if (!format) return exit_usage;
    std::string json = "[";
    for (const auto& [name, covers, does] : compare::built_ins()) {
        if (*format == Format::text) {
            out << name << "\n    " << folded(covers) << "\n    " << folded(does) << "\n";
            continue;
        }
        if (json.back() != '[') json += ',';
        json += R"({"name":)" + json::string(name) + R"(,"covers":)" + json::string(covers) +
                R"(,"does":)" + json::string(does) + '}';
    }
    if (*format == Format::json) out << json << "]\n";
    return 0;
}

/// What is wrong with the words; empty: nothing.
std::string mistake_in(const Options& options) {
    if (!options.value("--route") || options.operands().size() != 1) {
        return "expected --route ROUTE and one file of pairs";
    }
    return options.has("--format") && !options.has("--impact") && !options.has("--was")
               ? "--format is for --impact and --defaults"
               : "";
}

int judge_file(const Options& options, std::ostream& out, std::ostream& error) {
    const auto config = load_configuration(options, error);
    const auto mirrored = config ? find_mirror(*config, options, error) : std::nullopt;
    if (!mirrored) return 1;
    const auto format = format_of(options, error);
    if (!format) return exit_usage;
    std::optional<config::Config> config_before;
    std::optional<Mirrored> was;
    if (const auto file = options.value("--was")) {
        auto loaded = config::load(*file, config::process_environment());
        error << config::describe(loaded.problems);
        config_before = std::move(loaded.config);
        if (config_before) was = find_mirror(*config_before, options, error);
        if (!was) return 1;
    }
    PairLines lines;
    const auto& name = options.operands().front();
    if (!lines.open(name)) {
        error << "crossfade: " << name << ": cannot be read\n";
        return 1;
    }
    if (options.has("--suggest")) return print_suggestions(lines, *mirrored, out) ? 0 : 1;
    const bool impact = options.has("--impact") || was;
    const bool all = impact ? print_impact(lines, *mirrored, was, *format, out)
                            : print_results(lines, *mirrored, out);
    return all ? 0 : 1;
}

}  // namespace

int compare(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit;
    if (options->has("--defaults")) return list_defaults(*options, out, error);
    if (const auto mistake = mistake_in(*options); !mistake.empty()) {
        error << "crossfade: " << mistake << "\nusage: " << usage().synopsis << '\n';
        return exit_usage;
    }
    return judge_file(*options, out, error);
}

}  // namespace crossfade::command
