// The table of endpoints, worst first.
#include "proxy/report/html_sections.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>
#include <cmath>

namespace crossfade::report {
namespace {

constexpr double line_start = 6;
constexpr double line_length = 178;

double place(double share) noexcept { return line_start + line_length * on_nines(share); }

const char* class_of(State state) noexcept {
    switch (state) {
        case State::ready:
            return "ready";
        case State::blocked:
            return "blocked";
        case State::improving:
            return "improving";
        case State::unsure:
            return "unsure";
    }
    return "";
}

/// The interval, the share in it, and the target, on a line on which every nine is as long.
void write_interval(HtmlWriter& html, const EndpointReport& endpoint) {
    html.markup("<svg viewBox=\"0 0 190 26\" role=\"img\"");
    html.attribute("class", std::string("nines ") + class_of(endpoint.state));
    html.attribute("aria-label",
                   percent(endpoint.match.interval.low, 3) + " to " +
                       percent(endpoint.match.interval.high, 3) + " %, target " +
                       percent(endpoint.target, 3) + " %");
    html.markup("><line class=\"track\" y1=\"10\" y2=\"10\"");
    html.coordinate("x1", place(0));
    html.coordinate("x2", place(1));
    html.markup("/>");
    for (const auto& [share, label] : {std::pair(0.9, "90"),
                                       std::pair(0.99, "99"),
                                       std::pair(0.999, "99.9"),
                                       std::pair(0.9999, "99.99")}) {
        html.markup("<line class=\"track\" y1=\"7\" y2=\"13\"");
        html.coordinate("x1", place(share));
        html.coordinate("x2", place(share));
        html.markup("/><text y=\"24\" text-anchor=\"middle\"");
        html.coordinate("x", std::max(place(share), line_start + 4));
        html.markup(">");
        html.text(label);
        html.markup("</text>");
    }
    html.markup("<line class=\"span\" y1=\"10\" y2=\"10\"");
    html.coordinate("x1", place(endpoint.match.interval.low));
    html.coordinate("x2", place(endpoint.match.interval.high));
    html.markup("/><circle class=\"dot\" cy=\"10\" r=\"2.6\"");
    html.coordinate("cx", place(endpoint.match.share()));
    html.markup("/><line class=\"target\" y1=\"3\" y2=\"17\"");
    html.coordinate("x1", place(endpoint.target));
    html.coordinate("x2", place(endpoint.target));
    html.markup("/></svg>");
}

/// A bar per build, oldest first, on the same scale.
void write_trend(HtmlWriter& html, const EndpointReport& endpoint) {
    constexpr std::size_t most = 16;
    constexpr double step = 9;
    const auto& trend = endpoint.trend;
    const std::size_t from = trend.size() > most ? trend.size() - most : 0;
    if (trend.empty()) return;
    const double width = step * static_cast<double>(trend.size() - from);
    html.markup("<svg class=\"trend\" role=\"img\"");
    html.coordinate("width", width);
    html.attribute("viewBox", "0 0 " + std::to_string(static_cast<int>(width)) + " 28");
    html.attribute("aria-label", "Match rate of each build, oldest first");
    html.markup(">");
    for (std::size_t index = from; index < trend.size(); ++index) {
        const BuildReport& build = trend[index];
        const double height = build.match.known() ? 3 + 25 * on_nines(build.match.share()) : 2;
        html.markup("<rect width=\"7\" rx=\"1.5\"");
        html.coordinate("x", step * static_cast<double>(index - from));
        html.coordinate("y", 28 - height);
        html.coordinate("height", height);
        if (!build.match.known()) html.attribute("class", "none");
        html.markup("><title>");
        html.text(build.build.empty() ? "no build named" : build.build, 60);
        html.markup(": ");
        if (build.match.known()) {
            html.share(build.match.share(), 3);
            html.markup(" of ");
            html.number(build.match.whole);
        } else {
            html.markup("nothing compared");
        }
        html.markup("</title></rect>");
    }
    html.markup("</svg>");
}

const char* class_of(Pace pace) noexcept {
    switch (pace) {
        case Pace::slower:
            return "badge bad";
        case Pace::faster:
            return "badge good";
        case Pace::alike:
        case Pace::unknown:
            return "badge plain";
    }
    return "badge";
}

void write_latency(HtmlWriter& html, const EndpointReport& endpoint) {
    const PaceReport& pace = endpoint.pace;
    html.markup("<td class=\"num small\"");
    html.attribute("data-sort", std::to_string(pace.shadow.p95 - pace.live.p95));
    html.markup(">");
    if (pace.live.count == 0) {
        html.markup("<span class=\"dim\">unknown</span></td>");
        return;
    }
    html.markup("<span");
    html.attribute("class", class_of(pace.pace));
    html.markup(">");
    html.text(pace.pace == Pace::unknown ? "too few" : name_of(pace.pace));
    html.markup("</span><br>");
    html.text(duration_text(pace.live.p50));
    html.markup(" \xE2\x86\x92 ");
    html.text(duration_text(pace.shadow.p50));
    html.markup("<br>");
    html.text(duration_text(pace.live.p95));
    html.markup(" \xE2\x86\x92 ");
    html.text(duration_text(pace.shadow.p95));
    html.markup("<div class=\"words dim\">");
    if (pace.pace != Pace::alike) {
        html.text(pace.words);
        html.markup("; ");
    }
    html.markup("slower in ");
    html.share(endpoint.slower_share, 0);
    const auto& slower = endpoint.stored.slower;
    if (slower.count > 0) {
        html.markup(", by ");
        html.text(duration_text(slower.p50));
        html.markup(" / ");
        html.text(duration_text(slower.p95));
    }
    html.markup("</div></td>");
}

void write_match(HtmlWriter& html, const EndpointReport& endpoint) {
    html.markup("<td class=\"match\"");
    html.coordinate("data-sort", 100 * endpoint.match.share());
    html.markup("><b>");
    if (!endpoint.match.known()) {
        html.markup("none</b></td>");
        return;
    }
    html.share(endpoint.match.share(), 3);
    html.markup("</b> <span class=\"dim small\">");
    html.share(endpoint.match.interval.low, 3);
    html.markup(" \xE2\x80\x93 ");
    html.share(endpoint.match.interval.high, 3);
    html.markup("</span>");
    write_interval(html, endpoint);
    html.markup("</td>");
}

void write_name(HtmlWriter& html, const Report& report, const EndpointReport& endpoint) {
    html.markup("<td><span");
    html.attribute("class", std::string("badge ") + class_of(endpoint.state));
    html.markup(">");
    html.text(name_of(endpoint.state));
    html.markup("</span></td><td class=\"endpoint\">");
    html.text(endpoint.title(), 120);
    html.markup("<div class=\"dim small\">");
    html.text(endpoint.name().route + " \xE2\x86\x92 " + endpoint.name().mirror, 90);
    html.markup("</div>");
    if (!endpoint.reason.empty()) {
        html.markup("<div class=\"small\">");
        html.text(endpoint.reason);
        html.markup("</div>");
    }
    if (!endpoint.top_fault.empty()) {
        html.markup("<a class=\"small\"");
        html.attribute("href", '#' + anchor_of(report, endpoint.name(), endpoint.top_fault));
        html.markup(">");
        const FaultReport* fault = report.find_fault(endpoint.name(), endpoint.top_fault);
        html.text(fault == nullptr ? endpoint.top_fault : fault_title(fault->stored), 90);
        html.markup("</a>");
    }
    html.markup("</td>");
}

void write_row(HtmlWriter& html, const Report& report, const EndpointReport& endpoint) {
    html.markup("<tr>");
    write_name(html, report, endpoint);
    write_match(html, endpoint);
    html.markup("<td class=\"num\"");
    html.attribute("data-sort", std::to_string(endpoint.match.whole));
    html.markup(">");
    html.number(endpoint.match.whole);
    html.markup("<br><span class=\"dim small\">");
    html.number(endpoint.distinct.whole);
    html.markup(" distinct</span></td><td class=\"num\"");
    html.coordinate("data-sort", 100 * endpoint.target);
    html.markup(">");
    html.share(endpoint.target, 3);
    html.markup("<br><span class=\"dim small\">proven ");
    html.share(endpoint.proven, 3);
    html.markup("</span></td><td class=\"num\"");
    html.coordinate("data-sort", 100 * endpoint.shadow_error.share());
    html.markup(">");
    html.share(endpoint.shadow_error.share(), 3);
    html.markup("</td>");
    write_latency(html, endpoint);
    html.markup("<td>");
    write_trend(html, endpoint);
    html.markup("</td></tr>\n");
}

}  // namespace

double on_nines(double share) noexcept {
    constexpr double most_nines = 5;
    const double missing = std::max(1 - share, 1e-9);
    const double nines = -std::log10(missing);
    return std::clamp((nines - 1) / (most_nines - 1), 0.0, 1.0);
}

std::string anchor_of(const Report& report,
                      const store::EndpointName& endpoint,
                      const std::string& fault) {
    for (std::size_t index = 0; index < report.faults.size(); ++index) {
        const auto& each = report.faults[index].stored;
        if (each.fault == fault && each.endpoint == endpoint) {
            return "fault-" + std::to_string(index + 1);
        }
    }
    return "fixes";
}

void write_endpoint_table(HtmlWriter& html, const Report& report) {
    html.markup("<h2 id=\"endpoints\">Endpoints, worst first</h2>\n");
    if (report.endpoints.empty()) {
        html.markup("<p class=\"dim\">No endpoint was compared yet.</p>\n");
        return;
    }
    html.markup(
        "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th>State</th>"
        "<th>Endpoint</th><th>Match, 95 % interval, target</th>"
        "<th class=\"num\">Compared</th><th class=\"num\">Target</th>"
        "<th class=\"num\">Shadow errors</th>"
        "<th class=\"num\">p50, p95: live \xE2\x86\x92 shadow</th><th>Builds</th></tr>"
        "</thead><tbody>\n");
    const std::size_t count = std::min(report.endpoints.size(), max_html_rows);
    for (std::size_t index = 0; index < count; ++index) {
        write_row(html, report, report.endpoints[index]);
    }
    html.markup("</tbody></table></div>\n");
    if (report.endpoints.size() > count) {
        html.markup("<p class=\"dim\">And ");
        html.number(report.endpoints.size() - count);
        html.markup(" more: --format json has them.</p>\n");
    }
}

}  // namespace crossfade::report
