// What stands behind the numbers: changes, intended differences, noise, and what is not covered.
#include "proxy/report/html_sections.hpp"
#include "proxy/report/notes.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

std::string title_of(const store::EndpointName& name) { return name.method + ' ' + name.path; }

void write_change(HtmlWriter& html,
                  const Report& report,
                  const FaultChange& change,
                  const char* badge,
                  const char* word) {
    html.markup("<tr><td><span");
    html.attribute("class", std::string("badge ") + badge);
    html.markup(">");
    html.text(word);
    html.markup("</span></td><td>");
    html.text(title_of(change.endpoint), 120);
    html.markup("</td><td class=\"mono\">");
    const FaultReport* fault = report.find_fault(change.endpoint, change.fault);
    html.text(fault == nullptr ? change.fault : fault_title(fault->stored), 120);
    html.markup("</td><td>");
    html.text(change.build, 60);
    html.markup("</td><td class=\"num\">");
    html.number(change.count);
    html.markup("</td></tr>\n");
}

void write_regression(HtmlWriter& html, const Regression& regression) {
    html.markup("<tr><td><span class=\"badge bad\">regressed</span></td><td>");
    html.text(title_of(regression.endpoint), 120);
    html.markup("</td><td>");
    html.share(regression.before.match.share(), 3);
    html.markup(" match at build ");
    html.text(regression.before.build, 60);
    html.markup(", ");
    html.share(regression.now.match.share(), 3);
    html.markup(" now</td><td>");
    html.text(regression.now.build, 60);
    html.markup("</td><td class=\"num\">");
    html.number(regression.now.match.whole);
    html.markup("</td></tr>\n");
}

void write_rule(HtmlWriter& html, const RuleReport& rule) {
    const store::StoredRule& stored = rule.stored;
    html.markup("<tr><td><span");
    html.attribute("class", rule.state == RuleState::in_force ? "badge plain" : "badge unsure");
    html.markup(">");
    html.text(name_of(rule.state));
    html.markup("</span></td><td class=\"mono\">");
    html.text(stored.by, 120);
    if (!stored.as.empty()) {
        html.markup(" <span class=\"dim\">as</span> ");
        html.text(stored.as, 40);
    }
    html.markup("<br><span class=\"dim small\">");
    html.text(stored.route + " \xE2\x86\x92 " + stored.mirror, 90);
    html.markup("</span></td><td>");
    html.text(stored.reason);
    html.markup("</td><td>");
    html.text(stored.owner, 60);
    html.markup("</td><td>");
    html.text(stored.expires, 20);
    html.markup("</td><td class=\"num\">");
    html.number(stored.hits);
    html.markup("</td><td class=\"num\">");
    html.number(stored.only);
    html.markup("</td><td class=\"num\">");
    html.number(stored.differ_besides);
    html.markup("</td></tr>\n");
}

void write_excess(HtmlWriter& html, const NoiseReport& noise) {
    const auto& excess = noise.excess;
    if (noise.only_pair == 0) {
        html.markup("<span class=\"dim\">none</span>");
        return;
    }
    if (noise.standing == Standing::never) {
        html.number(noise.only_pair);
        html.markup("<br><span class=\"dim small\">each one a finding</span>");
        return;
    }
    html.share(std::max(excess.difference, 0.0), 3);
    html.markup("<br><span class=\"dim small\">");
    html.share(std::max(excess.interval.low, 0.0), 3);
    html.markup(" \xE2\x80\x93 ");
    html.share(std::max(excess.interval.high, 0.0), 3);
    if (noise.false_rate > 0.05) html.markup("; may be chance");
    html.markup("</span>");
}

void write_noise_row(HtmlWriter& html, const NoiseReport& noise) {
    html.markup("<tr><td>");
    html.text(title_of(noise.endpoint), 120);
    html.markup("</td><td class=\"mono\">");
    html.text(noise.path, 120);
    if (noise.suggestion) {
        html.markup("<br><span class=\"dim small\">suggested rule: ");
        html.text(*noise.suggestion);
        html.markup("</span>");
    }
    html.markup("</td><td>");
    html.text(name_of(noise.standing));
    if (noise.shadow_only) {
        html.markup(" <span class=\"badge bad\">only the shadow: a fault of its own</span>");
    }
    html.markup("</td><td class=\"num\">");
    html.number(noise.live.part);
    html.markup(" of ");
    html.number(noise.live.whole);
    html.markup("</td><td class=\"num\">");
    html.number(noise.shadow.part);
    html.markup(" of ");
    html.number(noise.shadow.whole);
    html.markup("</td><td class=\"num\">");
    write_excess(html, noise);
    html.markup("</td></tr>\n");
}

void write_uncompared(HtmlWriter& html, const Uncompared& each) {
    html.markup("<tr><td class=\"num\">");
    html.number(each.count);
    html.markup("</td><td class=\"mono\">");
    html.text(each.outcome + (each.reason.empty() ? "" : ' ' + each.reason), 80);
    html.markup("</td><td>");
    html.text(each.route + " \xE2\x86\x92 " + each.mirror, 90);
    html.markup("</td><td>");
    html.text(meaning_of(each.reason));
    html.markup("</td></tr>\n");
}

void write_holes(HtmlWriter& html, const Gaps& gaps) {
    if (!gaps.missing.empty()) {
        html.markup("<h3>Data rather than code</h3><ul>");
        for (const auto& missing : gaps.missing) {
            html.markup("<li>");
            html.text(title_of(missing.endpoint), 120);
            html.markup(": the shadow answers 404 to ");
            html.number(missing.count);
            html.markup(" requests that live has an answer for, ");
            html.share(missing.share, 1);
            html.markup(" of its mismatches: ");
            html.text(missing.whole ? "the endpoint is missing at the shadow."
                                    : "the shadow lacks that data.");
            html.markup("</li>");
        }
        html.markup("</ul>\n");
    }
    if (!gaps.unmirrored.empty()) {
        html.markup("<h3>Never mirrored</h3><ul>");
        for (const auto& each : gaps.unmirrored) {
            html.markup("<li>");
            html.text(unmirrored_line(each), 400);
            html.markup("</li>");
        }
        html.markup("</ul>\n");
    }
    if (gaps.holes.empty()) return;
    html.markup("<h3>Hardly or never seen</h3><ul>");
    const std::size_t count = std::min(gaps.holes.size(), max_html_rows);
    for (std::size_t index = 0; index < count; ++index) {
        const Hole& hole = gaps.holes[index];
        html.markup("<li>");
        html.text(hole.endpoint, 120);
        if (hole.compared == 0) {
            html.markup(": never compared");
        } else {
            html.markup(": compared ");
            html.number(hole.compared);
            html.markup(" times");
        }
        html.markup("</li>");
    }
    html.markup("</ul>\n");
}

}  // namespace

void write_changes(HtmlWriter& html, const Report& report) {
    const Changes& changes = report.changes;
    html.markup("<h2 id=\"changes\">Changes from build to build</h2>\n");
    if (changes.introduced.empty() && changes.fixed.empty() && changes.regressed.empty()) {
        html.markup("<p class=\"dim\">None, or the shadow names no builds (`build`).</p>\n");
        return;
    }
    html.markup(
        "<div class=\"scroll\"><table><thead><tr><th></th><th>Endpoint</th><th>What</th>"
        "<th>Build</th><th class=\"num\">Responses</th></tr></thead><tbody>\n");
    for (const auto& each : changes.regressed) write_regression(html, each);
    for (const auto& each : changes.introduced) write_change(html, report, each, "bad", "new");
    for (const auto& each : changes.fixed) write_change(html, report, each, "good", "fixed");
    html.markup("</tbody></table></div>\n");
}

void write_rules(HtmlWriter& html, const Report& report) {
    html.markup("<h2 id=\"rules\">Intended differences</h2>\n");
    if (report.rules.empty()) {
        html.markup("<p class=\"dim\">No rule, and nothing built in, hid a difference.</p>\n");
        return;
    }
    html.markup(
        "<div class=\"scroll\"><table><thead><tr><th></th><th>Rule</th><th>Reason</th>"
        "<th>Owner</th><th>Expires</th><th class=\"num\">Hid in pairs</th>"
        "<th class=\"num\">match because of it</th>"
        "<th class=\"num\">differ besides</th></tr></thead><tbody>\n");
    const std::size_t count = std::min(report.rules.size(), max_html_rows);
    for (std::size_t index = 0; index < count; ++index) write_rule(html, report.rules[index]);
    html.markup("</tbody></table></div>\n");
}

void write_noise(HtmlWriter& html, const Report& report) {
    html.markup("<h2 id=\"noise\">Noise</h2>\n");
    std::vector<const NoiseReport*> telling;
    for (const auto& noise : report.noise) {
        if (noise.is_telling() && telling.size() < max_html_rows) telling.push_back(&noise);
    }
    if (telling.empty()) {
        html.markup(
            "<p class=\"dim\">No field was seen to differ by itself (probes, control "
            "mirrors).</p>\n");
        return;
    }
    html.markup(
        "<div class=\"scroll\"><table><thead><tr><th>Endpoint</th><th>Field</th>"
        "<th>Standing</th><th class=\"num\">live differs from itself</th>"
        "<th class=\"num\">shadow from itself</th>"
        "<th class=\"num\">differ beyond noise</th></tr></thead><tbody>\n");
    for (const auto* noise : telling) write_noise_row(html, *noise);
    html.markup("</tbody></table></div>\n");
}

void write_gaps(HtmlWriter& html, const Report& report) {
    const Gaps& gaps = report.gaps;
    html.markup("<h2 id=\"gaps\">Not compared, and not covered</h2>\n");
    if (gaps.uncompared.empty()) {
        html.markup(
            "<p class=\"dim\">Everything that was eligible and sampled was compared.</p>\n");
    } else {
        html.markup(
            "<div class=\"scroll\"><table><thead><tr><th class=\"num\">Requests</th>"
            "<th>What became of them</th><th>Mirror</th><th>Meaning</th></tr></thead>"
            "<tbody>\n");
        for (const auto& each : gaps.uncompared) write_uncompared(html, each);
        html.markup("</tbody></table></div>\n");
    }
    write_holes(html, gaps);
}

}  // namespace crossfade::report
