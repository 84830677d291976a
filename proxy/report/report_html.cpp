// The report as one HTML file: no request to anywhere, and a policy that would not allow one.
#include "proxy/record/base64.hpp"
#include "proxy/report/html_page.hpp"
#include "proxy/report/html_sections.hpp"
#include "proxy/report/notes.hpp"
#include "proxy/report/text_format.hpp"

#include <openssl/sha.h>

#include <array>

namespace crossfade::report {
namespace {

std::string hash_of(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::string out = "'sha256-";
    out += record::to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
    return out + '\'';
}

std::string policy() {
    return "default-src 'none'; style-src " + hash_of(page_style) + "; script-src " +
           hash_of(page_script) + "; base-uri 'none'; form-action 'none'";
}

void write_head(HtmlWriter& html) {
    html.markup(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\"");
    html.attribute("content", policy());
    html.markup(
        ">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>Crossfade mismatch report</title>\n");
}

void write_top(HtmlWriter& html, const Report& report) {
    html.markup(
        "<a class=\"skip\" href=\"#verdict\">To the verdict</a>\n<header class=\"top\">"
        "<h1>Crossfade mismatch report</h1><span class=\"dim\">");
    if (report.first && report.last) {
        html.text(minute_of(*report.first));
        html.markup(" to ");
        html.text(minute_of(*report.last));
    } else {
        html.text(minute_of(report.query.now));
    }
    html.markup("</span>");
    if (!report.query.route.empty()) {
        html.markup("<span class=\"dim\">route ");
        html.text(report.query.route, 60);
        html.markup("</span>");
    }
    if (report.query.since) {
        html.markup("<span class=\"dim\">faults last seen since ");
        html.text(minute_of(*report.query.since));
        html.markup("; counts are of all time</span>");
    }
    const std::string configuration = configuration_words(report.configurations);
    if (!configuration.empty()) {
        html.markup("<span class=\"dim\">");
        html.text(configuration);
        html.markup("</span>");
    }
    html.markup(
        "</header>\n<nav aria-label=\"Sections\"><div><a href=\"#verdict\">Verdict</a>"
        "<a href=\"#accounting\">Accounting</a><a href=\"#endpoints\">Endpoints</a>"
        "<a href=\"#fixes\">Fix list</a><a href=\"#changes\">Changes</a>"
        "<a href=\"#rules\">Intended differences</a><a href=\"#noise\">Noise</a>"
        "<a href=\"#gaps\">Not compared</a></div></nav>\n");
}

}  // namespace

std::string report_html(const Report& report) {
    HtmlWriter html;
    write_head(html);
    std::string out = html.take();
    // The two texts that are no markup of a literal: constants, let in by their hashes.
    out.append("<style>").append(page_style).append("</style>\n</head>\n<body>\n");
    HtmlWriter body;
    write_top(body, report);
    body.markup("<main>\n");
    write_banner(body, report);
    write_accounting(body, report);
    write_endpoint_table(body, report);
    write_fix_list(body, report);
    write_changes(body, report);
    write_rules(body, report);
    write_noise(body, report);
    write_gaps(body, report);
    body.markup("<footer>Crossfade " CROSSFADE_VERSION ", written ");
    body.text(minute_of(report.query.now));
    body.markup(
        ". Match rates are of compared pairs with 95 % intervals (Wilson); states rest on "
        "exact one-sided bounds, in which shadow errors count as differences. Values that "
        "were redacted are keyed hashes: equal ones are equal.</footer>\n</main>\n");
    return out + body.take() + "<script>" + std::string(page_script) +
           "</script>\n</body>\n</html>\n";
}

}  // namespace crossfade::report
