// What differs: fixes, faults, signatures with their exemplars, and what happened to faults.
#include "proxy/compare/pair.hpp"
#include "proxy/report/json_sections.hpp"

namespace crossfade::report {
namespace {

void write_exemplar(JsonWriter& json,
                    const Report& report,
                    const std::optional<std::size_t>& index) {
    if (!index) {
        json.raw("exemplar", "null");
        return;
    }
    const Exemplar& exemplar = report.exemplars[*index];
    json.object("exemplar");
    json.text("id", exemplar.id);
    json.time("time", exemplar.time);
    json.text("build", exemplar.build);
    json.text("method", exemplar.method);
    json.text("path", exemplar.path);
    json.number("live_status", std::int64_t{exemplar.live_status});
    json.number("shadow_status", std::int64_t{exemplar.shadow_status});
    json.list("findings");
    for (const auto& finding : exemplar.findings) {
        json.item();
        json.open('{');
        json.text("path", finding.path);
        json.text("kind", name_of(finding.kind));
        json.text("class", finding.transition);
        json.text("live", finding.live);
        json.text("shadow", finding.shadow);
        json.close('}');
    }
    json.close(']');
    json.text("live_curl", exemplar.live_curl);
    json.text("shadow_curl", exemplar.shadow_curl);
    json.close('}');
}

void write_conditions(JsonWriter& json, const FaultReport& fault) {
    json.list("conditions");
    for (const auto& condition : fault.conditions) {
        json.item();
        json.open('{');
        json.text("name", condition.name);
        json.text("value", condition.value);
        json.number("with", condition.with);
        json.number("among", condition.among);
        json.share("share", condition.share);
        json.share("elsewhere", condition.elsewhere);
        json.share("lift", condition.lift);
        json.close('}');
    }
    json.close(']');
}

void write_fault(JsonWriter& json, const Report& report, const FaultReport& fault) {
    const store::StoredFault& stored = fault.stored;
    open_at(json, stored.endpoint);
    json.text("fault", stored.fault);
    json.text("at", stored.path);
    json.text("kind", stored.kind);
    json.text("class", stored.transition);
    json.number("count", stored.count);
    json.number("compared", fault.compared);
    json.number("distinct_requests", stored.distinct_requests);
    json.number("distinct_users", stored.distinct_users);
    json.time("first_seen", stored.first_seen);
    json.time("last_seen", stored.last_seen);
    json.text("first_build", stored.first_build);
    json.list("values");
    for (const auto& value : stored.values) {
        json.item();
        json.open('{');
        json.text("live", value.live);
        json.text("shadow", value.shadow);
        json.number("count", value.count);
        json.close('}');
    }
    json.close(']');
    write_conditions(json, fault);
    json.number("persistent", fault.persistent);
    json.number("transient", fault.transient);
    write_texts(json, "signatures", fault.signatures);
    write_exemplar(json, report, fault.exemplar);
    json.close('}');
}

/// What is known of a signature's faults, in the words of a finding.
void write_findings(JsonWriter& json, const Report& report, const store::StoredPattern& pattern) {
    json.list("findings");
    for (const auto& id : pattern.faults) {
        const FaultReport* fault = report.find_fault(pattern.endpoint, id);
        if (fault == nullptr) continue;
        json.item();
        json.open('{');
        json.text("path", fault->stored.path);
        json.text("kind", fault->stored.kind);
        json.text("class", fault->stored.transition);
        json.close('}');
    }
    json.close(']');
}

void write_fault_changes(JsonWriter& json,
                         std::string_view name,
                         const std::vector<FaultChange>& changes) {
    json.list(name);
    for (const auto& change : changes) {
        open_at(json, change.endpoint);
        json.text("fault", change.fault);
        json.text("build", change.build);
        json.number("count", change.count);
        json.close('}');
    }
    json.close(']');
}

}  // namespace

void write_fixes(JsonWriter& json, const Report& report) {
    json.list("fixes");
    for (const auto& fix : report.fix_list.fixes) {
        open_at(json, fix.endpoint);
        write_texts(json, "faults", fix.faults);
        json.number("responses", fix.responses);
        json.number("clean", fix.clean);
        json.share("share", fix.share);
        json.share("endpoint_rate", fix.endpoint_rate);
        json.share("total_rate", fix.total_rate);
        write_texts(json, "elsewhere", fix.elsewhere);
        json.close('}');
    }
    json.close(']');
    json.number("beyond_fixes", report.fix_list.beyond);
}

void write_faults(JsonWriter& json, const Report& report) {
    json.list("faults");
    for (const auto& fault : report.faults) write_fault(json, report, fault);
    json.close(']');
}

void write_signatures(JsonWriter& json, const Report& report) {
    json.number("signature_count", report.signature_count);
    json.number("signature_pairs", report.signature_pairs);
    json.list("signatures");
    for (const auto& signature : report.signatures) {
        const store::StoredPattern& stored = signature.stored;
        open_at(json, stored.endpoint);
        json.text("signature", stored.signature);
        json.number("live_status", std::int64_t{stored.live_status});
        json.number("shadow_status", std::int64_t{stored.shadow_status});
        json.number("count", stored.count);
        json.time("first_seen", stored.first_seen);
        json.time("last_seen", stored.last_seen);
        write_texts(json, "faults", stored.faults);
        write_findings(json, report, stored);
        json.number("persistent", stored.persistent);
        json.number("transient", stored.transient);
        write_exemplar(json, report, signature.exemplar);
        json.close('}');
    }
    json.close(']');
}

void write_changes(JsonWriter& json, const Report& report) {
    json.object("changes");
    write_fault_changes(json, "introduced", report.changes.introduced);
    write_fault_changes(json, "fixed", report.changes.fixed);
    json.list("regressed");
    for (const auto& regression : report.changes.regressed) {
        open_at(json, regression.endpoint);
        json.text("before_build", regression.before.build);
        write_rate(json, "before", regression.before.match);
        json.text("build", regression.now.build);
        write_rate(json, "now", regression.now.match);
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

}  // namespace crossfade::report
