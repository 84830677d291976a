// The fix list, and behind each row the pages of its faults.
#include "proxy/report/html_sections.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

void write_gain(HtmlWriter& html, double share) {
    html.markup(
        "<svg class=\"gain\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" "
        "aria-hidden=\"true\"><rect height=\"6\"");
    html.coordinate("width", 100 * std::clamp(share, 0.0, 1.0));
    html.markup("/></svg>");
}

void write_summary(HtmlWriter& html, const Report& report, const Fix& fix, std::size_t rank) {
    html.markup("<summary><span class=\"rank\">");
    html.number(rank);
    html.markup("</span><span><span class=\"what mono\">");
    const FaultReport* first = report.find_fault(fix.endpoint, fix.faults.front());
    html.text(first == nullptr ? fix.faults.front() : fault_title(first->stored), 140);
    if (fix.faults.size() > 1) {
        html.markup("</span> <span class=\"badge plain\">and ");
        html.text(counted(fix.faults.size() - 1, "fault"));
        html.markup(" that always come with it");
    }
    html.markup("</span><br><span class=\"dim small\">");
    html.text(fix.endpoint.method + ' ' + fix.endpoint.path, 120);
    html.markup(" \xC2\xB7 ");
    html.text(fix.faults.front(), 24);
    if (!fix.elsewhere.empty()) {
        html.markup(" \xC2\xB7 also at ");
        html.text(counted(fix.elsewhere.size(), "other endpoint"));
    }
    html.markup("</span></span><span class=\"num\"><b>");
    html.number(fix.clean);
    html.markup("</b> of ");
    html.number(fix.responses);
    html.markup("<br><span class=\"dim small\">get clean (");
    html.share(fix.share, 1);
    html.markup(")</span>");
    write_gain(html, fix.share);
    html.markup("</span><span class=\"num\"><b>");
    html.share(fix.endpoint_rate, 3);
    html.markup("</b><br><span class=\"dim small\">here, after this;<br>in all ");
    html.share(fix.total_rate, 3);
    html.markup("</span></span></summary>\n");
}

void write_values(HtmlWriter& html, const FaultReport& fault) {
    if (fault.stored.values.empty()) return;
    html.markup(
        "<h3>Values</h3><table class=\"plain\"><thead><tr><th>live</th><th>shadow</th>"
        "<th class=\"num\">pairs</th></tr></thead><tbody>");
    for (const auto& value : fault.stored.values) {
        html.markup("<tr><td class=\"mono\">");
        html.text(value.live.empty() ? "(absent)" : value.live, 80);
        html.markup("</td><td class=\"mono\">");
        html.text(value.shadow.empty() ? "(absent)" : value.shadow, 80);
        html.markup("</td><td class=\"num\">");
        html.number(value.count);
        html.markup("</td></tr>");
    }
    html.markup("</tbody></table>");
}

void write_conditions(HtmlWriter& html, const FaultReport& fault) {
    html.markup("<h3>When it happens</h3>");
    if (fault.conditions.empty()) {
        html.markup(
            "<p class=\"dim small\">No attribute of the requests tells: it happens whatever "
            "is asked, or too seldom to say.</p>");
        return;
    }
    html.markup(
        "<table class=\"plain\"><thead><tr><th>request has</th><th class=\"num\">of those"
        "</th><th class=\"num\">of others</th><th class=\"num\">lift</th></tr></thead>"
        "<tbody>");
    for (const auto& condition : fault.conditions) {
        html.markup("<tr><td class=\"mono\">");
        html.text(condition.name, 60);
        html.markup(" = ");
        html.text(condition.value, 60);
        html.markup("</td><td class=\"num\">");
        html.share(condition.share, 3);
        html.markup("</td><td class=\"num\">");
        html.share(condition.elsewhere, 3);
        html.markup("</td><td class=\"num\">\xC3\x97 ");
        html.text(std::to_string(static_cast<std::uint64_t>(condition.lift + 0.5)));
        html.markup("</td></tr>");
    }
    html.markup("</tbody></table>");
}

void write_noise_of(HtmlWriter& html, const FaultReport& fault) {
    html.markup("<dt>Noise</dt><dd>");
    if (!fault.noise) {
        html.markup("none seen at this field");
    } else {
        html.text(name_of(fault.noise->standing));
        html.markup(": live differs from itself in ");
        html.number(fault.noise->live.part);
        html.markup(" of ");
        html.number(fault.noise->live.whole);
        html.markup(" probes, the shadow in ");
        html.number(fault.noise->shadow.part);
        html.markup(" of ");
        html.number(fault.noise->shadow.whole);
    }
    html.markup("</dd>");
}

void write_facts(HtmlWriter& html, const FaultReport& fault) {
    const store::StoredFault& stored = fault.stored;
    html.markup("<h3>Facts</h3><dl class=\"facts\"><dt>Responses</dt><dd>");
    html.number(stored.count);
    html.markup(" of ");
    html.number(fault.compared);
    html.markup(" compared</dd>");
    if (stored.distinct_requests > 0) {
        html.markup("<dt>Distinct</dt><dd>");
        html.text(counted(stored.distinct_requests, "request"));
        if (stored.distinct_users > 0) {
            html.markup(", ");
            html.text(counted(stored.distinct_users, "user"));
        }
        html.markup("</dd>");
    }
    html.markup("<dt>Seen</dt><dd>");
    html.text(minute_of(stored.first_seen));
    html.markup(" to ");
    html.text(minute_of(stored.last_seen));
    if (!stored.first_build.empty()) {
        html.markup(", first in build ");
        html.text(stored.first_build, 60);
    }
    html.markup("</dd><dt>Asked again</dt><dd>");
    if (fault.persistent + fault.transient == 0) {
        html.markup("not yet");
    } else {
        html.number(fault.persistent);
        html.markup(" times still different, ");
        html.number(fault.transient);
        html.markup(" times the same the second time");
    }
    html.markup("</dd>");
    write_noise_of(html, fault);
    html.markup("<dt>Signatures</dt><dd class=\"mono\">");
    for (const auto& signature : fault.signatures) {
        html.text(signature, 24);
        html.markup(" ");
    }
    html.markup("</dd></dl>");
}

}  // namespace

void write_fault_page(HtmlWriter& html, const Report& report, const FaultReport& fault) {
    html.markup("<article class=\"page\"");
    html.attribute("id", anchor_of(report, fault.stored.endpoint, fault.stored.fault));
    html.markup("><p class=\"lead\">");
    html.text(fault_sentence(fault.stored), 240);
    html.markup(" <span class=\"dim small mono\">");
    html.text(fault.stored.fault, 24);
    html.markup("</span></p><div class=\"cols\"><div>");
    write_facts(html, fault);
    html.markup("</div><div>");
    write_conditions(html, fault);
    html.markup("</div><div>");
    write_values(html, fault);
    html.markup("</div></div>\n");
    if (fault.exemplar) {
        write_exemplar(html, report.exemplars[*fault.exemplar]);
    } else {
        html.markup("<p class=\"dim\">No recorded pair is left.</p>");
    }
    html.markup("</article>\n");
}

void write_fix_list(HtmlWriter& html, const Report& report) {
    const auto& fixes = report.fix_list.fixes;
    html.markup("<h2 id=\"fixes\">What to fix, in this order</h2>\n");
    if (fixes.empty()) {
        html.markup("<p class=\"dim\">No mismatches recorded.</p>\n");
        return;
    }
    html.markup(
        "<p class=\"dim\">A response is clean once all of its faults are gone. Each row says "
        "how many more responses match when it and all rows above are fixed; none is "
        "counted twice.</p>\n");
    for (std::size_t index = 0; index < fixes.size(); ++index) {
        html.markup("<details class=\"fix\"");
        html.attribute("id", "fix-" + std::to_string(index + 1));
        html.markup(">");
        write_summary(html, report, fixes[index], index + 1);
        for (const auto& id : fixes[index].faults) {
            const FaultReport* fault = report.find_fault(fixes[index].endpoint, id);
            if (fault != nullptr) write_fault_page(html, report, *fault);
        }
        html.markup("</details>\n");
    }
    if (report.fix_list.beyond > 0) {
        html.markup("<p class=\"dim\">");
        html.number(report.fix_list.beyond);
        html.markup(
            " more mismatches are beyond this list; a new one comes as these are fixed.</p>\n");
    }
}

}  // namespace crossfade::report
