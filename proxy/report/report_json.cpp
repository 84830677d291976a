// The report as JSON, for programs; report.schema.json says what they may rely on. Counts are
// exact, shares within 0..1, durations in microseconds.
#include "proxy/report/json_sections.hpp"
#include "proxy/report/json_writer.hpp"
#include "proxy/report/report.hpp"

namespace crossfade::report {
namespace {

const char* name_of(Readiness readiness) noexcept {
    switch (readiness) {
        case Readiness::not_ready:
            return "not_ready";
        case Readiness::not_enough_data:
            return "not_enough_data";
        case Readiness::ready_for_a_step:
            return "ready_for_a_step";
        case Readiness::ready:
            return "ready";
    }
    return "";
}

void write_verdict(JsonWriter& json, const Verdict& verdict) {
    json.object("verdict");
    json.text("readiness", name_of(verdict.readiness));
    json.text("title", verdict.title);
    json.text("summary", verdict.summary);
    json.share("step", verdict.step);
    json.share("proven", verdict.proven);
    json.number("endpoints_ready", std::uint64_t{verdict.ready});
    json.number("endpoints", std::uint64_t{verdict.endpoints});
    json.list("reasons");
    for (const auto& reason : verdict.reasons) json.text(reason);
    json.close(']');
    json.close('}');
}

void write_query(JsonWriter& json, const Report& report) {
    json.object("query");
    json.text("route", report.query.route);
    json.time("since", report.query.since);
    json.share("target", report.query.target);
    json.close('}');
    json.time("written", report.written);
    json.object("window");
    json.time("first", report.first);
    json.time("last", report.last);
    json.close('}');
}

void write_configurations(JsonWriter& json, const Report& report) {
    json.list("configurations");
    for (const auto& each : report.configurations) {
        json.item();
        json.open('{');
        json.time("since", each.since);
        json.text("mirrors", each.mirrors);
        json.text("rules", each.rules);
        json.close('}');
    }
    json.close(']');
}

}  // namespace

std::string report_json(const Report& report) {
    JsonWriter json;
    json.open('{');
    json.number("version", std::uint64_t{3});
    json.time("time", report.query.now);
    write_query(json, report);
    write_configurations(json, report);
    write_verdict(json, report.verdict);
    write_mirrors(json, report);
    write_endpoints(json, report);
    write_fixes(json, report);
    write_faults(json, report);
    write_signatures(json, report);
    write_rules(json, report);
    write_noise(json, report);
    write_gaps(json, report);
    write_changes(json, report);
    json.close('}');
    return json.take() + '\n';
}

}  // namespace crossfade::report
