// The report as JUnit XML: a test case per endpoint, and one for the sums of each mirror. What is
// not known is an error, never a pass.
#include "proxy/report/notes.hpp"
#include "proxy/report/report.hpp"
#include "proxy/report/text_format.hpp"

#include <map>
#include <utility>

namespace crossfade::report {
namespace {

/// XML 1.0 text; shown() leaves no character that it forbids but these.
std::string escaped(std::string_view text, std::size_t width = 400) {
    std::string out;
    for (const char c : shown(text, width)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

struct Suite {
    std::string cases;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;

    void add(const std::string& suite, const std::string& name, const std::string& content) {
        ++tests;
        cases += "    <testcase classname=\"" + suite + "\" name=\"" + name + "\">\n" + content +
                 "    </testcase>\n";
    }
    void fail(std::string_view type, const std::string& message, std::string& content) {
        ++failures;
        content += "      <failure type=\"" + std::string(type) + "\" message=\"" +
                   escaped(message) + "\"/>\n";
    }
    void skip(const std::string& message, std::string& content) {
        ++skipped;
        content += "      <skipped message=\"" + escaped(message) + "\"/>\n";
    }
    void doubt(std::string_view type, const std::string& message, std::string& content) {
        ++errors;
        content += "      <error type=\"" + std::string(type) + "\" message=\"" + escaped(message) +
                   "\"/>\n";
    }
};

std::string output_of(const EndpointReport& endpoint) {
    const auto& interval = endpoint.match.interval;
    return "      <system-out>" + percent(endpoint.match.share(), 3) + " % of " +
           grouped(endpoint.match.whole) + " (" + percent(interval.low, 3) + " - " +
           percent(interval.high, 3) + " %), " + grouped(endpoint.distinct.whole) +
           " distinct, target " + percent(endpoint.target, 3) + " %, shadow errors " +
           percent(endpoint.shadow_error.share(), 3) + " %, " + escaped(endpoint.pace.words) +
           "</system-out>\n";
}

std::string name_of_mirror(const std::string& route, const std::string& mirror) {
    return escaped(route, 60) + "." + escaped(mirror, 60);
}

using Suites = std::map<std::string, Suite>;

void add_sums(Suites& suites, const MirrorReport& mirror) {
    const std::string name = name_of_mirror(mirror.route, mirror.mirror);
    Suite& suite = suites[name];
    std::string content;
    for (const auto& problem : mirror.problems) suite.fail("accounting", problem, content);
    suite.add(name, "the sums add up", content);
}

void add_endpoint(Suites& suites, const EndpointReport& endpoint) {
    const std::string name = name_of_mirror(endpoint.name().route, endpoint.name().mirror);
    Suite& suite = suites[name];
    std::string content;
    if (endpoint.state == State::unsure) {
        suite.doubt("not_enough_data", endpoint.reason, content);
    } else if (endpoint.state != State::ready) {
        suite.fail("not_ready", endpoint.reason, content);
    }
    suite.add(name, escaped(endpoint.title(), 120), content + output_of(endpoint));
}

/// Methods that are not looked at at all are no success, and no failure of the shadow's.
void add_unmirrored(Suites& suites, const Unmirrored& unmirrored) {
    const std::string name = "coverage." + escaped(unmirrored.route, 60);
    Suite& suite = suites[name];
    for (const auto& [method, count] : unmirrored.requests) {
        if (count == 0) continue;
        std::string content;
        suite.skip(grouped(count) + " live requests, never mirrored", content);
        suite.add(name, escaped(method, 24) + " is mirrored", content);
    }
}

std::string properties_of(const Report& report) {
    const std::string configuration = configuration_words(report.configurations);
    if (configuration.empty()) return {};
    return "    <properties>\n      <property name=\"configuration\" value=\"" +
           escaped(configuration) + "\"/>\n    </properties>\n";
}

std::string counts_of(const Suite& suite) {
    return " tests=\"" + std::to_string(suite.tests) + "\" failures=\"" +
           std::to_string(suite.failures) + "\" errors=\"" + std::to_string(suite.errors) +
           "\" skipped=\"" + std::to_string(suite.skipped) + '"';
}

}  // namespace

std::string report_junit(const Report& report) {
    Suites suites;
    for (const auto& mirror : report.mirrors) add_sums(suites, mirror);
    for (const auto& endpoint : report.endpoints) add_endpoint(suites, endpoint);
    for (const auto& each : report.gaps.unmirrored) add_unmirrored(suites, each);
    // Nothing compared, or an evidence that no endpoint alone tells of, is no success either.
    Suite& verdict = suites["verdict"];
    std::string content;
    const std::string words = report.verdict.title + ": " + report.verdict.summary;
    if (report.verdict.readiness == Readiness::not_ready) verdict.fail("not_ready", words, content);
    if (gate_of(report.verdict, 1) == 2) verdict.doubt("not_enough_data", words, content);
    verdict.add("verdict", "ready", content);
    std::string out;
    Suite all;
    for (const auto& [name, suite] : suites) {
        out += "  <testsuite name=\"" + name + '"' + counts_of(suite) + ">\n" +
               (name == "verdict" ? properties_of(report) : "") + suite.cases + "  </testsuite>\n";
        all.tests += suite.tests;
        all.failures += suite.failures;
        all.errors += suite.errors;
        all.skipped += suite.skipped;
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"crossfade\"" +
           counts_of(all) + ">\n" + out + "</testsuites>\n";
}

}  // namespace crossfade::report
