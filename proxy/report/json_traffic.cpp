// What was mirrored, how each endpoint stands, and what is not covered.
#include "proxy/report/json_sections.hpp"

namespace crossfade::report {
namespace {

void write_reasons(JsonWriter& json, std::string_view name, const store::ByReason& counts) {
    json.object(name);
    json.number("total", store::sum(counts));
    json.object("reasons");
    for (const auto& [reason, count] : counts) json.number(reason, count);
    json.close('}');
    json.close('}');
}

void write_accounting(JsonWriter& json, const store::Accounting& accounting) {
    json.object("accounting");
    json.number("eligible", accounting.eligible);
    json.number("not_sampled", accounting.not_sampled);
    write_reasons(json, "dropped", accounting.dropped);
    json.number("mirrored", accounting.mirrored);
    json.number("match", accounting.match);
    json.number("mismatch", accounting.mismatch);
    write_reasons(json, "shadow_error", accounting.shadow_error);
    write_reasons(json, "live_error", accounting.live_error);
    json.number("both_failed", accounting.both_failed);
    write_reasons(json, "not_compared", accounting.not_compared);
    json.number("undecided", accounting.undecided());
    json.number("unjudged", accounting.unjudged());
    write_reasons(json, "record_lost", accounting.lost);
    write_reasons(json, "uncopied", accounting.uncopied);
    json.close('}');
}

void write_latency(JsonWriter& json, std::string_view name, const store::Latency& latency) {
    json.object(name);
    json.number("count", latency.count);
    json.number("p50", latency.p50);
    json.number("p95", latency.p95);
    json.number("p99", latency.p99);
    json.close('}');
}

void write_build(JsonWriter& json, const BuildReport& build) {
    json.item();
    json.open('{');
    json.text("build", build.build);
    write_rate(json, "match", build.match);
    json.number("shadow_error", build.shadow_error);
    json.close('}');
}

void write_endpoint(JsonWriter& json, const EndpointReport& endpoint) {
    open_at(json, endpoint.name());
    json.text("state", name_of(endpoint.state));
    json.text("reason", endpoint.reason);
    json.share("target", endpoint.target);
    json.share("proven", endpoint.proven);
    json.number("needed", endpoint.needed);
    json.text("build", endpoint.build);
    write_rate(json, "match", endpoint.match);
    write_rate(json, "shadow_error", endpoint.shadow_error);
    write_rate(json, "distinct", endpoint.distinct);
    const store::StoredEndpoint& stored = endpoint.stored;
    json.object("counts");
    json.number("match", stored.match);
    json.number("mismatch", stored.mismatch);
    json.number("both_failed", stored.both_failed);
    write_reasons(json, "shadow_error", stored.shadow_error);
    write_reasons(json, "live_error", stored.live_error);
    write_reasons(json, "not_compared", stored.not_compared);
    json.number("match_by_rule", stored.match_by_rule);
    json.number("match_by_lapsed_rule", endpoint.judged.lapsed);
    json.number("distinct_compared", stored.distinct_compared);
    json.number("distinct_mismatch", stored.distinct_mismatch);
    json.close('}');
    json.object("latency");
    const PaceReport& pace = endpoint.pace;
    write_latency(json, "live", pace.live);
    write_latency(json, "shadow", pace.shadow);
    write_latency(json, "slower", stored.slower);
    json.share("slower_share", endpoint.slower_share);
    json.text("verdict", name_of(pace.pace));
    json.text("words", pace.words);
    json.number("shift", pace.shift.estimate);
    json.number("shift_low", pace.shift.low);
    json.number("shift_high", pace.shift.high);
    json.share("ratio", pace.ratio);
    json.close('}');
    json.text("top_fault", endpoint.top_fault);
    json.time("first_seen", stored.first_seen);
    json.time("last_seen", stored.last_seen);
    json.list("builds");
    for (const auto& build : endpoint.trend) write_build(json, build);
    json.close(']');
    json.close('}');
}

}  // namespace

void open_at(JsonWriter& json, const store::EndpointName& name) {
    json.item();
    json.open('{');
    json.text("route", name.route);
    json.text("mirror", name.mirror);
    json.text("method", name.method);
    json.text("path", name.path);
}

void write_rate(JsonWriter& json, std::string_view name, const Rate& rate) {
    json.object(name);
    json.number("part", rate.part);
    json.number("whole", rate.whole);
    const auto known = [&](double value) {
        return rate.known() ? std::optional(value) : std::nullopt;
    };
    json.share("share", known(rate.share()));
    json.share("low", known(rate.interval.low));
    json.share("high", known(rate.interval.high));
    json.close('}');
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.list(name);
    for (const auto& text : texts) json.text(text);
    json.close(']');
}

void write_mirrors(JsonWriter& json, const Report& report) {
    json.list("mirrors");
    for (const auto& mirror : report.mirrors) {
        json.item();
        json.open('{');
        json.text("route", mirror.route);
        json.text("mirror", mirror.mirror);
        json.flag("control", mirror.control);
        write_texts(json, "methods", mirror.methods);
        json.share("sample", mirror.sample);
        json.share("live", mirror.live);
        write_accounting(json, mirror.accounting);
        write_texts(json, "problems", mirror.problems);
        write_rate(json, "match", mirror.match);
        write_rate(json, "without_rules", mirror.without_rules);
        json.number("match_by_lapsed_rule", mirror.lapsed);
        write_texts(json, "builds", mirror.builds().names);
        json.text("build", mirror.builds().now);
        json.close('}');
    }
    json.close(']');
}

void write_endpoints(JsonWriter& json, const Report& report) {
    json.list("endpoints");
    for (const auto& endpoint : report.endpoints) write_endpoint(json, endpoint);
    json.close(']');
}

void write_gaps(JsonWriter& json, const Report& report) {
    json.list("not_compared");
    for (const auto& each : report.gaps.uncompared) {
        json.item();
        json.open('{');
        json.text("route", each.route);
        json.text("mirror", each.mirror);
        json.text("outcome", each.outcome);
        json.text("reason", each.reason);
        json.number("count", each.count);
        json.close('}');
    }
    json.close(']');
    json.list("holes");
    for (const auto& hole : report.gaps.holes) {
        json.item();
        json.open('{');
        json.text("endpoint", hole.endpoint);
        json.number("compared", hole.compared);
        json.close('}');
    }
    json.close(']');
    json.list("unmirrored");
    for (const auto& each : report.gaps.unmirrored) {
        json.item();
        json.open('{');
        json.text("route", each.route);
        json.object("requests");
        for (const auto& [method, count] : each.requests) {
            if (count > 0) json.number(method, count);
        }
        json.close('}');
        write_texts(json, "mirrored", each.methods);
        json.close('}');
    }
    json.close(']');
    json.list("missing_data");
    for (const auto& missing : report.gaps.missing) {
        open_at(json, missing.endpoint);
        json.number("count", missing.count);
        json.share("share", missing.share);
        json.flag("whole", missing.whole);
        json.close('}');
    }
    json.close(']');
}

}  // namespace crossfade::report
