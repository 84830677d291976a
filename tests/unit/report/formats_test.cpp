// The formats: the same numbers in all, and hostile data that stays data.
#include "proxy/json/values.hpp"
#include "proxy/report/html_sections.hpp"
#include "proxy/report/html_writer.hpp"
#include "proxy/report/text_format.hpp"
#include "tests/unit/report/fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string_view>

namespace crossfade::report {
namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Without what stands from `begin` to `end`, each time. By hand: std::regex takes a stack frame
/// for each character.
std::string without(std::string text, std::string_view begin, std::string_view end) {
    for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
        const std::size_t stop = std::min(text.find(end, at), text.size() - end.size());
        text.replace(at, stop + end.size() - at, " ");
    }
    return text;
}

std::string html_text(const Report& report) {
    std::string text = without(report_html(report), "<style>", "</style>");
    text = without(std::move(text), "<script>", "</script>");
    return without(std::move(text), "<", ">");
}

/// Without line breaks and their indentation, and without Markdown's back slashes.
std::string flat(const std::string& text) {
    std::string out;
    for (const char character : text) {
        const bool space = character == ' ' || character == '\n';
        if (character == '\\' || (space && out.ends_with(' '))) continue;
        out += space ? ' ' : character;
    }
    return out;
}

class Formats : public testing::Test {
protected:
    Report report_ = rich_report();
    std::string text_ = flat(report_text(report_, {}));
    std::string html_ = flat(html_text(report_));
    std::string json_ = report_json(report_);
    std::string markdown_ = flat(report_markdown(report_));
    std::string junit_ = flat(report_junit(report_));
};

TEST_F(Formats, have_the_same_verdict) {
    const Verdict& verdict = report_.verdict;
    for (const auto* format : {&text_, &html_, &json_, &markdown_, &junit_}) {
        EXPECT_TRUE(has(*format, verdict.title));
        EXPECT_TRUE(has(*format, verdict.summary));
    }
    for (const auto& reason : verdict.reasons) {
        for (const auto* format : {&text_, &html_, &json_, &markdown_}) {
            EXPECT_TRUE(has(*format, reason)) << reason;
        }
    }
}

TEST_F(Formats, name_what_no_mirror_copies) {
    EXPECT_TRUE(has(report_.verdict.summary,
                    "Never mirrored: PUT, DELETE (1,234 live requests of route shop)."));
    const std::string line =
        "PUT, DELETE: 1,234 live requests, never mirrored; mirrors of route shop copy GET, POST";
    for (const auto* format : {&text_, &html_, &markdown_}) EXPECT_TRUE(has(*format, line));
    EXPECT_TRUE(has(json_,
                    R"("unmirrored":[{"route":"shop","requests":{"DELETE":34,"PUT":1200},)"
                    R"("mirrored":["GET","POST"]}])"));
    EXPECT_TRUE(has(junit_, R"(<testcase classname="coverage.shop" name="PUT is mirrored">)"));
    EXPECT_TRUE(has(junit_, R"(<skipped message="1,200 live requests, never mirrored"/>)"));
}

TEST_F(Formats, say_under_which_configuration_the_evidence_was_gathered) {
    const std::string words =
        "Configuration M-0123456789ab, rules R-ba9876543210, since 2026-11-20 20:00 UTC; it "
        "changed during the run: evidence from before was gathered under 1 other configuration, "
        "from 2026-11-20 00:00 UTC on";
    for (const auto* format : {&text_, &html_, &markdown_, &junit_}) {
        EXPECT_TRUE(has(*format, words)) << *format;
    }
    EXPECT_TRUE(has(json_,
                    R"({"since":"2026-11-20T20:00:00.000Z","mirrors":"M-0123456789ab",)"
                    R"("rules":"R-ba9876543210"}])"));
}

TEST_F(Formats, say_whether_the_shadow_takes_longer) {
    for (const auto& endpoint : report_.endpoints) {
        const auto& pace = endpoint.pace;
        for (const auto* format : {&text_, &html_, &junit_}) {
            const bool silent = format == &text_ && pace.live.count == 0;
            const bool alike = format == &html_ && pace.pace != Pace::slower;
            EXPECT_TRUE(silent || alike || has(*format, pace.words)) << pace.words;
        }
        EXPECT_TRUE(has(json_, R"("words":")" + pace.words));
    }
    EXPECT_TRUE(has(markdown_, "9.0 ms -> 19.0 ms: slower |") ||
                has(markdown_, "9.1 ms -> 19.2 ms: slower |"))
        << markdown_;
}

TEST_F(Formats, have_the_same_numbers_of_endpoints) {
    for (const auto& endpoint : report_.endpoints) {
        const std::string share = percent(endpoint.match.share(), 3) + " %";
        const std::string low = percent(endpoint.match.interval.low, 3);
        const std::string high = percent(endpoint.match.interval.high, 3);
        const std::string errors = percent(endpoint.shadow_error.share(), 3) + " %";
        for (const auto* format : {&text_, &html_, &markdown_, &junit_}) {
            const std::size_t at =
                format->find(endpoint.title(), format->find(name_of(endpoint.state)) == 0 ? 1 : 0);
            ASSERT_NE(at, std::string::npos);
            EXPECT_TRUE(has(*format, share)) << share;
            EXPECT_TRUE(has(*format, low)) << low;
            EXPECT_TRUE(has(*format, high)) << high;
            EXPECT_TRUE(has(*format, errors)) << errors;
            EXPECT_TRUE(has(*format, grouped(endpoint.match.whole)));
            EXPECT_TRUE(has(*format, grouped(endpoint.distinct.whole)));
        }
        EXPECT_TRUE(has(json_, "\"whole\":" + std::to_string(endpoint.match.whole)));
    }
}

TEST_F(Formats, have_the_same_numbers_of_fixes) {
    for (const auto& fix : report_.fix_list.fixes) {
        for (const auto* format : {&text_, &html_, &markdown_}) {
            EXPECT_TRUE(has(*format, fix.faults.front()));
            EXPECT_TRUE(has(*format, grouped(fix.clean)));
            EXPECT_TRUE(has(*format, grouped(fix.responses)));
            EXPECT_TRUE(has(*format, percent(fix.endpoint_rate, 3) + " %"));
            EXPECT_TRUE(has(*format, percent(fix.total_rate, 3) + " %"));
        }
        EXPECT_TRUE(has(json_,
                        "\"responses\":" + std::to_string(fix.responses) +
                            ",\"clean\":" + std::to_string(fix.clean)));
    }
}

TEST_F(Formats, have_the_same_accounting) {
    for (const char* number : {"90,000", "78,240", "77,594", "430", "161"}) {
        EXPECT_TRUE(has(text_, number));
        EXPECT_TRUE(has(html_, number));
        EXPECT_TRUE(has(markdown_, number));
    }
    EXPECT_TRUE(has(json_, R"("eligible":90000,"not_sampled":11000)"));
    EXPECT_TRUE(has(json_, R"("dropped":{"total":760,"reasons":{"in_flight":700,"rate":60}})"));
}

TEST_F(Formats, json_is_json_also_of_nothing) {
    EXPECT_TRUE(json::is_json(json_));
    EXPECT_TRUE(json::is_json(report_json(make_report({}, {}, {.now = now}))));
}

TEST_F(Formats, of_nothing_say_so) {
    const Report none = make_report({}, {}, {.now = now});
    EXPECT_TRUE(has(report_text(none, {}), "Nothing has been compared yet"));
    EXPECT_TRUE(has(html_text(none), "NOT ENOUGH DATA"));
    EXPECT_TRUE(has(report_markdown(none), "NOT ENOUGH DATA"));
    EXPECT_TRUE(has(report_junit(none), "errors=\"1\""));
}

TEST_F(Formats, junit_has_no_pass_for_what_is_not_known) {
    EXPECT_TRUE(has(
        junit_,
        "<testsuites name=\"crossfade\" tests=\"9\" failures=\"3\" errors=\"1\" skipped=\"2\">"));
    EXPECT_TRUE(has(junit_, "name=\"GET /invoices/{id}\"> <error type=\"not_enough_data\""));
}

Report hostile_report() {
    const std::string evil =
        "</title></style><script>alert(1)</script>\"'><img src=x onerror=1>"
        "\x1b]0;t\x07\xE2\x80\xAE|@all](http://x)`";
    Material material = rich_material();
    for (auto& endpoint : material.run.endpoints) endpoint.builds.clear();
    material.run.endpoints[0].name.path = "/" + evil;
    material.run.endpoints[0].builds = {{evil, hours_ago(9), hours_ago(0), 900, 100, 0}};
    auto fault = fault_at(material.run.endpoints[0].name, evil, "body." + evil, 100);
    fault.transition = evil;
    fault.first_build = evil;
    fault.values = {{evil, evil + "2", 3}};
    fault.attributes = {{evil, evil, 90, 95}};
    material.run.faults = {fault};
    material.run.patterns = {pattern_at(fault.endpoint, "S-1", {evil}, 100)};
    material.run.rules[0].by = material.run.rules[0].reason = material.run.rules[0].owner = evil;
    material.run.noise = {
        {fault.endpoint, store::StoredNoise::Side::live, "body." + evil, 50, 50, 1, 1}};
    count(material, "not_compared", evil, 5);
    auto record = recorded(evil, "S-1", {{evil, compare::Kind::value, evil, evil, evil + "x"}});
    record.pair.request.path = "/" + evil;
    record.pair.request.headers = {{evil, evil}};
    record.pair.live.body = evil;
    record.pair.build = evil;
    material.exemplars = {record};
    Settings settings = rich_settings();
    settings.endpoints = {evil};
    return make_report(material, settings, {.now = now});
}

TEST(HostileData, is_text_in_html) {
    const std::string html = report_html(hostile_report());
    EXPECT_FALSE(has(html, "<script>alert"));
    EXPECT_FALSE(has(html, "<img"));
    EXPECT_FALSE(has(html, "onerror=1>"));
    EXPECT_EQ(html.find_first_of("\x1b\x07"), std::string::npos);
    EXPECT_FALSE(has(html, "\xE2\x80\xAE"));
    EXPECT_TRUE(has(html, "&lt;/title&gt;"));
    const auto times = [&](const std::string& part) {
        std::size_t count = 0;
        for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(times("<script"), 1U);
    EXPECT_EQ(times("<style"), 1U);
    EXPECT_EQ(times("</title>"), times("<title>"));
}

TEST(HostileData, moves_no_cursor_and_fits_the_columns_of_a_terminal) {
    const std::string text = report_text(hostile_report(), {});
    EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos);
    EXPECT_FALSE(has(text, "\xE2\x80\xAE"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(characters_of(line), 200U) << line;
}

TEST(HostileData, calls_nobody_and_breaks_no_table_in_markdown) {
    const std::string markdown = report_markdown(hostile_report());
    EXPECT_FALSE(has(markdown, "<script"));
    EXPECT_FALSE(has(markdown, "@all"));
    EXPECT_FALSE(has(markdown, "](http"));
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ")) continue;
        std::ptrdiff_t meant = 0;
        for (std::size_t at = 0; at < line.size(); ++at) {
            if (line[at] == '|' && (at == 0 || line[at - 1] != '\\')) ++meant;
        }
        EXPECT_EQ(meant, 8) << line;
    }
}

TEST(HostileData, is_valid_in_json_and_junit) {
    EXPECT_TRUE(json::is_json(report_json(hostile_report())));
    const std::string junit = report_junit(hostile_report());
    EXPECT_FALSE(has(junit, "<script"));
    EXPECT_EQ(junit.find_first_of("\x1b\x07"), std::string::npos);
}

TEST(Html, asks_for_nothing_and_allows_nothing) {
    const std::string html = report_html(rich_report());
    for (const char* part :
         {"<link", "<iframe", "<object", "url(", "@import", "src=", "style=\""}) {
        EXPECT_FALSE(has(html, part)) << part;
    }
    EXPECT_TRUE(has(html, "default-src &#39;none&#39;; style-src &#39;sha256-"));
    EXPECT_FALSE(has(html, "unsafe"));
}

TEST(Html, every_link_has_a_place_to_go_to) {
    const std::string html = report_html(rich_report());
    const std::string_view link = "href=\"#";
    for (std::size_t at = html.find(link); at != std::string::npos; at = html.find(link, at)) {
        at += link.size();
        const std::string target = html.substr(at, html.find('"', at) - at);
        EXPECT_TRUE(has(html, "id=\"" + target + '"')) << target;
    }
}

TEST(Html, nines_are_a_scale) {
    EXPECT_EQ(on_nines(0.5), 0);
    EXPECT_EQ(on_nines(0.9), 0);
    EXPECT_NEAR(on_nines(0.99), 0.25, 1e-9);
    EXPECT_NEAR(on_nines(0.999), 0.5, 1e-9);
    EXPECT_EQ(on_nines(1), 1);
}

TEST(Text, the_rest_of_a_long_list_is_named) {
    Material material;
    for (int index = 0; index < 25; ++index) {
        material.run.endpoints.push_back(
            clean_endpoint(endpoint_name("GET", "/" + std::to_string(index)), 10));
    }
    count_endpoints(material);
    const Report report = make_report(material, {}, {.now = now});
    EXPECT_TRUE(has(report_text(report, {}), "and 5 more endpoints: --format json has them"));
}

TEST(Text, colours_come_only_when_asked_for) {
    EXPECT_EQ(report_text(rich_report(), {}).find('\x1b'), std::string::npos);
    EXPECT_TRUE(has(report_text(rich_report(), {.colours = true}), "\x1b[1;31mNOT READY"));
}

TEST(Text, fits_the_columns) {
    std::istringstream lines(report_text(rich_report(), {}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(characters_of(line), 100U) << line;
}

}  // namespace
}  // namespace crossfade::report
