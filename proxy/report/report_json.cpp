// The report as JSON, for programs. Names are those of the accounting; counts are exact.
#include "proxy/json/string.hpp"
#include "proxy/record/findings_json.hpp"
#include "proxy/report/report.hpp"

#include <array>
#include <cstdio>

namespace crossfade::report {
namespace {

/// Writes objects and lists in order; commas come by themselves.
class JsonWriter {
public:
    void open(char bracket) { out_ += bracket; }
    void close(char bracket) { out_ += bracket; }
    void item() {
        const char last = out_.back();
        if (last != '{' && last != '[' && last != ':') out_ += ',';
    }
    void name(std::string_view name) {
        item();
        json::append_string(out_, name);
        out_ += ':';
    }
    void text(std::string_view its_name, std::string_view value) {
        name(its_name);
        json::append_string(out_, value);
    }
    void raw(std::string_view its_name, std::string_view value) {
        name(its_name);
        out_ += value;
    }
    void number(std::string_view its_name, std::uint64_t value) {
        raw(its_name, std::to_string(value));
    }
    void share(std::string_view its_name, double value) {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.8g", value);
        raw(its_name, digits.data());
    }
    void append(std::string_view value) { json::append_string(out_, value); }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

void write_reasons(JsonWriter& json, std::string_view name, const store::ByReason& counts) {
    json.name(name);
    json.open('{');
    json.number("total", store::sum(counts));
    json.name("reasons");
    json.open('{');
    for (const auto& [reason, count] : counts) json.number(reason, count);
    json.close('}');
    json.close('}');
}

void write_accounting(JsonWriter& json, const store::Accounting& accounting) {
    json.name("accounting");
    json.open('{');
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
    json.raw("undecided", std::to_string(accounting.undecided()));
    json.raw("unjudged", std::to_string(accounting.unjudged()));
    write_reasons(json, "record_lost", accounting.lost);
    json.close('}');
}

void write_mirror(JsonWriter& json, const MirrorReport& mirror) {
    json.item();
    json.open('{');
    json.text("route", mirror.route);
    json.text("mirror", mirror.mirror);
    write_accounting(json, mirror.accounting);
    json.name("faults");
    json.open('[');
    for (const auto& fault : mirror.faults) {
        json.item();
        json.append(fault);
    }
    json.close(']');
    json.number("compared", mirror.accounting.compared());
    if (mirror.match_rate) {
        json.share("match_rate", *mirror.match_rate);
        json.share("match_rate_low", mirror.interval.low);
        json.share("match_rate_high", mirror.interval.high);
    } else {
        for (const char* name : {"match_rate", "match_rate_low", "match_rate_high"}) {
            json.raw(name, "null");
        }
    }
    json.close('}');
}

void write_exemplar(JsonWriter& json, const ReportedExemplar& exemplar) {
    json.name("exemplar");
    json.open('{');
    json.text("id", exemplar.id);
    json.text("time", record::rfc3339(exemplar.time));
    json.text("method", exemplar.method);
    json.text("path", exemplar.path);
    json.number("live_status", static_cast<std::uint64_t>(exemplar.live_status));
    json.number("shadow_status", static_cast<std::uint64_t>(exemplar.shadow_status));
    std::string findings;
    record::append_findings(findings, exemplar.findings);
    json.raw("findings", findings);
    json.close('}');
}

void write_signature(JsonWriter& json, const ReportedSignature& signature) {
    const store::StoredSignature& stored = signature.stored;
    json.item();
    json.open('{');
    json.text("signature", stored.signature);
    json.text("route", stored.route);
    json.text("mirror", stored.mirror);
    json.text("method", stored.method);
    json.number("count", stored.count);
    json.text("first_seen", record::rfc3339(stored.first_seen));
    json.text("last_seen", record::rfc3339(stored.last_seen));
    json.name("findings");
    json.open('[');
    for (const auto& finding : stored.findings) {
        json.item();
        json.open('{');
        json.text("path", finding.path);
        json.text("kind", finding.kind);
        json.text("class", finding.transition);
        json.close('}');
    }
    json.close(']');
    if (signature.exemplar) {
        write_exemplar(json, *signature.exemplar);
    } else {
        json.raw("exemplar", "null");
    }
    json.close('}');
}

}  // namespace

std::string report_json(const Report& report) {
    JsonWriter json;
    json.open('{');
    json.number("version", 1);
    json.text("time", record::rfc3339(report.query.now));
    json.name("query");
    json.open('{');
    json.text("route", report.query.route);
    json.raw("since",
             report.query.since ? json::string(record::rfc3339(*report.query.since))
                                : std::string("null"));
    json.close('}');
    json.raw("written", report.written ? json::string(record::rfc3339(*report.written)) : "null");
    json.name("mirrors");
    json.open('[');
    for (const auto& mirror : report.mirrors) write_mirror(json, mirror);
    json.close(']');
    json.number("signature_count", report.totals.signatures);
    json.number("signature_pairs", report.totals.pairs);
    json.name("signatures");
    json.open('[');
    for (const auto& signature : report.signatures) write_signature(json, signature);
    json.close(']');
    json.close('}');
    return json.take() + '\n';
}

}  // namespace crossfade::report
