// The top of the page: the verdict, the main numbers, and the accounting they rest on.
#include "proxy/report/html_sections.hpp"
#include "proxy/report/notes.hpp"
#include "proxy/report/text_format.hpp"
#include "proxy/report/words.hpp"

#include <algorithm>
#include <vector>

namespace crossfade::report {
namespace {

const char* class_of(Readiness readiness) noexcept {
    switch (readiness) {
        case Readiness::ready:
        case Readiness::ready_for_a_step:
            return "banner ready";
        case Readiness::not_ready:
            return "banner not_ready";
        case Readiness::not_enough_data:
            return "banner";
    }
    return "banner";
}

void write_tiles(HtmlWriter& html, const Report& report) {
    Tally all;
    for (const auto& endpoint : report.endpoints) {
        all.match += endpoint.judged.match;
        all.mismatch += endpoint.judged.mismatch;
        all.shadow_error += endpoint.judged.shadow_error;
        all.lapsed += endpoint.judged.lapsed;
    }
    const Rate match = rate_of(all.match, all.compared());
    html.markup("<div class=\"tiles\"><div class=\"card tile\">Responses that match<b>");
    if (match.known()) {
        html.share(match.share(), 3);
        html.markup("</b><span class=\"dim small\">");
        html.share(match.interval.low, 3);
        html.markup(" to ");
        html.share(match.interval.high, 3);
        html.markup(", of ");
        html.number(match.whole);
        html.markup(" compared</span></div>");
    } else {
        html.markup("none yet</b></div>");
    }
    html.markup("<div class=\"card tile\">Endpoints ready<b>");
    html.number(report.verdict.ready);
    html.markup(" of ");
    html.number(report.verdict.endpoints);
    html.markup(
        "</b><span class=\"dim small\">at their targets, as the sample proves</span></div>"
        "<div class=\"card tile\">Things to fix<b>");
    html.number(report.fix_list.fixes.size());
    html.markup("</b><span class=\"dim small\">explain ");
    html.number(report.signature_pairs);
    html.markup(" differing pairs</span></div><div class=\"card tile\">Shadow errors<b>");
    html.number(all.shadow_error);
    html.markup("</b><span class=\"dim small\">of ");
    html.number(all.tried());
    html.markup(" tried; they count against</span></div></div>\n");
}

struct Part {
    const char* name;
    std::uint64_t count;
    const store::ByReason* reasons;
};

std::vector<Part> parts_of(const store::Accounting& accounting) {
    return {{"match", accounting.match, nullptr},
            {"mismatch", accounting.mismatch, nullptr},
            {"shadow_error", store::sum(accounting.shadow_error), &accounting.shadow_error},
            {"live_error", store::sum(accounting.live_error), &accounting.live_error},
            {"both_failed", accounting.both_failed, nullptr},
            {"not_compared", store::sum(accounting.not_compared), &accounting.not_compared},
            {"dropped", store::sum(accounting.dropped), &accounting.dropped},
            {"not_sampled", accounting.not_sampled, nullptr}};
}

/// Parts that are there are seen, however small.
void write_bar(HtmlWriter& html, const std::vector<Part>& parts) {
    constexpr double width = 1'000;
    constexpr double least = 4;
    std::uint64_t whole = 0;
    for (const auto& part : parts) whole += part.count;
    if (whole == 0) return;
    double room = width;
    std::uint64_t large = 0;
    const auto is_small = [&](const Part& part) {
        return static_cast<double>(part.count) * width < least * static_cast<double>(whole);
    };
    for (const auto& part : parts) {
        if (part.count > 0 && is_small(part)) room -= least;
        if (!is_small(part)) large += part.count;
    }
    html.markup(
        "<svg class=\"bar\" viewBox=\"0 0 1000 22\" preserveAspectRatio=\"none\" "
        "role=\"img\" aria-label=\"What became of the requests; the numbers follow\">");
    double at = 0;
    for (const auto& part : parts) {
        if (part.count == 0) continue;
        const double size =
            is_small(part) ? least
                           : room * static_cast<double>(part.count) / static_cast<double>(large);
        html.markup("<rect y=\"0\" height=\"22\"");
        html.coordinate("x", at);
        html.coordinate("width", size);
        html.attribute("class", "c-" + std::string(part.name));
        html.markup("/>");
        at += size;
    }
    html.markup("</svg>");
}

void write_key(HtmlWriter& html, const std::vector<Part>& parts) {
    html.markup("<ul class=\"key\">");
    for (const auto& part : parts) {
        if (part.count == 0) continue;
        html.markup(
            "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" "
            "height=\"10\" rx=\"2\"");
        html.attribute("class", "c-" + std::string(part.name));
        html.markup("/></svg><b>");
        html.number(part.count);
        html.markup("</b> ");
        html.text(part.name);
        std::string reasons;
        if (part.reasons != nullptr) {
            for (const auto& [reason, count] : *part.reasons) {
                if (count > 0)
                    reasons += (reasons.empty() ? "" : ", ") + reason + ' ' + grouped(count);
            }
        }
        if (!reasons.empty()) {
            html.markup(" <span class=\"dim\">(");
            html.text(reasons);
            html.markup(")</span>");
        }
        html.markup("</li>");
    }
    html.markup("</ul>");
}

void write_identity(HtmlWriter& html, const store::Accounting& accounting) {
    html.markup("<p class=\"sum mono\">");
    html.number(accounting.eligible);
    html.markup(" eligible = ");
    html.number(accounting.not_sampled);
    html.markup(" not_sampled + ");
    html.number(store::sum(accounting.dropped));
    html.markup(" dropped + ");
    html.number(accounting.mirrored);
    html.markup(" mirrored<br>");
    html.number(accounting.mirrored);
    html.markup(" mirrored = ");
    html.number(accounting.match);
    html.markup(" match + ");
    html.number(accounting.mismatch);
    html.markup(" mismatch + ");
    html.number(store::sum(accounting.shadow_error));
    html.markup(" shadow_error + ");
    html.number(store::sum(accounting.live_error));
    html.markup(" live_error + ");
    html.number(accounting.both_failed);
    html.markup(" both_failed + ");
    html.number(store::sum(accounting.not_compared));
    html.markup(" not_compared</p>");
}

void write_state_of_sums(HtmlWriter& html, const MirrorReport& mirror) {
    for (const auto& problem : mirror.problems) {
        html.markup("<p class=\"alarm\">The sums do not add up: ");
        html.text(problem);
        html.markup("</p>");
    }
    if (mirror.problems.empty()) {
        const auto open = std::max<std::int64_t>(mirror.accounting.undecided(), 0) +
                          std::max<std::int64_t>(mirror.accounting.unjudged(), 0);
        html.markup("<p class=\"small dim\">The sums add up");
        if (open > 0) {
            html.markup(", with ");
            html.number(static_cast<std::uint64_t>(open));
            html.markup(" still under way");
        }
        html.markup(".</p>");
    }
    if (!mirror.accounting.lost.empty()) {
        html.markup("<p class=\"small\"><span class=\"badge\">lost</span> ");
        html.number(store::sum(mirror.accounting.lost));
        html.markup(
            " pairs were counted but no record of them was kept: counts of faults are too "
            "low by so many.</p>");
    }
}

void write_about(HtmlWriter& html, const MirrorReport& mirror) {
    html.markup("<p class=\"small dim\">");
    if (mirror.control) html.markup("Control: what differs here is noise. ");
    if (!mirror.methods.empty()) {
        html.markup("Copies");
        for (const auto& method : mirror.methods) {
            html.markup(" ");
            html.text(method, 24);
        }
        html.markup(". ");
    }
    if (mirror.sample) {
        html.share(*mirror.sample, 2);
        html.markup(" of the users are sampled. ");
    }
    if (mirror.live && *mirror.live > 0) {
        html.share(*mirror.live, 2);
        html.markup(" of live traffic is served by the new side already. ");
    }
    if (const Builds& builds = mirror.builds(); !builds.now.empty()) {
        html.markup("Build <b>");
        html.text(builds.now, 60);
        html.markup("</b> answers since ");
        html.text(minute_of(builds.since));
        html.markup(". ");
    }
    if (mirror.match.known()) {
        html.share(mirror.match.share(), 3);
        html.markup(" of all that was ever compared match; ");
        html.share(mirror.without_rules.share(), 3);
        html.markup(" would without the written rules.");
    }
    if (mirror.lapsed > 0) {
        html.markup(" <b>");
        html.text(lapsed_words(mirror.lapsed));
        html.markup("</b>");
    }
    html.markup("</p>");
}

}  // namespace

void write_banner(HtmlWriter& html, const Report& report) {
    const Verdict& verdict = report.verdict;
    html.markup("<section id=\"verdict\"");
    html.attribute("class", class_of(verdict.readiness));
    html.markup("><p class=\"title\">");
    html.text(verdict.title);
    html.markup("</p><p>");
    html.text(verdict.summary);
    html.markup("</p>");
    if (!verdict.reasons.empty()) {
        html.markup("<ol>");
        for (const auto& reason : verdict.reasons) {
            html.markup("<li>");
            html.text(reason, 400);
            html.markup("</li>");
        }
        html.markup("</ol>");
    }
    if (!report.fix_list.fixes.empty()) {
        html.markup("<p><a href=\"#fixes\">What to fix first</a></p>");
    }
    html.markup("</section>\n");
    write_tiles(html, report);
}

void write_accounting(HtmlWriter& html, const Report& report) {
    html.markup("<h2 id=\"accounting\">What became of every request</h2>\n");
    if (report.mirrors.empty()) html.markup("<p class=\"dim\">Nothing was counted yet.</p>\n");
    for (const auto& mirror : report.mirrors) {
        html.markup("<section class=\"card\"><b>");
        html.text(mirror.route, 60);
        html.markup(" \xE2\x86\x92 ");
        html.text(mirror.mirror, 60);
        html.markup("</b>");
        write_about(html, mirror);
        const auto parts = parts_of(mirror.accounting);
        write_bar(html, parts);
        write_key(html, parts);
        write_identity(html, mirror.accounting);
        write_state_of_sums(html, mirror);
        html.markup("</section>\n");
    }
}

}  // namespace crossfade::report
