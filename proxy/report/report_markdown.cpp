// The report for a merge request or a chat: verdict, endpoints, what to fix. Foreign text is kept
// from being markup.
#include "proxy/report/notes.hpp"
#include "proxy/report/report.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

constexpr std::size_t max_rows = 50;

/// Every character that Markdown, or HTML within it, gives a meaning to.
std::string escaped(std::string_view text, std::size_t width) {
    std::string out;
    for (const char c : shown(text, width)) {
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '@':
                out += "&#64;";
                break;  // nobody is to be called by a recorded value
            case '\\':
            case '`':
            case '*':
            case '_':
            case '{':
            case '}':
            case '[':
            case ']':
            case '(':
            case ')':
            case '#':
            case '+':
            case '!':
            case '|':
            case '~':
            case '$':
                out += '\\';
                out += c;
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string endpoint_row(const EndpointReport& endpoint) {
    const auto& interval = endpoint.match.interval;
    std::string row =
        "| " + std::string(name_of(endpoint.state)) + " | " + escaped(endpoint.title(), 80) + " | ";
    row += endpoint.match.known()
               ? percent(endpoint.match.share(), 3) + " % (" + percent(interval.low, 3) + " - " +
                     percent(interval.high, 3) + " %)"
               : "nothing compared";
    return row + " | " + grouped(endpoint.match.whole) + " (" + grouped(endpoint.distinct.whole) +
           ") | " + percent(endpoint.target, 3) + " % | " +
           percent(endpoint.shadow_error.share(), 3) + " % | " +
           duration_text(endpoint.pace.live.p95) + " -> " +
           duration_text(endpoint.pace.shadow.p95) + ": " + name_of(endpoint.pace.pace) + " |\n";
}

std::string endpoints_part(const Report& report) {
    if (report.endpoints.empty()) return {};
    std::string out =
        "## Endpoints, worst first\n\n"
        "| State | Endpoint | Match (95 % interval) | Compared (distinct) | Target | Shadow errors "
        "| p95 live -> shadow |\n|---|---|---|---|---|---|---|\n";
    const std::size_t count = std::min(report.endpoints.size(), max_rows);
    for (std::size_t index = 0; index < count; ++index) {
        out += endpoint_row(report.endpoints[index]);
    }
    return out + '\n';
}

std::string fix_row(const Report& report, const Fix& fix, std::size_t rank) {
    std::string what;
    for (const auto& id : fix.faults) {
        const FaultReport* fault = report.find_fault(fix.endpoint, id);
        what += (what.empty() ? "" : "; ") +
                escaped(fault == nullptr ? id : fault_title(fault->stored), 100) + ' ' +
                escaped(id, 20);
    }
    return "| " + std::to_string(rank) + " | " + what + " | " +
           escaped(fix.endpoint.method + ' ' + fix.endpoint.path, 80) + " | " +
           grouped(fix.responses) + " | " + grouped(fix.clean) + " | " +
           percent(fix.endpoint_rate, 3) + " % | " + percent(fix.total_rate, 3) + " % |\n";
}

std::string fixes_part(const Report& report) {
    const auto& fixes = report.fix_list.fixes;
    if (fixes.empty()) return {};
    std::string out =
        "## What to fix, in this order\n\n"
        "| | Fault | Endpoint | Responses | Get clean | Endpoint after | All after |\n"
        "|---|---|---|---|---|---|---|\n";
    const std::size_t count = std::min(fixes.size(), max_rows);
    for (std::size_t index = 0; index < count; ++index) {
        out += fix_row(report, fixes[index], index + 1);
    }
    return out + '\n';
}

std::string unmirrored_part(const Gaps& gaps) {
    if (gaps.unmirrored.empty()) return {};
    std::string out = "## Never mirrored\n\n";
    for (const auto& each : gaps.unmirrored) {
        out += "- " + escaped(unmirrored_line(each), 300) + '\n';
    }
    return out + '\n';
}

std::string accounting_part(const MirrorReport& mirror) {
    const auto& accounting = mirror.accounting;
    std::string out =
        "- " + escaped(mirror.route, 60) + " -> " + escaped(mirror.mirror, 60) + ": " +
        grouped(accounting.eligible) + " eligible = " + grouped(accounting.not_sampled) +
        " not sampled + " + grouped(store::sum(accounting.dropped)) + " dropped + " +
        grouped(accounting.mirrored) + " mirrored; " + grouped(accounting.mirrored) +
        " mirrored = " + grouped(accounting.match) + " match + " + grouped(accounting.mismatch) +
        " mismatch + " + grouped(store::sum(accounting.shadow_error)) + " shadow errors + " +
        grouped(store::sum(accounting.live_error)) + " live errors + " +
        grouped(accounting.both_failed) + " both failed + " +
        grouped(store::sum(accounting.not_compared)) + " not compared\n";
    for (const auto& problem : mirror.problems) {
        out += "  - **The sums do not add up:** " + escaped(problem, 200) + '\n';
    }
    if (mirror.lapsed > 0) {
        out += "  - " + escaped(lapsed_words(mirror.lapsed), 200) + '\n';
    }
    if (!accounting.lost.empty()) {
        out += "  - " + grouped(store::sum(accounting.lost)) + " pairs without a record\n";
    }
    return out;
}

}  // namespace

std::string report_markdown(const Report& report) {
    const std::string configuration = configuration_words(report.configurations);
    const Verdict& verdict = report.verdict;
    std::string out = "# Mismatch report: " + verdict.title + "\n\n" + verdict.summary + '\n';
    if (!verdict.reasons.empty()) out += '\n';
    for (const auto& reason : verdict.reasons) out += "- " + escaped(reason, 400) + '\n';
    if (!configuration.empty()) out += "\n" + escaped(configuration, 400) + '\n';
    out += "\n" + endpoints_part(report) + fixes_part(report) + unmirrored_part(report.gaps);
    if (!report.mirrors.empty()) out += "## Accounting\n\n";
    for (const auto& mirror : report.mirrors) out += accounting_part(mirror);
    return out;
}

}  // namespace crossfade::report
