// See compare.hpp. Memory is bounded by one record at a time.
#include "proxy/command/compare.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/compare/compare.hpp"
#include "proxy/json/string.hpp"
#include "proxy/record/findings_json.hpp"
#include "proxy/record/record.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <optional>
#include <streambuf>

namespace crossfade::command {
namespace {

Usage usage() {
    return {"crossfade compare --config FILE --route ROUTE [--mirror NAME] PAIRS.jsonl",
            "Judges recorded pairs, such as those of mismatches.jsonl, by the rules that a route's "
            "mirror has\nin the configuration. Prints one line of JSON for each: verdict, findings "
            "and signature.\nPAIRS.jsonl may be - for the standard input.",
            {config_option,
             {"--route", "ROUTE", "whose rules to use"},
             {"--mirror", "NAME", "which of its mirrors, by the backend it goes to (the first)"}}};
}

/// Nothing if there is no such route or mirror, or its comparison is off; `error` is told.
std::optional<compare::Rules> rules_of(const config::Config& config,
                                       const std::string& route_name,
                                       const std::optional<std::string>& mirror_name,
                                       std::ostream& error) {
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
    return compare::Rules(mirror->compare, route->name);
}

enum class Line { whole, too_long, end };

/// A line of foreign length: what is over the limit of a record is read and thrown away.
Line read_line(std::streambuf& in, std::string& line) {
    using Traits = std::streambuf::traits_type;
    line.clear();
    bool any = false;
    bool too_long = false;
    for (auto c = in.sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = in.sbumpc()) {
        any = true;
        if (Traits::to_char_type(c) == '\n') break;
        too_long = too_long || line.size() == record::max_record_size;
        if (!too_long) line += Traits::to_char_type(c);
    }
    if (!any) return Line::end;
    return too_long ? Line::too_long : Line::whole;
}

std::string result_line(const std::string& id, const compare::Result& result) {
    std::string out = R"({"id":)" + json::string(id);
    out += R"(,"verdict":)" + json::string(compare::name_of(result.verdict));
    out += R"(,"reason":)" + json::string(result.reason);
    out += R"(,"findings":)";
    record::append_findings(out, result.findings);
    out += R"(,"signature":)" + json::string(result.signature);
    return out + "}\n";
}

std::string error_line(std::uint64_t number, const std::string& what) {
    return R"({"line":)" + std::to_string(number) + R"(,"error":)" + json::string(what) + "}\n";
}

/// True if every line was judged.
bool judge_lines(std::streambuf& in, const compare::Rules& rules, std::ostream& out) {
    const auto now = std::chrono::system_clock::now();
    bool all = true;
    std::string line;
    for (std::uint64_t number = 1;; ++number) {
        const Line kind = read_line(in, line);
        if (kind == Line::end) return all;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto read = kind == Line::whole ? record::read_record(line)
                                        : record::ReadRecord{{}, "longer than 64 MiB"};
        if (!read.record) {
            all = false;
            out << error_line(number, read.error);
            continue;
        }
        compare::Pair& pair = read.record->pair;
        // Rules expire: a pair of unknown age is judged by those of today.
        if (pair.time == decltype(pair.time){}) pair.time = now;
        out << result_line(pair.id, compare::compare(pair, rules));
    }
}

}  // namespace

int compare(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit;
    const auto route = options->value("--route");
    if (!route || options->operands().size() != 1) {
        error << "crossfade: expected --route ROUTE and one file of pairs\nusage: "
              << usage().synopsis << '\n';
        return exit_usage;
    }
    const auto config = load_configuration(*options, error);
    if (!config) return 1;
    const auto rules = rules_of(*config, *route, options->value("--mirror"), error);
    if (!rules) return 1;
    const std::string& name = options->operands().front();
    if (name == "-") return judge_lines(*std::cin.rdbuf(), *rules, out) ? 0 : 1;
    std::filebuf file;
    if (file.open(name, std::ios::in | std::ios::binary) == nullptr) {
        error << "crossfade: " << name << ": cannot be read\n";
        return 1;
    }
    return judge_lines(file, *rules, out) ? 0 : 1;
}

}  // namespace crossfade::command
