// See report.hpp.
#include "proxy/command/report.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/report/report.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

namespace crossfade::command {
namespace {

constexpr int exit_error = 3;

Usage usage() {
    return {
        "crossfade report --config FILE | --directory DIR [--format text|json] [--route R] "
        "[--since 24h]",
        "Prints what was mirrored and compared, how often both sides agreed, and what differed "
        "how often.\nReads the store of reports.directory, also while the proxy is running.",
        {config_option,
         {"--directory", "DIR", "the reports directory, in place of a configuration"},
         {"--format", "text|json", "for people or for programs (text)"},
         {"--route", "ROUTE", "of this route only"},
         {"--since", "AGE", "signatures last seen within 90s, 30m, 24h, 7d ..."},
         {"--colours", "", "for a terminal"},
         {"--gate", "", "not supported yet"}}};
}

/// Nothing for what is no age, or longer than a clock can go back.
std::optional<std::chrono::seconds> parse_age(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const std::string_view digits = text.substr(0, text.size() - 1);
    std::int64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, wrong] = std::from_chars(digits.data(), end, number);
    if (wrong != std::errc{} || stop != end || number < 0 || number > 100'000'000) {
        return std::nullopt;
    }
    constexpr std::int64_t longest = std::int64_t{3'600} * 24 * 365 * 100;
    const std::string_view units = "smhd";
    const std::int64_t seconds[] = {1, 60, 3'600, 86'400};
    const auto unit = units.find(text.back());
    if (unit == std::string_view::npos || number * seconds[unit] > longest) return std::nullopt;
    return std::chrono::seconds(number * seconds[unit]);
}

/// Nothing if neither option names one; `error` is told.
std::optional<std::string> directory_of(const Options& options, std::ostream& error) {
    if (const auto directory = options.value("--directory")) return directory;
    if (!options.has("--config")) {
        error << "crossfade: --config FILE or --directory DIR is missing\n";
        return std::nullopt;
    }
    const auto config = load_configuration(options, error);
    if (!config) return std::nullopt;
    if (!config->reports) {
        error << "crossfade: the configuration has no `reports`, so nothing is kept\n";
        return std::nullopt;
    }
    return config->reports->directory;
}

/// An error text, empty on success.
std::string read_query(const Options& options, report::ReportQuery& query) {
    query.now = std::chrono::system_clock::now();
    query.route = options.value("--route").value_or("");
    const auto since = options.value("--since");
    if (!since) return {};
    const auto age = parse_age(*since);
    if (!age) return "--since '" + *since + "' is no age: expected 90s, 30m, 24h or 7d";
    query.since = query.now - *age;
    return {};
}

/// An error text, empty on success.
std::string check_supported(const Options& options, const std::string& format) {
    if (options.has("--gate")) return "--gate is not supported yet";
    if (format == "html" || format == "markdown" || format == "junit") {
        return "--format " + format + " is not supported yet: text or json";
    }
    if (format != "text" && format != "json") {
        return "there is no format '" + format + "': text or json";
    }
    if (!options.operands().empty()) return "unexpected '" + options.operands().front() + "'";
    return {};
}

}  // namespace

int report(Arguments arguments, std::ostream& out, std::ostream& error) {
    int exit = 0;
    const auto options = Options::parse(usage(), arguments, out, error, exit);
    if (!options) return exit == 0 ? 0 : exit_error;
    const auto fail = [&error](const std::string& what) {
        error << "crossfade: " << what << '\n';
        return exit_error;
    };
    const std::string format = options->value("--format").value_or("text");
    if (const auto wrong = check_supported(*options, format); !wrong.empty()) return fail(wrong);
    report::ReportQuery query;
    if (const auto wrong = read_query(*options, query); !wrong.empty()) return fail(wrong);
    const auto directory = directory_of(*options, error);
    if (!directory) return exit_error;
    const auto made = report::make_report(*directory, query);
    if (!made.error.empty()) return fail(made.error);
    if (format == "json") {
        out << report::report_json(made.report);
    } else {
        out << report::report_text(made.report, {.colours = options->has("--colours")});
    }
    return 0;
}

}  // namespace crossfade::command
