// The report for the terminal: calm, aligned, at most 100 columns, no colours unless asked for.
#include "proxy/report/notes.hpp"
#include "proxy/report/report.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/text_sections.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

std::string heading(const Report& report, const Colours& colours) {
    std::string out = colours.strong("Mismatch report") + ", " + minute_of(report.query.now);
    if (!report.query.route.empty()) out += ", route " + shown(report.query.route, 40);
    out += '\n';
    if (report.first && report.last) {
        out +=
            "Compared from " + minute_of(*report.first) + " to " + minute_of(*report.last) + '\n';
    }
    if (report.query.since) {
        out += "Faults and signatures last seen since " + minute_of(*report.query.since) +
               "; counts are of all time\n";
    }
    const std::string configuration = configuration_words(report.configurations);
    if (!configuration.empty()) out += paragraph(configuration, 0);
    return out + '\n';
}

std::string equation(const std::string& whole, const std::vector<std::string>& parts) {
    const std::string head = "  " + whole + " = ";
    return head + wrapped(parts, " + ", head.size() - 2, text_columns - 2) + '\n';
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
    if (!mirror.match.known()) return "  nothing compared yet\n";
    const auto& interval = mirror.match.interval;
    std::string out = "  " + percent(mirror.match.share(), 3) + " % match of " +
                      grouped(mirror.match.whole) + " compared (95 % interval " +
                      percent(interval.low, 3) + " - " + percent(interval.high, 3) + " %)\n";
    if (mirror.without_rules.part != mirror.match.part) {
        out += "  " + percent(mirror.without_rules.share(), 3) + " % without written rules\n";
    }
    if (mirror.lapsed > 0) {
        out += paragraph(lapsed_words(mirror.lapsed), 2);
    }
    return out;
}

std::string methods_text(const std::vector<std::string>& methods) {
    std::string out;
    for (const auto& method : methods) out += (out.empty() ? "" : " ") + shown(method, 24);
    return out;
}

std::string about_line(const MirrorReport& mirror) {
    std::string about;
    const auto add = [&about](const std::string& text) {
        about += (about.empty() ? "  " : ", ") + text;
    };
    if (mirror.control) add("control: what differs here is noise");
    if (!mirror.methods.empty()) add("copies " + methods_text(mirror.methods));
    if (mirror.sample) add(percent(*mirror.sample, 2) + " % of the users sampled");
    if (const Builds& builds = mirror.builds(); !builds.now.empty()) {
        add("build " + shown(builds.now, 40) + " since " + minute_of(builds.since));
    }
    return about.empty() ? about : about + '\n';
}

std::string pending_line(const store::Accounting& accounting) {
    const auto open = std::max<std::int64_t>(accounting.undecided(), 0) +
                      std::max<std::int64_t>(accounting.unjudged(), 0);
    if (open == 0) return {};
    return "  " + grouped(static_cast<std::uint64_t>(open)) + " still under way\n";
}

}  // namespace

std::string mirror_text(const MirrorReport& mirror, const Colours& colours) {
    const std::string name = shown(mirror.route, 40) + " -> " + shown(mirror.mirror, 40);
    std::string out = colours.strong(name) + '\n' + match_line(mirror) + about_line(mirror);
    out += accounting_lines(mirror.accounting);
    if (mirror.problems.empty()) out += pending_line(mirror.accounting);
    for (const auto& problem : mirror.problems) {
        out += "  " + colours.alarm("!! THE SUMS DO NOT ADD UP: " + shown(problem, 200)) + '\n';
    }
    if (!mirror.accounting.lost.empty()) {
        out += "  " + term(mirror.accounting.lost, "pairs without a record") +
               ": counts of faults are too low\n";
    }
    return out + '\n';
}

std::string paragraph(const std::string& text, std::size_t indent) {
    std::vector<std::string> words;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(' ', start), text.size());
        const std::string word = text.substr(start, end - start);
        // A sign does not leave its number.
        const bool sign = word.starts_with('%') && !words.empty();
        sign ? void(words.back().append(1, ' ').append(word)) : words.push_back(word);
        start = end + 1;
    }
    const std::string space(indent, ' ');
    return space + wrapped(words, " ", indent, text_columns) + '\n';
}

std::string rest_text(std::size_t all, std::size_t shown_rows, std::string_view what) {
    if (all <= shown_rows) return {};
    return "  and " + counted(all - shown_rows, "more " + std::string(what)) +
           ": --format json has them\n";
}

std::string verdict_text(const Report& report, const Colours& colours) {
    const Verdict& verdict = report.verdict;
    const bool good = verdict.step > 0;
    const bool bad = verdict.readiness == Readiness::not_ready;
    std::string out = good  ? colours.good(verdict.title)
                      : bad ? colours.alarm(verdict.title)
                            : colours.warning(verdict.title);
    out += '\n' + paragraph(verdict.summary, 2);
    for (const auto& reason : verdict.reasons) out += paragraph("- " + reason, 2);
    return out + '\n';
}

std::string report_text(const Report& report, const TextStyle& style) {
    const Colours colours{style.colours};
    std::string out = heading(report, colours) + verdict_text(report, colours);
    if (report.empty()) {
        return out + "Nothing has been compared yet: the store is empty" +
               (report.query.route.empty() ? "" : " for this route") + ".\n";
    }
    for (const auto& mirror : report.mirrors) out += mirror_text(mirror, colours);
    out += endpoints_text(report, style, colours);
    out += fixes_text(report, style, colours);
    out += changes_text(report, style, colours);
    out += rules_text(report, style, colours);
    out += noise_text(report, style, colours);
    out += gaps_text(report, style, colours);
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace crossfade::report
