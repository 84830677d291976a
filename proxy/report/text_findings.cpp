// Endpoints and what to fix, for the terminal.
#include "proxy/report/text_format.hpp"
#include "proxy/report/text_sections.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

std::string right(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, characters_of(text)), ' ') + text;
}

std::string left(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, characters_of(text)), ' ');
}

std::string state_text(State state, const Colours& colours) {
    const std::string name = left(name_of(state), 15);
    if (state == State::ready) return colours.good(name);
    return state == State::unsure ? colours.warning(name) : colours.alarm(name);
}

std::string numbers_of(const EndpointReport& endpoint) {
    if (!endpoint.match.known()) return "nothing compared";
    const auto& interval = endpoint.match.interval;
    return percent(endpoint.match.share(), 3) + " % of " + grouped(endpoint.match.whole) + " (" +
           percent(interval.low, 3) + " - " + percent(interval.high, 3) + " %), " +
           grouped(endpoint.distinct.whole) + " distinct, target " + percent(endpoint.target, 3) +
           " %";
}

std::string besides_of(const EndpointReport& endpoint) {
    const PaceReport& pace = endpoint.pace;
    std::string out = "shadow errors " + percent(endpoint.shadow_error.share(), 3) + " %";
    if (endpoint.judged.lapsed > 0) {
        out += ", " + grouped(endpoint.judged.lapsed) +
               " matched by a rule that no longer holds: not clean";
    }
    if (pace.live.count > 0) {
        out += ", p50 " + duration_text(pace.live.p50) + " -> " + duration_text(pace.shadow.p50) +
               ", p95 " + duration_text(pace.live.p95) + " -> " + duration_text(pace.shadow.p95) +
               ", slower in " + percent(endpoint.slower_share, 0) + " %; " + pace.words;
    }
    return out;
}

std::string value_text(const std::string& value) { return value.empty() ? "(absent)" : value; }

std::string values_line(const std::string& live, const std::string& shadow) {
    constexpr std::size_t half = (text_columns - 11) / 2;
    return "      " + shown(value_text(live), half) + " -> " + shown(value_text(shadow), half) +
           '\n';
}

std::string exemplar_line(const Exemplar& exemplar) {
    const std::string tail = "   " + std::to_string(exemplar.live_status) + " -> " +
                             std::to_string(exemplar.shadow_status) + "   id " +
                             shown(exemplar.id, 36);
    const std::string method = "      e.g. " + shown(exemplar.method, 12) + ' ';
    const std::size_t room =
        text_columns - std::min(text_columns - 20, characters_of(method) + characters_of(tail));
    return method + shown(exemplar.path, room) + tail + '\n';
}

std::string condition_line(const FaultReport& fault) {
    if (fault.conditions.empty()) return {};
    const Condition& condition = fault.conditions.front();
    return "      when " + shown(condition.name, 24) + " = " + shown(condition.value, 24) + ": " +
           percent(condition.share, 3) + " % of those, " + percent(condition.elsewhere, 3) +
           " % of others\n";
}

std::string fault_lines(const FaultReport& fault, const Report& report) {
    std::string out = "      " + shown(fault_title(fault.stored), text_columns - 7) + '\n';
    const Exemplar* exemplar = fault.exemplar ? &report.exemplars[*fault.exemplar] : nullptr;
    if (!fault.stored.values.empty()) {
        out += values_line(fault.stored.values.front().live, fault.stored.values.front().shadow);
    } else if (exemplar != nullptr) {
        for (const auto& finding : exemplar->findings) {
            if (finding.path == fault.stored.path) out += values_line(finding.live, finding.shadow);
        }
    }
    out += condition_line(fault);
    if (fault.persistent + fault.transient > 0) {
        out += "      asked again: still different " + grouped(fault.persistent) +
               ", the same the second time " + grouped(fault.transient) + '\n';
    }
    if (exemplar != nullptr) out += exemplar_line(*exemplar);
    if (!fault.signatures.empty()) {
        out += "      signature";
        for (const auto& signature : fault.signatures) out += ' ' + shown(signature, 16);
        out += '\n';
    }
    return out;
}

std::string fix_lines(const Fix& fix, std::size_t rank, const Report& report) {
    std::string names;
    for (const auto& id : fix.faults) names += (names.empty() ? "" : " ") + shown(id, 16);
    std::string out = right(std::to_string(rank), 4) + "  ";
    out += shown(fix.endpoint.method, 12) + ' ' + shown(fix.endpoint.path, 60) + "   " +
           shown(names, 50) + '\n';
    out += paragraph(
        counted(fix.responses, "response") + "; " + grouped(fix.clean) + " (" +
            percent(fix.share, 1) + " % of all mismatches) match once this is fixed: here " +
            percent(fix.endpoint_rate, 3) + " %, in all " + percent(fix.total_rate, 3) + " %",
        6);
    for (const auto& id : fix.faults) {
        const FaultReport* fault = report.find_fault(fix.endpoint, id);
        if (fault != nullptr) out += fault_lines(*fault, report);
    }
    if (!fix.elsewhere.empty()) {
        out +=
            "      also at " + shown(fix.elsewhere.front(), 60) +
            (fix.elsewhere.size() > 1 ? " and " + counted(fix.elsewhere.size() - 1, "other") : "") +
            '\n';
    }
    return out;
}

}  // namespace

std::string endpoints_text(const Report& report, const TextStyle& style, const Colours& colours) {
    if (report.endpoints.empty()) return {};
    std::string out = colours.strong("Endpoints, worst first") + '\n';
    const std::size_t count = std::min(report.endpoints.size(), style.max_rows);
    for (std::size_t index = 0; index < count; ++index) {
        const EndpointReport& endpoint = report.endpoints[index];
        out +=
            "  " + state_text(endpoint.state, colours) + "  " + shown(endpoint.title(), 76) + '\n';
        out += paragraph(numbers_of(endpoint), 19) + paragraph(besides_of(endpoint), 19);
    }
    return out + rest_text(report.endpoints.size(), count, "endpoint") + '\n';
}

std::string fixes_text(const Report& report, const TextStyle& style, const Colours& colours) {
    const auto& fixes = report.fix_list.fixes;
    if (fixes.empty()) return "No mismatches recorded.\n\n";
    std::string out = colours.strong("Fix in this order") + ", " +
                      counted(report.signature_count, "signature") + " of " +
                      counted(report.signature_pairs, "pair") + '\n';
    const std::size_t count = std::min(fixes.size(), style.max_rows);
    for (std::size_t index = 0; index < count; ++index) {
        out += fix_lines(fixes[index], index + 1, report);
    }
    return out + rest_text(fixes.size(), count, "row") + '\n';
}

}  // namespace crossfade::report
