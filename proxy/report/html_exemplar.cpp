// One recorded pair: what differs, side by side, and how to ask again.
#include "proxy/report/html_sections.hpp"
#include "proxy/report/text_format.hpp"

#include <algorithm>

namespace crossfade::report {
namespace {

constexpr std::size_t max_value = 400;
constexpr std::size_t max_lines = 4'000;
constexpr std::size_t max_findings = 60;

bool is_within_character(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// How many bytes at the front (and then at the end) two texts have in common, in whole characters.
struct Common {
    std::size_t front = 0;
    std::size_t back = 0;
};

Common common_of(std::string_view a, std::string_view b) noexcept {
    Common common;
    const std::size_t most = std::min(a.size(), b.size());
    while (common.front < most && a[common.front] == b[common.front]) ++common.front;
    const auto cut_within = [](std::string_view text, std::size_t at) {
        return at < text.size() && is_within_character(text[at]);
    };
    while (common.front > 0 && (cut_within(a, common.front) || cut_within(b, common.front))) {
        --common.front;
    }
    while (common.back < most - common.front &&
           a[a.size() - 1 - common.back] == b[b.size() - 1 - common.back]) {
        ++common.back;
    }
    while (common.back > 0 && is_within_character(a[a.size() - common.back])) --common.back;
    return common;
}

void write_value(HtmlWriter& html, const std::string& value, const Common& common) {
    if (value.empty()) {
        html.markup("<span class=\"dim\">(absent)</span>");
        return;
    }
    const std::string_view text = value;
    html.text(text.substr(0, common.front), max_value);
    const auto middle = text.substr(common.front, text.size() - common.front - common.back);
    if (!middle.empty()) {
        html.markup("<mark>");
        html.text(middle, max_value);
        html.markup("</mark>");
    }
    html.text(text.substr(text.size() - common.back), max_value);
}

void write_row(HtmlWriter& html,
               const std::string& where,
               const std::string& live,
               const std::string& shadow) {
    const Common common = live.empty() || shadow.empty() ? Common{} : common_of(live, shadow);
    html.markup("<div class=\"where\">");
    html.text(where, 160);
    html.markup("</div><div class=\"live\">");
    write_value(html, live, common);
    html.markup("</div><div class=\"shadow\">");
    write_value(html, shadow, common);
    html.markup("</div>");
}

void write_differences(HtmlWriter& html, const Exemplar& exemplar) {
    html.markup(
        "<div class=\"pair\"><div class=\"head where\">where</div><div class=\"head live\">"
        "live</div><div class=\"head shadow\">shadow</div>");
    if (exemplar.live_status == exemplar.shadow_status) {
        html.markup("<div class=\"where dim\">status, the same</div><div class=\"live\">");
        html.text(std::to_string(exemplar.live_status));
        html.markup("</div><div class=\"shadow\">");
        html.text(std::to_string(exemplar.shadow_status));
        html.markup("</div>");
    }
    const std::size_t count = std::min(exemplar.findings.size(), max_findings);
    for (std::size_t index = 0; index < count; ++index) {
        const auto& finding = exemplar.findings[index];
        write_row(html, finding.path, finding.live, finding.shadow);
    }
    html.markup("</div>");
    if (exemplar.findings.size() > count) {
        html.markup("<p class=\"dim small\">And ");
        html.number(exemplar.findings.size() - count);
        html.markup(" more differences in this pair.</p>");
    }
}

void write_body(HtmlWriter& html, const std::string& body) {
    if (body.empty()) {
        html.markup("<p class=\"dim small\">None kept, or not text.</p>");
        return;
    }
    html.markup("<pre tabindex=\"0\">");
    html.lines(body, max_lines);
    html.markup("</pre>");
}

}  // namespace

void write_exemplar(HtmlWriter& html, const Exemplar& exemplar) {
    html.markup("<section class=\"exemplar\"><h3>One of them</h3><p class=\"mono\">");
    html.text(exemplar.method + ' ' + exemplar.path, 400);
    html.markup("</p>");
    write_differences(html, exemplar);
    html.markup("<p class=\"small dim\">Correlation id <code>");
    html.text(exemplar.id, 80);
    html.markup("</code>, ");
    html.text(minute_of(exemplar.time));
    if (!exemplar.build.empty()) {
        html.markup(", build ");
        html.text(exemplar.build, 60);
    }
    html.markup(", signature <code>");
    html.text(exemplar.signature, 24);
    html.markup(
        "</code></p><details class=\"more\"><summary>Ask both sides again</summary>"
        "<pre tabindex=\"0\">");
    html.lines(exemplar.live_curl, max_lines);
    html.markup("\n");
    html.lines(exemplar.shadow_curl, max_lines);
    html.markup(
        "</pre></details><details class=\"more\"><summary>Both bodies</summary>"
        "<div class=\"cols\"><div><h3>live</h3>");
    write_body(html, exemplar.live_body);
    html.markup("</div><div><h3>shadow</h3>");
    write_body(html, exemplar.shadow_body);
    html.markup("</div></div></details></section>\n");
}

}  // namespace crossfade::report
