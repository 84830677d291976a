// See report.hpp.
#include "proxy/command/report.hpp"

#include "proxy/command/configuration.hpp"
#include "proxy/report/report.hpp"
#include "routing/percent.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <optional>

namespace crossfade::command {
namespace {

constexpr int exit_error = 3;

Usage usage() {
    return {
        "crossfade report --config FILE | --directory DIR [--format FORMAT] [--output FILE] "
        "[--route R] [--since 24h] [--target 99.9%] [--gate]",
        "Prints whether the shadow is ready for live traffic, what differs, what to fix first, "
        "and\nwhether the numbers can be believed. Reads the store of reports.directory, also "
        "while the\nproxy is running.\n\n"
        "An endpoint is ready when, with 95 % confidence, at least its target (compare.target, "
        "99.9 %)\nof its requests match; shadow errors count as differences, repeats of one "
        "request do not\ncount as evidence, and where the shadow names its build (`build`) "
        "only the one that\nnow answers is judged. It is not ready either while more than 1 % "
        "of its requests failed at\nlive or on both sides, or more than 10 % could not be "
        "compared.\n\n"
        "With --gate the exit code is the verdict: 0 ready, 1 not ready (an endpoint is shown "
        "to miss\nits target, or the sums do not add up), 2 not enough data, 3 error. Nothing "
        "compared is 2.\nMatches by a rule that expired or was removed count as differences. "
        "Methods that no mirror\ncopies are named, and do not fail the gate. A damaged store is "
        "an error, whatever is asked of it.",
        {config_option,
         {"--directory", "DIR", "the reports directory; targets are those last in force"},
         {"--format", "FORMAT", "text, html, json, markdown or junit (text)"},
         {"--output", "FILE", "write there instead of standard output"},
         {"--route", "ROUTE", "of this route only"},
         {"--since",
          "AGE",
          "only faults last seen within 90s, 30m, 24h, 7d ...; counts and "
          "verdict stay those of all time"},
         {"--target", "SHARE", "in place of every target, such as 99.95%"},
         {"--gate", "", "exit with the verdict"},
         {"--for", "SHARE", "with --gate: 0 also if ready for this share of the users (100%)"},
         {"--colours", "", "for a terminal"}}};
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

/// Nothing for what is no share between none and all.
std::optional<double> parse_target(const std::string& text) {
    const auto share = routing::parse_percent(text);
    if (!share || share->parts_per_million == 0) return std::nullopt;
    return static_cast<double>(share->parts_per_million) / routing::Share::whole;
}

struct Task {
    std::string format;
    std::string directory;
    report::Settings settings;
    report::ReportQuery query;
    double step = 1;
};

using Writer = std::string (*)(const report::Report& report);

/// Nothing for text, which depends on the terminal.
std::optional<Writer> writer_of(const std::string& format) {
    if (format == "html") return report::report_html;
    if (format == "json") return report::report_json;
    if (format == "markdown") return report::report_markdown;
    if (format == "junit") return report::report_junit;
    return std::nullopt;
}

/// An error text, empty on success.
std::string read_place(const Options& options, Task& task, std::ostream& error) {
    if (const auto directory = options.value("--directory")) task.directory = *directory;
    if (!options.has("--config")) {
        return task.directory.empty() ? "--config FILE or --directory DIR is missing" : "";
    }
    const auto config = load_configuration(options, error);
    if (!config) return "the configuration cannot be used";
    task.settings = report::settings_of(*config);
    if (!task.directory.empty()) return {};
    if (!config->reports) return "the configuration has no `reports`, so nothing is kept";
    task.directory = config->reports->directory;
    return {};
}

/// An error text, empty on success.
std::string read_query(const Options& options, Task& task) {
    task.query.now = std::chrono::system_clock::now();
    task.query.route = options.value("--route").value_or("");
    if (const auto since = options.value("--since")) {
        const auto age = parse_age(*since);
        if (!age) return "--since '" + *since + "' is no age: expected 90s, 30m, 24h or 7d";
        task.query.since = task.query.now - *age;
    }
    if (const auto target = options.value("--target")) {
        task.query.target = parse_target(*target);
        if (!task.query.target) return "--target '" + *target + "' is no share: expected 99.9%";
    }
    if (const auto step = options.value("--for")) {
        const auto share = parse_target(*step);
        if (!share) return "--for '" + *step + "' is no share: expected 1%";
        if (!options.has("--gate")) return "--for goes with --gate";
        task.step = *share;
    }
    return {};
}

/// An error text, empty on success.
std::string read_task(const Options& options, Task& task, std::ostream& error) {
    task.format = options.value("--format").value_or("text");
    if (task.format != "text" && !writer_of(task.format)) {
        return "there is no format '" + task.format + "': text, html, json, markdown or junit";
    }
    if (!options.operands().empty()) return "unexpected '" + options.operands().front() + "'";
    if (auto wrong = read_query(options, task); !wrong.empty()) return wrong;
    return read_place(options, task, error);
}

std::string written(const Task& task, const report::Report& report, bool colours) {
    if (const auto writer = writer_of(task.format)) return (*writer)(report);
    return report::report_text(report, {.colours = colours});
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
    Task task;
    if (const auto wrong = read_task(*options, task, error); !wrong.empty()) return fail(wrong);
    const auto made = report::read_report(task.directory, task.settings, task.query);
    if (!made.error.empty()) return fail(made.error);
    const std::string text = written(task, made.report, options->has("--colours"));
    if (const auto file = options->value("--output")) {
        std::ofstream stream(*file, std::ios::binary);
        if (!(stream << text) || !stream.flush()) return fail(*file + ": cannot be written");
    } else {
        out << text << std::flush;
        if (!out) return fail("the report cannot be written");
    }
    return options->has("--gate") ? report::gate_of(made.report.verdict, task.step) : 0;
}

}  // namespace crossfade::command
