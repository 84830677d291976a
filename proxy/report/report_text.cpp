// The report for the terminal: calm, aligned, at most 100 columns, no colours unless asked for.
#include "proxy/report/report.hpp"
#include "proxy/report/text_format.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t shown_findings = 4;  // of one signature

struct Colours {
    bool on;

    [[nodiscard]] std::string strong(const std::string& text) const { return in("1", text); }
    [[nodiscard]] std::string alarm(const std::string& text) const { return in("1;31", text); }

private:
    [[nodiscard]] std::string in(const char* code, const std::string& text) const {
        return on ? std::string("\x1b[") + code + 'm' + text + "\x1b[0m" : text;
    }
};

std::string right(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, characters_of(text)), ' ') + text;
}

std::string left(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, characters_of(text)), ' ');
}

/// "790 dropped {in_flight 700, rate 90}".
std::string term(const store::ByReason& counts, const std::string& name) {
    std::string out = grouped(store::sum(counts)) + ' ' + name;
    std::string reasons;
    for (const auto& [reason, count] : counts) {
        if (count == 0) continue;
        reasons += (reasons.empty() ? "" : ", ") + shown(reason, 40) + ' ' + grouped(count);
    }
    return reasons.empty() ? out : out + " {" + reasons + '}';
}

std::string term(std::uint64_t count, const std::string& name) {
    return grouped(count) + ' ' + name;
}

/// "  whole = part + part", continued under the first part.
std::string equation(const std::string& whole, const std::vector<std::string>& parts) {
    const std::string head = "  " + whole + " = ";
    const std::string_view plus = " + ";
    return head + wrapped(parts, plus, head.size() - 2, columns - 2) + '\n';
}

std::string accounting_lines(const store::Accounting& accounting) {
    std::string out = equation("eligible " + grouped(accounting.eligible),
                               {term(accounting.not_sampled, "not_sampled"),
                                term(accounting.dropped, "dropped"),
                                term(accounting.mirrored, "mirrored")});
    out += equation("mirrored " + grouped(accounting.mirrored),
                    {term(accounting.match, "match"),
                     term(accounting.mismatch, "mismatch"),
                     term(accounting.shadow_error, "shadow_error"),
                     term(accounting.live_error, "live_error"),
                     term(accounting.both_failed, "both_failed"),
                     term(accounting.not_compared, "not_compared")});
    return out;
}

std::string match_line(const MirrorReport& mirror) {
    if (!mirror.match_rate) return "nothing compared yet\n";
    return percent(*mirror.match_rate, 3) + " % match of " + grouped(mirror.accounting.compared()) +
           " compared (95 % interval " + percent(mirror.interval.low, 3) + " - " +
           percent(mirror.interval.high, 3) + " %)\n";
}

std::string pending_line(const store::Accounting& accounting) {
    const auto open = std::max<std::int64_t>(accounting.undecided(), 0) +
                      std::max<std::int64_t>(accounting.unjudged(), 0);
    if (open == 0) return {};
    return "  " + grouped(static_cast<std::uint64_t>(open)) + " still under way\n";
}

std::string mirror_section(const MirrorReport& mirror, const Colours& colours) {
    const std::string name = shown(mirror.route, 40) + " -> " + shown(mirror.mirror, 40);
    std::string out = colours.strong(name) + "\n  " + match_line(mirror);
    out += accounting_lines(mirror.accounting);
    if (mirror.faults.empty()) out += pending_line(mirror.accounting);
    for (const auto& fault : mirror.faults) {
        out += "  " + colours.alarm("!! THE SUMS DO NOT ADD UP: " + shown(fault, 200)) + '\n';
    }
    if (!mirror.accounting.lost.empty()) {
        out += "  " + term(mirror.accounting.lost, "mismatches without a record") +
               ": counts of signatures are too low\n";
    }
    return out + '\n';
}

std::string value_text(const std::string& value) { return value.empty() ? "(absent)" : value; }

std::string finding_line(const compare::Finding& finding) {
    std::string line = "      " + left(shown(finding.path, 40), 30) + ' ' +
                       left(std::string(compare::name_of(finding.kind)), 7) + ' ';
    if (finding.transition != compare::name_of(finding.kind)) {
        line += shown(finding.transition, 30) + "  ";
    }
    const std::size_t used = std::min(characters_of(line), columns - 24);
    const std::size_t half = (columns - used - 4) / 2;
    return line + shown(value_text(finding.live), half) + " -> " +
           shown(value_text(finding.shadow), half) + '\n';
}

std::string shape_line(const store::FindingShape& shape) {
    return "      " + left(shown(shape.path, 40), 30) + ' ' + left(shown(shape.kind, 7), 7) + ' ' +
           shown(shape.transition, 30) + '\n';
}

template <typename Findings, typename Line>
std::string finding_lines(const Findings& findings, Line line) {
    std::string out;
    const std::size_t count = std::min(findings.size(), shown_findings);
    for (std::size_t index = 0; index < count; ++index) out += line(findings[index]);
    if (findings.size() > count) {
        out += "      and " + grouped(findings.size() - count) + " more findings\n";
    }
    return out;
}

std::string exemplar_line(const ReportedExemplar& exemplar) {
    const std::string tail = "   " + std::to_string(exemplar.live_status) + " -> " +
                             std::to_string(exemplar.shadow_status) + "   id " +
                             shown(exemplar.id, 36);
    const std::string method = "      e.g. " + shown(exemplar.method, 12) + ' ';
    const std::size_t room =
        columns - std::min(columns - 20, characters_of(method) + characters_of(tail));
    return method + shown(exemplar.path, room) + tail + '\n';
}

std::string signature_section(const ReportedSignature& signature,
                              std::uint64_t pairs,
                              const Colours& colours) {
    const store::StoredSignature& stored = signature.stored;
    const double share = static_cast<double>(stored.count) / static_cast<double>(pairs);
    std::string out = right(grouped(stored.count), 11) + right(percent(share, 1), 7) + " %  ";
    out += colours.strong(shown(stored.signature, 20)) + "  " + shown(stored.method, 12) + ' ' +
           shown(stored.route, 24) + " -> " + shown(stored.mirror, 24) + '\n';
    if (signature.exemplar) {
        out += finding_lines(signature.exemplar->findings, finding_line);
        out += exemplar_line(*signature.exemplar);
    } else {
        out += finding_lines(stored.findings, shape_line);
        out += "      no recorded pair is left\n";
    }
    return out + "      seen " + minute_of(stored.first_seen) + " to " +
           minute_of(stored.last_seen) + "\n\n";
}

std::string signatures_part(const Report& report, const TextStyle& style, const Colours& colours) {
    const auto& totals = report.totals;
    if (report.signatures.empty()) return "No mismatches recorded.\n";
    std::string out = colours.strong(grouped(totals.signatures) +
                                     (totals.signatures == 1 ? " signature" : " signatures") +
                                     " of mismatches, " + grouped(totals.pairs) +
                                     (totals.pairs == 1 ? " pair" : " pairs")) +
                      "\n\n";
    const std::size_t count = std::min(report.signatures.size(), style.max_signatures);
    for (std::size_t index = 0; index < count; ++index) {
        out += signature_section(report.signatures[index], totals.pairs, colours);
    }
    if (totals.signatures > count) {
        out += grouped(totals.signatures - count) + " more signatures: --format json has them\n";
    }
    return out;
}

std::string heading(const Report& report, const Colours& colours) {
    std::string out = colours.strong("Mismatch report") + ", " + minute_of(report.query.now);
    if (!report.query.route.empty()) out += ", route " + shown(report.query.route, 40);
    out += '\n';
    if (report.query.since) {
        out += "Signatures last seen since " + minute_of(*report.query.since) +
               "; counts of verdicts are of all time\n";
    }
    return out + '\n';
}

}  // namespace

std::string report_text(const Report& report, const TextStyle& style) {
    const Colours colours{style.colours};
    std::string out = heading(report, colours);
    if (report.empty()) {
        return out + "Nothing has been compared yet: the store is empty" +
               (report.query.route.empty() ? "" : " for this route") + ".\n";
    }
    for (const auto& mirror : report.mirrors) out += mirror_section(mirror, colours);
    return out + signatures_part(report, style, colours);
}

}  // namespace crossfade::report
